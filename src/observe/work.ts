import type { Happenings, Works } from '../moderation/observer.ts';

/** A piece of work, with what is known of it by now. */
export type Work = {
  readonly [Kind in keyof Works]: {
    readonly kind: Kind;
    readonly facts: Works[Kind];
    /** When it began, epoch ms. */
    readonly begunAt: number;
    /** The work that it is a part of. */
    readonly within: Work | undefined;
  };
}[keyof Works];

/** Work that has come to its end. */
export type DoneWork = Work & {
  readonly seconds: number;
  /** It threw. */
  readonly broke: boolean;
};

export type Happening = {
  readonly [Kind in keyof Happenings]: { readonly kind: Kind; readonly facts: Happenings[Kind] };
}[keyof Happenings];

/** Tells others what Hush does. Whatever it throws is lost, and disturbs nobody. */
export interface Teller {
  began?(work: Work): void;
  done?(work: DoneWork): void;
  saw?(happening: Happening): void;
}

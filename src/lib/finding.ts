/** What one check found out, for the person who runs Hush. */
export interface Finding {
  /** `warn`: it works, but is doubtful. `skip`: nobody knows, and it says why. */
  readonly level: 'ok' | 'warn' | 'fail' | 'skip';
  /** `Slack token: bot hush in workspace Acme`. Never a secret. Ends without a dot unless it has several sentences. */
  readonly what: string;
  /** What to do about it, and where. A sentence. */
  readonly fix?: string;
}

/** What others said the time was, against this machine's clock. */
export interface TimeTold {
  /** `Slack`. */
  readonly by: string;
  /** How far this machine's clock is ahead of theirs, ms; negative: behind. */
  readonly aheadMs: number;
}

/** How far the clock is ahead of the time in an HTTP answer's `Date`, ms; undefined if that is none. The header counts whole seconds. */
export function aheadOf(date: string | null | undefined, now: number): number | undefined {
  const told = Date.parse(date ?? '');
  if (Number.isNaN(told)) return undefined;
  const ahead = now - told;
  // Anything from the second's beginning to its end is what the header meant.
  return ahead > 0 && ahead < 1000 ? 0 : ahead;
}

/** Text from outside as it may be shown in a terminal: one line, no control or direction characters, at most 200 characters. */
export function printable(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, 200);
}

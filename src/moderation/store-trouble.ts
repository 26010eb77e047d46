/** What is wrong with the database, in words for people. */
export interface StoreFault {
  /** What Hush cannot do: `write its database`. */
  readonly cannot: 'write its database' | 'use its database';
  /** Why, for a status page or a log: `the disk is full`. */
  readonly why: string;
  /** What to do about it, for the end of a sentence. */
  readonly remedy: string;
  /** What was read made no sense. Reading again from the file may. */
  readonly damaged?: true;
  /** The answer to the commit was lost, and nobody could say whether it was done. */
  readonly inDoubt?: true;
}

/**
 * The database could not be used; whatever was being written was rolled back, unless the fault is `inDoubt`. The message is a sentence for a
 * moderator.
 */
export class StoreTrouble extends Error {
  override readonly name = 'StoreTrouble';
  readonly fault: StoreFault;

  constructor(fault: StoreFault, options?: ErrorOptions) {
    super(
      fault.inDoubt
        ? `Hush was cut off from its database in the very moment in which it recorded this: ${fault.why}. It may be recorded or not; look whether it is there before you ask again.`
        : `Hush cannot ${fault.cannot}: ${fault.why}. Nothing was recorded or done; ${fault.remedy}.`,
      options,
    );
    this.fault = fault;
  }
}

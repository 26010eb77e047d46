/**
 * Who is writing to which account. Every write sets all four flags, so a write that starts from a state read before another write would
 * undo that other one: writes to one account go one by one, and each can tell whether the state it knows is still the newest.
 * Remembers only the accounts that somebody has entered and not left. For one process; across processes the store keeps cases apart.
 */
export interface AccountBook {
  /** Starts following an account. */
  enter(account: string): void;
  leave(account: string): void;
  /** A number that changes whenever a write to the account has ended. */
  version(account: string): number;
  /** Waits for the account's other writers; returns how to let the next one go, telling whether something was written. */
  lock(account: string): Promise<(wrote: boolean) => void>;
}

interface Entry {
  followers: number;
  version: number;
  /** Resolves when the last writer in line has let go. */
  tail: Promise<void>;
}

export function createAccountBook(): AccountBook {
  const entries = new Map<string, Entry>();
  const entryOf = (account: string): Entry => {
    const entry = entries.get(account);
    if (!entry) throw new Error('the account was not entered');
    return entry;
  };
  return {
    enter: (account) => {
      const entry = entries.get(account);
      if (entry) entry.followers += 1;
      else entries.set(account, { followers: 1, version: 0, tail: Promise.resolve() });
    },
    leave: (account) => {
      const entry = entryOf(account);
      entry.followers -= 1;
      if (entry.followers === 0) entries.delete(account);
    },
    version: (account) => entryOf(account).version,
    lock: async (account) => {
      const entry = entryOf(account);
      const { promise, resolve } = Promise.withResolvers<void>();
      const before = entry.tail;
      entry.tail = promise;
      await before;
      return (wrote) => {
        if (wrote) entry.version += 1;
        resolve();
      };
    },
  };
}

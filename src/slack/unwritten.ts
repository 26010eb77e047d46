/**
 * What was posted, by what it is about, while the store would not take that down: without this the next look would post it again. `Stand` is
 * where it stands, as the store keeps it.
 */
export interface Unwritten<Key, Stand> {
  /** Where it stands; `known` is what the store says. */
  find(key: Key, known: Stand | undefined): Stand | undefined;
  /** Has the store take down where it stands now. Rejects as `write` does, and remembers it then. */
  write(key: Key, stand: Stand, write: () => Promise<void>): Promise<void>;
}

export function createUnwritten<Key, Stand>(): Unwritten<Key, Stand> {
  const stands = new Map<Key, Stand>();
  return {
    find: (key, known) => stands.get(key) ?? known,
    write: async (key, stand, write) => {
      stands.set(key, stand);
      await write();
      stands.delete(key);
    },
  };
}

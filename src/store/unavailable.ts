/** The database cannot be used; the message says why and what to do, for the person who runs Hush. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

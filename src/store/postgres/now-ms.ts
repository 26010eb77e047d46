/** Epoch milliseconds by the database's clock, at this very moment and not at the transaction's beginning. */
export const nowMs = '(extract(epoch from clock_timestamp()) * 1000)::bigint';

/** Two thousand accounts that raid the live stream. */
export const raiders: readonly string[] = Array.from(
  { length: 2000 },
  (_, index) => `gemdrop${String(index + 1).padStart(4, '0')}`,
);

import { randomBytes } from 'node:crypto';

/** Randomness, passed in, so that tests can repeat a run. */
export interface Random {
  /** `bytes` random bytes as lower-case hex, two characters a byte. For nonces and ids. */
  hex(bytes: number): string;
  /** At least 0, below 1. For jitter only, never for secrets. */
  fraction(): number;
}

export const systemRandom: Random = {
  hex: (bytes) => randomBytes(bytes).toString('hex'),
  fraction: () => Math.random(),
};

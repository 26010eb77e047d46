import { describe, expect, it } from 'vitest';
import { rateWindow, type WindowKind } from '../../../src/playground/vendor/rate-window.ts';

/** How many of the calls at these times are admitted. */
function admitted(kind: WindowKind, times: readonly number[]): number {
  const window = rateWindow({ kind, callsPerSecond: 10 });
  return times.filter((now) => window.admit(now)).length;
}

const at = (now: number, count: number) => Array.from({ length: count }, () => now);

describe('rateWindow', () => {
  it('fixed: a full second at once, and again when the next second begins', () => {
    expect(admitted('fixed', [...at(950, 11), ...at(1000, 11)])).toBe(20);
  });

  it('sliding: never more than the limit in any second', () => {
    expect(admitted('sliding', [...at(950, 11), ...at(1949, 1)])).toBe(10);
    expect(admitted('sliding', [...at(950, 11), ...at(1950, 11)])).toBe(20);
  });

  it('token bucket: a full bucket at once, then as it fills', () => {
    expect(admitted('token-bucket', [...at(0, 11), ...at(500, 11)])).toBe(15);
  });

  it('gcra: a small burst, then at the pace', () => {
    expect(admitted('gcra', at(0, 11))).toBe(5);
    expect(admitted('gcra', [...at(0, 11), ...at(99, 1), ...at(100, 2)])).toBe(6);
  });

  it.each(['fixed', 'sliding', 'token-bucket', 'gcra'] as const)('%s admits an even pace for ever', (kind) => {
    const even = Array.from({ length: 1000 }, (_, index) => index * 100);
    expect(admitted(kind, even)).toBe(1000);
  });
});

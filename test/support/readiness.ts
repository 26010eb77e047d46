import type { Degraded } from '../../src/slack/health.ts';

/** What `/readyz` of a bot says, each trouble as `key: reason`. */
export async function readinessAt(url: string | URL): Promise<{ status: number; degraded: readonly string[] }> {
  const response = await fetch(new URL('/readyz', url));
  const { degraded } = (await response.json()) as { degraded: readonly Degraded[] };
  return { status: response.status, degraded: degraded.map(({ key, reason }) => `${key}: ${reason}`) };
}

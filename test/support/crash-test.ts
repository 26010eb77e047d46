import { expect, test } from 'vitest';
import type { BotProcess } from '../../src/playground/bot-process.ts';
import { type CrashBed, startCrashBed } from './crash-bed.ts';
import { judge } from './promises.ts';

/** A test on stand-ins of its own, which survive the bot. */
export function crashTest(name: string, work: (bed: CrashBed) => Promise<void>): void {
  test(name, async () => {
    const bed = await startCrashBed();
    try {
      await work(bed);
    } finally {
      await bed.close();
    }
  }, 90_000);
}

/** Resolves when the bot was killed at its point. A bot that ended in another way, or lives on, fails the test. */
export async function killed(bed: CrashBed, bot: Pick<BotProcess, 'ended'>): Promise<void> {
  let end: { readonly code: number | null } | undefined;
  void bot.ended.then((code) => {
    end = { code };
  });
  await bed.until(() => end !== undefined);
  expect(end).toEqual({ code: null });
}

/** Nothing is owed to anybody, and everything is in the audit once. */
export async function expectAllKept(bed: CrashBed, kills = 1, others: readonly string[] = []): Promise<void> {
  await bed.finished();
  expect((await judge(bed, { kills, others })).broken).toEqual([]);
}

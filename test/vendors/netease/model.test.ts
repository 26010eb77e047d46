import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Module, modules } from '../../../src/moderation/place.ts';
import { neteaseStage } from '../apps.ts';
import { testOrder, until } from '../orders.ts';
import { askedFlags, type Heard, type Line, lost, netease, unreached } from '../story-transport.ts';

const fate = fc.oneof(
  { weight: 3, arbitrary: fc.constant('ok' as const) },
  fc.constantFrom('lost', 'lost with effect', 'unreached', 'limited', 'error', 'wrong echo' as const),
);
const letters: Readonly<Record<Module, string>> = { p2p: 'p', team: 't', room: 'r', qchat: 'q' };
const flags = fc.tuple(...modules.map((module) => fc.constantFrom('-', letters[module]))).map((all) => all.join(''));
const order = fc.record({
  action: fc.constantFrom('mute' as const, 'unmute' as const),
  modules: fc.subarray([...modules], { minLength: 1 }),
});

it('changes the asked modules and no others, and says what is true, whoever else writes through the same app', async () => {
  const property = fc.asyncProperty(
    fc.array(fate, { maxLength: 30 }),
    fc.record({ ann: flags, bob: flags }),
    order,
    fc.option(fc.constantFrom(...modules)),
    async (fates, before, wish, other) => {
      const world: Record<string, string> = { ...before };
      const left = [...fates];
      const obey = (heard: Heard) => {
        world[heard.form.get('accid') ?? ''] = askedFlags(heard);
      };
      const vendor = (heard: Heard): ReturnType<Extract<Line, (heard: Heard) => unknown>> => {
        const now = left.shift() ?? 'ok';
        const reads = heard.path.includes('getUinfos');
        if (now === 'unreached') return unreached;
        if (now === 'limited') return netease.code(416);
        if (now === 'error') return netease.code(500);
        if (now === 'lost') return lost;
        if (reads) return now === 'ok' ? netease.accounts(world) : lost;
        if (now === 'wrong echo') return netease.echo(world[heard.form.get('accid') ?? ''] ?? '----');
        obey(heard);
        return now === 'ok' ? netease.obeys(heard) : lost;
      };
      const stage = neteaseStage(Array.from({ length: 600 }, () => vendor));
      stage.vendor.tookMs = 40;
      const giveUpAt = stage.clock.now() + 120_000;
      const mine = testOrder(['ann', 'bob', 'zoe'], {
        action: wish.action,
        place: { kind: 'modules', app: 'netease', modules: wish.modules },
        giveUpAt,
      });
      // Another case unmutes one module of ann's at the same time, if it is not one of ours.
      const theirs = other && !wish.modules.includes(other) ? other : undefined;
      const place = { kind: 'modules', app: 'netease', modules: theirs ? [theirs] : [] } as const;
      const second = testOrder(['ann'], { action: 'unmute', place, giveUpAt, turn: '2' });
      const all = [stage.app.carryOut(mine), ...(theirs ? [stage.app.carryOut(second)] : [])];
      await until(stage.clock, Promise.all(all), 1000);

      const on = (account: string, module: Module) => world[account]?.includes(letters[module]);
      const theirsDone = second.endings.some(({ outcome }) => outcome === 'done');
      for (const { target, outcome } of mine.endings) {
        if (target === 'zoe' && wish.modules.length < 4) expect(['rejected', 'failed']).toContain(outcome);
        if (target === 'zoe') continue;
        for (const module of wish.modules) {
          if (outcome === 'done' || outcome === 'already') expect(on(target, module)).toBe(wish.action === 'mute');
        }
        for (const module of modules) {
          if (wish.modules.includes(module)) continue;
          if (target === 'ann' && module === theirs && theirsDone) expect(on(target, module)).toBe(false);
          if (module !== theirs)
            expect(on(target, module)).toBe(before[target as 'ann' | 'bob'].includes(letters[module]));
        }
      }
      expect(mine.endings.map(({ target }) => target).toSorted()).toEqual(['ann', 'bob', 'zoe']);
    },
  );
  await fc.assert(property, { numRuns: 150 });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { zimStage } from '../apps.ts';
import { testOrder, until } from '../orders.ts';
import { type Heard, json, type Line, lost, unreached, zim } from '../story-transport.ts';

/** What befalls one request. `effect`: it is carried out although its reply is lost or says otherwise. */
const fate = fc.oneof(
  { weight: 3, arbitrary: fc.constant('ok' as const) },
  fc.constantFrom('lost', 'lost with effect', 'unreached', 'limited', 'error', 'error with effect', 'unknown' as const),
);
const targets = ['a', 'b', 'c', 'd', 'e', 'too long', 'stranger'];

it('whatever happens on the way, every target ends once, and its outcome is true', async () => {
  const property = fc.asyncProperty(fc.array(fate, { maxLength: 30 }), async (fates) => {
    /** Who was muted by a request, whether or not its reply arrived. */
    const muted = new Set<string>();
    const told = new Map<string, string>();
    const left = [...fates];
    const vendor = (heard: Heard): ReturnType<Extract<Line, (heard: Heard) => unknown>> => {
      const now = left.shift() ?? 'ok';
      const users = heard.query.getAll('UserIds[]');
      const judge = () => {
        if (users.includes('too long')) return zim.code(660000012);
        for (const user of users) if (user !== 'stranger') muted.add(user);
        return zim.users(0, users.includes('stranger') ? { stranger: 660600024 } : {});
      };
      switch (now) {
        case 'lost with effect':
          judge();
          return lost;
        case 'error with effect':
          judge();
          return zim.code(660000001);
        case 'lost':
          return lost;
        case 'error':
          return zim.code(660000003);
        case 'unreached':
          return unreached;
        case 'limited':
          return zim.code(660300005);
        case 'unknown':
          return json({ Code: 31337 });
        default:
          return judge();
      }
    };
    const stage = zimStage(Array.from({ length: 400 }, () => vendor));
    const order = testOrder(targets, {
      giveUpAt: stage.clock.now() + 60_000,
      settle: async (endings) => {
        for (const { target, outcome } of endings) {
          expect(told.has(target)).toBe(false);
          told.set(target, outcome);
        }
      },
    });
    await until(stage.clock, stage.app.carryOut(order));

    expect([...told.keys()].toSorted()).toEqual(targets.toSorted());
    for (const [target, outcome] of told) {
      if (outcome === 'done') expect(muted).toContain(target);
      if (outcome === 'failed') expect(muted).not.toContain(target);
      if (!fates.includes('unknown') && target === 'too long') expect(outcome).not.toBe('done');
    }
  });
  await fc.assert(property, { numRuns: 150 });
});

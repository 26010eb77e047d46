import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test, vi } from 'vitest';
import { systemRandom } from '../../src/lib/random.ts';
import type { CaseRequest } from '../../src/moderation/case.ts';
import { digestOf } from '../../src/moderation/proposal.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { dueNow } from './memory-store.ts';

/** Statements that walk an index from its end or over what is waiting, which is little. */
const wholeOnPurpose = [
  /from "cases" where "closed_at" is null/,
  /from "holds" where "told_at" is not null/,
  /^select "seq", "hash" from "audit" order by "seq" desc limit/,
  /from "running" where \(ends_at > \? or lifted = 1\) order by "ends_at" (?:asc|desc), "case_number" (?:asc|desc) limit/,
  // The newest few, from the end.
  /^select "number" from "cases" order by "number" desc limit/,
  // Of what runs, the oldest few: from the beginning.
  /^select "case_number" from "running" where \(ends_at > \? or lifted = 1\) and "held" > \? order by "case_number" limit/,
  // Of the cases that are being carried out, which are few.
  /from "cases" where "closed_at" is null and "extends" = \?/,
  // Counts what runs, along an index.
  /^select count\(\*\) as "count" from "running" where \(ends_at > \? or lifted = 1\)$/,
  // Figures: the first ten thousand of what is open, and of what was tried and not answered, along an index of just those.
  /from \(select number, total, asked_at from cases where closed_at is null limit/,
  /where attempts > 0 or told_at is not null limit \?\) as tried/,
  // The first thousand of one case, found along an index: see below.
  /as "taken" order by "by"/,
  /from cases cross join targets named\s+where cases.closed_at is null/,
];

/** Everything that can become of what waits for a yes. */
async function propose({ proposals }: Store, request: Omit<CaseRequest, 'deliveryKey'>, now: number): Promise<void> {
  const { moderator, ...proposed } = request;
  const asking = { kind: 'approval', moderator, expiresAt: now + 60_000, cases: [proposed], why: ['x'] } as const;
  const ids: string[] = [];
  for (const deliveryKey of ['yes', 'no', 'never']) {
    const asked = await proposals.ask({ ...asking, deliveryKey, responseUrl: 'http://127.0.0.1/' }, () => true);
    if (asked.kind === 'asked') ids.push(asked.proposal.id);
  }
  const [first = '', second = ''] = ids;
  await proposals.held({ proposed, limit: 5, sample: 5 });
  await proposals.waiting(5);
  await proposals.address(first);
  await proposals.usedResponseUrl(first);
  await proposals.posted(first, { channel: 'C1', ts: '1' });
  const digest = digestOf([proposed]);
  const decision = await proposals.accept({ id: first, by: 'U2', digest }, () => true, { targetsPerHour: 1000 });
  expect(decision).toMatchObject({ kind: 'decided' });
  await proposals.close({ id: second, by: 'U2', state: 'denied' }, () => true);
  await proposals.find(first);
}

/** Everything that can be done to a case that is there, and a retry that shows what was in doubt. */
async function followUp({ cases, followUps }: Store): Promise<void> {
  let asked = 0;
  const yes = () => true;
  const ask = (number: number) => ({ number, moderator: 'U1', deliveryKey: `button:${++asked}` });
  const { undo, extend, retry, cancel, correctReason } = followUps;
  // Nothing of the first case is left: the second took it over.
  expect(await undo(ask(1), yes)).toMatchObject({ refusal: { why: 'nothing left', by: 2 } });
  expect(await extend({ ...ask(2), length: { kind: 'timed', seconds: 90 } }, yes)).toMatchObject({ number: 3 });
  await cases.clear(3, ['alice', 'bob']);
  await cases.settle(3, [{ target: 'alice', outcome: 'unconfirmed' }]);
  await retry(ask(3), yes);
  await cases.clear(3, ['alice']);
  await cases.settle(3, [{ target: 'alice', outcome: 'failed' }]);
  // It is the second case's again.
  expect(await undo(ask(2), yes)).toMatchObject({ number: 4 });
  await cancel(ask(4), yes);
  await cases.settleRest(4, { outcome: 'skipped', words: 'x' });
  await correctReason({ ...ask(4), reason: 'x' }, yes);
  // Bob was so already, and not by Hush: the undo leaves him.
  expect(await undo(ask(2), yes)).toMatchObject({ number: 5 });
  await cases.clear(5, ['alice']);
  await cases.settle(5, [{ target: 'alice', outcome: 'done' }]);
  expect(await cases.find(2)).toMatchObject({ undoneBy: 5, notUndone: [{ count: 1 }] });
}

test('no statement of a case’s life reads a whole table: the ten thousandth case costs what the first did', async () => {
  const statements = new Set<string>();
  const prepare = DatabaseSync.prototype.prepare;
  const spy = vi.spyOn(DatabaseSync.prototype, 'prepare').mockImplementation(function (
    this: DatabaseSync,
    sql: string,
  ) {
    statements.add(sql);
    return prepare.call(this, sql);
  });
  const folder = mkdtempSync(join(tmpdir(), 'hush-plans-'));
  const clock = new ManualClock();
  const store = await openStore(folder, { clock, random: systemRandom });
  const { cases, holds, outbox, audit, drafts, lists, lookups, records, muteHistory, notes } = store;
  statements.clear();
  const request = {
    action: 'mute',
    vendor: 'netease',
    place: { kind: 'modules', app: 'netease', modules: ['p2p', 'team'] },
    targets: [{ id: 'alice' }, { id: 'bob' }],
    duplicates: 0,
    length: { kind: 'timed', seconds: 60 },
    vendorClockSeconds: 0,
    moderator: 'U1',
    responseUrl: 'http://127.0.0.1/',
  } as const;
  for (const deliveryKey of ['a', 'b']) {
    const { number } = await cases.record({ ...request, deliveryKey }, () => true, { targetsPerHour: 10 });
    await records.askedFor({ moderator: 'U1', since: 0 });
    await records.actsOfOthers({ request: { ...request, moderator: 'U2', deliveryKey }, since: 0 });
    await records.targetsAmong({ case: number, ids: ['alice'] });
    const patterns = [{ exact: 'alice' }, { prefix: 'b' }];
    await records.targetsMeantBy({ case: number, patterns, outcomes: ['done'], limit: 3 });
    await cases.find(number);
    await cases.openTargets({ number, after: -1, limit: 10 });
    await cases.clear(number, ['alice', 'bob']);
    await cases.unsent(number, ['bob']);
    await cases.dropOvertaken();
    await cases.settle(number, [
      { target: 'alice', outcome: 'done' },
      { target: 'bob', outcome: 'already' },
    ]);
    await cases.settleRest(number, { outcome: 'failed', words: 'x' });
    await cases.groups(number, 5);
    await cases.targets({ number, after: -1, limit: 5 });
    await cases.notOurs(number);
    await outbox.address(number);
    await outbox.usedResponseUrl(number);
    await outbox.posted(number, { channel: 'C1', ts: '1' });
    await outbox.postedLifts(number, '2');
    await outbox.lifts(number);
    await outbox.unanswered(number);
    await lookups.entry(number);
    await lookups.hanging(number);
    await notes.add({ number, moderator: 'U1', deliveryKey: `note ${deliveryKey}`, text: 'x' }, () => true);
    await notes.newest({ case: number, limit: 3 });
    await lookups.extendedBy(number);
    await cases.held(number);
    for (const back of [false, true]) {
      const key = { from: { endsAt: 1, number: 1 }, back, limit: 5 };
      await lookups.active(key);
      await lookups.active({ ...key, text: 'Alice' });
      await lookups.ofTarget({ target: 'Alice', from: 1, back, limit: 5 });
      await lookups.byModerator({ moderator: 'U1', from: 1, back, limit: 5 });
    }
    const record = await cases.find(number);
    if (record) await lookups.targets({ record, first: 0, limit: 5 });
  }
  const span = { from: clock.now() - 86_400_000, to: clock.now() + 1 };
  const { statistics } = store;
  expect(await statistics.startedIn([span])).toEqual([2]);
  expect(await statistics.reasons(span)).toEqual([{ cases: 2 }]);
  expect(await statistics.activity(span)).toMatchObject({ moderators: [{ moderator: 'U1', cases: 2 }] });
  expect(await statistics.longestRunning(3)).toHaveLength(1);
  expect(await statistics.failedEnds(span)).toBe(0);
  await lookups.latest(3);
  expect(await store.figures.read()).toMatchObject({
    cases: { open: 0 },
    outbox: { audit: { waiting: expect.any(Number) } },
  });
  await followUp(store);
  await muteHistory.mutesBefore({ app: 'netease', ids: ['alice', 'bob'], since: 0 });
  await propose(store, request, clock.now());
  const last = await cases.record({ ...request, targets: [{ id: 'carol' }], deliveryKey: 'c' }, () => true);
  await cases.clear(last.number, ['carol']);
  await cases.settle(last.number, [{ target: 'carol', outcome: 'done' }]);
  await clock.advance(120_000);
  expect(await store.figures.read()).toMatchObject({ ends: { due: { lift: 1 }, late: { '1s': 1 } } });
  const due = await dueNow({ holds, clock }, { not: [99] });
  const ids = due.map(({ id }) => id);
  await holds.clear(ids);
  await holds.settle(ids, [{ target: 'alice', outcome: 'done' }]);
  await holds.settle(ids, [{ target: 'bob', outcome: 'unconfirmed' }]);
  for (const number of [1, 2, 3]) await outbox.lifts(number);
  await holds.tend();
  await store.proposals.expire();
  await store.proposals.forgetOld();
  await holds.hanging();
  for (const lane of ['audit', 'private'] as const) {
    for (const delivery of await outbox.due({ lane, now: clock.now(), limit: 5 })) {
      await outbox.later(delivery, { at: clock.now(), error: 'x' });
      await outbox.done(delivery);
    }
    await outbox.nextDue(lane);
  }
  await outbox.stuck();
  await outbox.offerAgain('audit');
  await outbox.notice('hello', 1);
  await audit.append({ event: 'wish.refused', actor: 'hush' });
  for (const used of [true, false]) {
    const id = await lists.save({ moderator: 'U1', wish: {}, targets: [{ id: 'alice' }], duplicates: 0 });
    await lists.find(id, 'U1');
    await lists.forget(id, { used });
  }
  await lists.forgetOld();
  await drafts.find(await drafts.save({ moderator: 'U1', fields: {} }), 'U1');
  spy.mockRestore();

  const database = new DatabaseSync(join(folder, 'hush.db'), { readOnly: true });
  const scans = [...statements]
    .filter((sql) => /^\s*(select|update|delete|insert)/i.test(sql))
    .filter((sql) => !wholeOnPurpose.some((pattern) => pattern.test(sql)))
    .flatMap((sql) => {
      const plan = database.prepare(`explain query plan ${sql}`);
      const parameters = sql.split('?').length - 1;
      const steps = plan.all(...Array<string>(parameters).fill('[]')).map(({ detail }) => String(detail));
      return steps
        .filter((step) =>
          /^SCAN (?!json_each|(?:those|head)$|\w+ VIRTUAL TABLE|CONSTANT|\d+ CONSTANT|\d+-ROW VALUES|\(subquery-\d+\))/.test(
            step,
          ),
        )
        .map((step) => `${step}: ${sql}`);
    });
  const inOrder = [...statements].filter((sql) => /from "outbox".* order by "id"/.test(sql));
  const sorts = inOrder.flatMap((sql) => {
    const parameters = sql.split('?').length - 1;
    const steps = database.prepare(`explain query plan ${sql}`).all(...Array<number>(parameters).fill(1));
    return steps.map(({ detail }) => String(detail)).filter((step) => step.includes('TEMP B-TREE'));
  });
  expect(inOrder.length).toBeGreaterThan(1);
  expect(sorts).toEqual([]);
  expect(statements.size).toBeGreaterThan(30);
  expect(scans).toEqual([]);
  const plansOf = (pattern: RegExp) =>
    [...statements]
      .filter((sql) => pattern.test(sql))
      .map((sql) => {
        const plan = database.prepare(`explain query plan ${sql}`);
        const steps = plan.all(...Array<string>(sql.split('?').length - 1).fill('[]'));
        return steps.map(({ detail }) => String(detail)).join('\n');
      });
  // A page begins at its place, however many pages are before it; a target is found in a case, however many cases name it.
  const pages = plansOf(/from "running" where .*ends_at > .* (?:>|<) \(\?, \?\) order by/);
  expect(pages.length).toBeGreaterThan(3);
  for (const plan of pages.filter((one) => !one.includes('LIST SUBQUERY'))) {
    expect(plan).toMatch(/SEARCH running USING COVERING INDEX .*\(ends_at,case_number\)[<>]/);
    expect(plan).not.toContain('TEMP B-TREE');
  }
  const named = plansOf(/\(targets\.case_number, targets\.ordinal\) in/);
  expect(named.length).toBeGreaterThan(1);
  for (const plan of named)
    expect(plan).toMatch(/USING COVERING INDEX targets_by_target \(target=\? AND case_number=\?\)/);
  expect(plansOf(/as tried where/).join()).toContain('SCAN holds USING INDEX tried_holds');
  // The figures of what is due too, whatever is due in other lanes or ends later.
  const dueFigures = plansOf(/union all\s+select \* from \(select task.* as tried where/s);
  expect(dueFigures).toHaveLength(1);
  expect(dueFigures[0]).toContain('SEARCH holds USING INDEX due_holds (app=? AND task=? AND due_at<?)');
  expect(dueFigures[0]).not.toContain('TEMP B-TREE');
  // How a case's targets ended is told without reading those that are simply done, of which there may be a million.
  const reasons = plansOf(/from "targets" .*\(outcome <> 'done' or code is not null or words is not null\)/);
  expect(reasons).toHaveLength(2);
  for (const plan of reasons) expect(plan).toMatch(/USING COVERING INDEX targets_by_reason \(case_number=\?/);
  // What is due is looked up in its lane, in the order of the ends, behind those that were looked at.
  const [lanePlan = ''] = plansOf(/from "holds" inner join "cases" .*order by "holds"."due_at", "holds"."id"/s);
  expect(lanePlan).toContain('SEARCH holds USING INDEX due_holds (app=? AND task=? AND due_at>? AND due_at<?)');
  expect(lanePlan).not.toContain('TEMP B-TREE');
  expect(lanePlan).toContain('USING INDEX open_targets_by_target (target=?');
  const [histories = ''] = plansOf(/with recursive\s+named/);
  expect(histories).toMatch(
    /SEARCH targets USING INDEX targets_by_target \(target=\?\)|USING COVERING INDEX targets_by_target \(target=\?\)/,
  );
  expect(histories).toMatch(/SEARCH cases USING INTEGER PRIMARY KEY/);
  expect(histories).not.toMatch(/SCAN (?:targets|cases)\b/);
  expect(histories).toMatch(/SEARCH undone USING AUTOMATIC COVERING INDEX/);
  const takers = plansOf(/as "taken" order by "by"|select distinct "case_number" as "taker"/);
  expect(takers).toHaveLength(2);
  for (const plan of takers) {
    expect(plan).toMatch(/USING COVERING INDEX targets_by_taken \(took_case=\?\)/);
    expect(plan).not.toMatch(/SCAN (?!taken)/);
  }
  database.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

import type { CaseRequest } from './case.ts';
import type { FollowedUp } from './follow-up.ts';
import type { Notes } from './notes.ts';
import type { Observer, Works } from './observer.ts';
import type { Audit, Cases, FollowUps, Proposals } from './ports.ts';

/** Where somebody's decisions are recorded. */
export interface RecordingPorts {
  readonly cases: Cases;
  readonly followUps: FollowUps;
  readonly proposals: Proposals;
  readonly notes: Notes;
  readonly audit: Audit;
}

/**
 * The same ports, with whose decisions are recorded told to those who watch: what it took, which case it became, and why it was refused.
 * What is only tried is not told.
 */
export function watchedPorts(
  { cases, followUps, proposals, notes, audit }: RecordingPorts,
  observer: Observer,
): RecordingPorts {
  const recording = <T>(what: string, work: () => Promise<T>) => observer.during('recording', { what }, work);
  const made = (number: number, about: Partial<Works['interaction']> = {}) => {
    observer.note('recording', { case: number });
    observer.note('interaction', { result: 'recorded', case: number, ...about });
  };
  const refused = (why: string) =>
    observer.note('interaction', { result: 'refused', refusal: why.replaceAll(' ', '-') });

  /** Of a new case: what it could not name, or must leave alone, ended with its recording. */
  const skipped = ({ place, action, targets }: Pick<CaseRequest, 'place' | 'action' | 'targets'>, number: number) => {
    const count = targets.filter(({ problem }) => problem !== undefined).length;
    if (count > 0) observer.saw('settled', { case: number, app: place.app, action, endings: { skipped: count } });
  };

  /** Of a new case that follows another: what ended with its recording. It is recorded whether that can be read or not. */
  const endedAtOnce = async (number: number) => {
    try {
      const record = await cases.find(number);
      const endings = await cases.endings(number);
      if (!record || Object.keys(endings).length === 0) return;
      observer.saw('settled', { case: number, app: record.place.app, action: record.action, endings });
    } catch {
      // Nobody is told of it then; the database's trouble is noticed by itself.
    }
  };

  const followed = async (what: string, number: number, work: () => Promise<FollowedUp>): Promise<FollowedUp> => {
    const result = await recording(what, async () => {
      const result = await work();
      if (result.kind === 'refused') refused(result.refusal.why);
      else if (result.duplicate) observer.note('interaction', { case: result.number });
      else made(result.number, result.number === number ? {} : { follows: number });
      return result;
    });
    if (result.kind === 'recorded' && !result.duplicate && result.number !== number) await endedAtOnce(result.number);
    return result;
  };

  return {
    cases: {
      ...cases,
      record: (request, claim, quota) =>
        recording('case', async () => {
          const recorded = await cases.record(request, claim, quota);
          const { number, duplicate } = recorded;
          if (duplicate) observer.note('interaction', { case: number });
          else {
            made(number);
            skipped(request, number);
          }
          return recorded;
        }),
    },
    followUps: {
      ...followUps,
      undo: (ask, claim) => followed('undo', ask.number, () => followUps.undo(ask, claim)),
      extend: (ask, claim, quota) => followed('extend', ask.number, () => followUps.extend(ask, claim, quota)),
      retry: (ask, claim) => followed('retry', ask.number, () => followUps.retry(ask, claim)),
      cancel: (ask, claim) => followed('cancel', ask.number, () => followUps.cancel(ask, claim)),
      correctReason: (ask, claim) => followed('reason', ask.number, () => followUps.correctReason(ask, claim)),
    },
    proposals: {
      ...proposals,
      ask: (asking, claim) =>
        recording('proposal', async () => {
          const asked = await proposals.ask(asking, claim);
          if (asked.kind === 'asked' && !asked.duplicate) observer.note('interaction', { result: 'asked' });
          return asked;
        }),
      accept: (yes, claim, quota) =>
        recording('yes', async () => {
          const decision = await proposals.accept(yes, claim, quota);
          if (decision.kind !== 'decided') refused(decision.kind);
          else if (decision.approval) observer.note('interaction', { result: 'asked' });
          else {
            for (const [index, number] of (decision.proposal.numbers ?? []).entries()) {
              made(number);
              const proposed = decision.proposal.cases[index];
              if (proposed) skipped(proposed, number);
            }
          }
          return decision;
        }),
      close: (no, claim) =>
        recording('no', async () => {
          const decision = await proposals.close(no, claim);
          if (decision.kind !== 'decided') refused(decision.kind);
          else observer.note('interaction', { result: 'recorded' });
          return decision;
        }),
    },
    notes: {
      ...notes,
      add: (ask, claim) =>
        recording('note', async () => {
          const added = await notes.add(ask, claim);
          if (added.kind === 'recorded') made(ask.number);
          else refused(added.why);
          return added;
        }),
    },
    audit: {
      ...audit,
      append: async (entry) => {
        const { rule, why } = entry.details ?? {};
        if (entry.event === 'wish.refused') refused(String(rule ?? why ?? 'rule'));
        await audit.append(entry);
      },
    },
  };
}

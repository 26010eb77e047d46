import { Gauge, type Registry } from 'prom-client';
import { mostCounted, type StoreFigures } from '../../moderation/figures.ts';

const same = `The same on every replica; counted up to ${mostCounted}.`;

/** What waits in the tables. Call the result with new figures. */
export function createTableGauges(registry: Registry): (figures: StoreFigures) => void {
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Gauge({ name, help: `${help} ${same}`, labelNames, registers: [registry] });

  const openCases = gauge('hush_open_cases', 'Cases that are being carried out.');
  const openTargets = gauge('hush_open_targets', 'Targets of open cases that have not ended.');
  const oldestCase = gauge(
    'hush_oldest_open_case_age_seconds',
    'Since the oldest open case was asked for or retried; 0 if there is none.',
  );
  const endsDue = gauge('hush_ends_due', 'Lifts and renewals that are due now.', 'task');
  const liftsLate = gauge(
    'hush_lifts_late',
    'Lifts whose promised end is more than a second (over="1s") or a minute (over="1m") ago.',
    'over',
  );
  const lateness = gauge(
    'hush_lift_lateness_seconds',
    'Since the promised end that is longest ago, of what is still to be lifted; 0 if there is none.',
  );
  const unanswered = gauge(
    'hush_ends_unanswered',
    'Lifts and renewals that a vendor has not answered a minute after they were first tried.',
  );
  const outboxWaiting = gauge('hush_outbox_waiting', 'Messages that wait to be told in Slack.', 'lane');
  const outboxAge = gauge(
    'hush_outbox_oldest_due_seconds',
    'Since the oldest message that may be told now came due; 0 if there is none.',
    'lane',
  );
  const outboxStuck = gauge(
    'hush_outbox_stuck',
    '1 while Slack does not take one of the oldest messages of a lane.',
    'lane',
  );
  const proposals = gauge('hush_proposals_waiting', 'What is shown and waits for a yes.', 'kind');
  const auditSeq = gauge('hush_audit_head', "Number of the audit's newest entry.");

  return ({ at, ...figures }) => {
    const age = (since: number | undefined) => (since === undefined ? 0 : Math.max(0, at - since) / 1000);
    openCases.set(figures.cases.open);
    openTargets.set(figures.cases.openTargets);
    oldestCase.set(age(figures.cases.oldestAt));
    for (const task of ['lift', 'renew'] as const) endsDue.set({ task }, figures.ends.due[task]);
    for (const over of ['1s', '1m'] as const) liftsLate.set({ over }, figures.ends.late[over]);
    lateness.set(age(figures.ends.oldestAt));
    unanswered.set(figures.ends.unanswered);
    for (const lane of ['audit', 'private'] as const) {
      const { waiting, dueAt, error } = figures.outbox[lane];
      outboxWaiting.set({ lane }, waiting);
      outboxAge.set({ lane }, age(dueAt));
      outboxStuck.set({ lane }, Number(error !== undefined));
    }
    for (const kind of ['confirmation', 'approval'] as const) proposals.set({ kind }, figures.proposals[kind]);
    auditSeq.set(figures.auditSeq);
  };
}

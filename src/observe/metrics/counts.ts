import { Counter, Histogram, type Registry } from 'prom-client';
import type { DoneWork, Happening, Teller } from '../work.ts';

/** Slack waits three seconds; Hush aims at a tenth of one (design law 10). Seconds. */
const answerBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3];
/** A transaction of one case takes a millisecond, of 100,000 targets about a second. */
const recordingBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2.5];
/** Up to a minute, the most that `HUSH_VENDOR_TIMEOUT_MS` takes. */
const vendorBuckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 60];

/** Counts what Hush does from its start on. Labels come from fixed lists, and the names of apps from the configuration. */
export function createCounts(registry: Registry): Teller {
  const registers = [registry];
  const interactions = new Counter({
    name: 'hush_interactions_total',
    help: 'Lines, forms, buttons and shortcuts from Slack, by what became of them; refusal says why one was refused.',
    labelNames: ['way', 'verb', 'result', 'refusal'],
    registers,
  });
  const acknowledgement = new Histogram({
    name: 'hush_acknowledgement_seconds',
    help: 'From when a request from Slack was read and its signature checked until it was acknowledged.',
    labelNames: ['way'],
    buckets: answerBuckets,
    registers,
  });
  const recording = new Histogram({
    name: 'hush_recording_seconds',
    help: 'Transactions that record what somebody decided, also where that was refused in them.',
    labelNames: ['what'],
    buckets: recordingBuckets,
    registers,
  });
  const targets = new Counter({
    name: 'hush_targets_total',
    help: 'Targets of cases, by how they ended.',
    labelNames: ['app', 'action', 'outcome'],
    registers,
  });
  const ends = new Counter({
    name: 'hush_ends_total',
    help: 'Answers to lifts and renewals that had come due; failed and unconfirmed ones are tried again.',
    labelNames: ['app', 'task', 'outcome'],
    registers,
  });
  const attempts = new Histogram({
    name: 'hush_vendor_attempt_seconds',
    help: 'Single HTTP requests to vendors, from signing to the last byte of the answer, by how they ended.',
    labelNames: ['app', 'operation', 'ended'],
    buckets: vendorBuckets,
    registers,
  });
  const overQuota = new Counter({
    name: 'hush_vendor_over_quota_total',
    help: 'Answers that said that the vendor took no more calls of an operation.',
    labelNames: ['app', 'operation'],
    registers,
  });
  const deliveries = new Counter({
    name: 'hush_deliveries_total',
    help: 'Messages offered to Slack; of again there was more to tell later, and refused ones are offered again.',
    labelNames: ['lane', 'result'],
    registers,
  });
  const databaseErrors = new Counter({
    name: 'hush_database_errors_total',
    help: 'Statements that failed because the database could not be used.',
    registers,
  });

  const done = (work: DoneWork) => {
    switch (work.kind) {
      case 'interaction': {
        const { way, verb = 'unknown', result = 'answered', refusal = '', ackSeconds } = work.facts;
        interactions.inc({ way, verb, result, refusal: result === 'refused' ? refusal : '' });
        if (ackSeconds !== undefined) acknowledgement.observe({ way }, ackSeconds);
        return;
      }
      case 'recording':
        recording.observe({ what: work.facts.what }, work.seconds);
        return;
      case 'attempt': {
        const { app, operation, ended } = work.facts;
        if (ended !== undefined) attempts.observe({ app, operation, ended }, work.seconds);
        return;
      }
      case 'delivery': {
        const { lane, result } = work.facts;
        if (result !== undefined) deliveries.inc({ lane, result });
      }
    }
  };

  const saw = (happening: Happening) => {
    switch (happening.kind) {
      case 'settled': {
        const { app, action, endings } = happening.facts;
        for (const [outcome, count] of Object.entries(endings)) targets.inc({ app, action, outcome }, count);
        return;
      }
      case 'ended': {
        const { app, task, endings } = happening.facts;
        for (const [outcome, count] of Object.entries(endings)) ends.inc({ app, task, outcome }, count);
        return;
      }
      case 'over quota':
        overQuota.inc({ ...happening.facts });
        return;
      case 'database trouble':
        databaseErrors.inc();
    }
  };

  return { done, saw };
}

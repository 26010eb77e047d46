import type { Log } from '../lib/log.ts';
import type { Works } from '../moderation/observer.ts';
import type { DoneWork, Happening, Teller } from './work.ts';

/** What a moderator changed, or was not allowed to, is worth a line; that somebody looked something up only when somebody looks closely. */
const worthTelling: ReadonlySet<Works['interaction']['result']> = new Set([
  'recorded',
  'asked',
  'refused',
  'late',
  'error',
]);

/**
 * The lines that follow a case from the request that recorded it to its last end: each has its number in `case`. Nothing is in them that a
 * person wrote.
 */
export function createLogLines(log: Log): Teller {
  return { done: (work) => done(work, log), saw: (happening) => saw(happening, log) };
}

function done(work: DoneWork, log: Log): void {
  const ms = Math.round(work.seconds * 1000);
  switch (work.kind) {
    case 'interaction': {
      const { ackSeconds, refusal, ...facts } = work.facts;
      const why = facts.result === 'refused' && refusal !== undefined ? { refusal } : {};
      const ackMs = ackSeconds === undefined ? {} : { ackMs: Math.round(ackSeconds * 1000) };
      const line = { event: 'interaction.done', ...facts, ...why, ms, ...ackMs };
      const level = worthTelling.has(facts.result) ? 'info' : 'debug';
      log[level](line, 'A request from Slack was answered.');
      return;
    }
    case 'carry-out':
      if (!work.broke) log.info({ event: 'case.carried', ...work.facts, ms }, 'A case was carried as far as it goes.');
      return;
    case 'delivery':
      // What Slack refused is told where that is known.
      if (work.facts.result === 'refused') return;
      log.debug({ event: 'delivery.told', ...work.facts, ms }, 'People were told something in Slack.');
  }
}

function saw(happening: Happening, log: Log): void {
  switch (happening.kind) {
    case 'settled': {
      const { endings, ...facts } = happening.facts;
      if (Object.keys(endings).length > 0) log.debug({ event: 'case.settled', ...facts, ...endings }, 'Targets ended.');
      return;
    }
    case 'ended': {
      const { endings, ...facts } = happening.facts;
      log.info(
        { event: 'ends.answered', ...facts, ...endings },
        'Mutes or silences whose time was up were ended, or not.',
      );
    }
  }
}

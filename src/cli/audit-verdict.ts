import { printable } from '../lib/finding.ts';
import { isoText } from '../lib/instant.ts';
import type { AuditHead } from '../moderation/audit.ts';
import type { Disagreement } from '../store/audit-agreement.ts';
import type { AuditBreak } from '../store/audit-break.ts';
import type { ChainFindings } from '../store/audit-chain.ts';
import type { AuditFindings } from '../store/audit-reader.ts';

/** What `audit verify` says, and whether all is sound. `noted` is the head that was given. */
export function verdictText(
  { chain, agreement }: AuditFindings,
  noted: AuditHead | undefined,
): { readonly sound: boolean; readonly lines: readonly string[] } {
  const { sound, last, broken } = chain;
  const checkpoint = checkpointLines(chain);
  if (broken) {
    const before = sound === 0 ? 'No entry is sound before that.' : `${entries(sound)} before that are sound.`;
    return {
      sound: false,
      lines: [`BROKEN  ${breakText(broken)}`, ...checkpoint, before, 'The cases were not compared.'],
    };
  }
  const lines = [`ok      ${entries(sound)} are sound.`, ...checkpoint, ...notedLines(chain, noted)];
  const { first, agreeing = 0, untold = 0 } = agreement ?? {};
  if (first) lines.push(`BROKEN  ${disagreementText(first)}`);
  lines.push(
    `${first ? '        ' : 'ok      '}${agreeing.toLocaleString('en-US')} ${agreeing === 1 ? 'case agrees' : 'cases agree'} with it.`,
  );
  if (untold > 0) {
    lines.push(
      `        ${untold.toLocaleString('en-US')} older ${untold === 1 ? 'case' : 'cases'} could not be compared: their entries were removed.`,
    );
  }
  if (last.seq > 0)
    lines.push(
      '',
      `Head    ${last.seq}:${last.hash}`,
      '        Note it somewhere else; --head shows later whether all up to it is still the same.',
    );
  return { sound: !first, lines };
}

function entries(count: number): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? 'entry' : 'entries'}`;
}

function checkpointLines({ checkpoint, broken }: ChainFindings): readonly string[] {
  if (!checkpoint || broken?.how === 'forged checkpoint') return [];
  const { seq, at, keyId, checked } = checkpoint;
  const who = checked
    ? `signed with key ${printable(keyId)}`
    : `it says with key ${printable(keyId)}, but THE SIGNATURE WAS NOT CHECKED: no key is set`;
  return [
    `${checked ? 'ok      ' : '?       '}Entries 1 to ${seq} were removed by Hush, the last of them on ${isoText(at)}; ${who}.`,
  ];
}

function notedLines({ last, notedIsGone }: ChainFindings, noted: AuditHead | undefined): readonly string[] {
  if (!noted) return [];
  if (notedIsGone) return [`?       The head ${noted.seq} was removed since, so that nothing can be said of it.`];
  const since = last.seq - noted.seq;
  return [
    `ok      Up to the head ${noted.seq} all is as it was${since === 0 ? '' : `; ${entries(since)} came since`}.`,
  ];
}

/** Names the first wrong entry, and how it is wrong. */
function breakText({ how, seq, through, entry }: AuditBreak): string {
  const one = `Entry ${seq}`;
  const all = through === undefined ? one : `Entries ${seq} to ${through}`;
  const shown = entry ? ` (${isoText(entry.at)}, ${printable(entry.event)})` : '';
  switch (how) {
    case 'changed':
      return `${one}${shown} was changed: it does not say what it said when it was written.`;
    case 'removed':
      return `${all} ${through === undefined ? 'was' : 'were'} removed: no checkpoint covers that. Behind stands entry ${entry?.seq ?? seq}${shown}.`;
    case 'inserted':
      return `${all}${shown} ${through === undefined ? 'was' : 'were'} inserted: the entries around tell of none there.`;
    case 'out of order':
      return `${one}${shown} is out of order: it was written as another entry of the audit.`;
    case 'cut off':
      if (through === undefined) return `${one} is missing, and all behind it: Hush writes one with every checkpoint.`;
      return `${all} ${through === seq ? 'is' : 'are'} missing at the end: the noted head says that they were there.`;
    case 'recomputed':
      return `${one}${shown} is not the one that was noted: it, or something before it, was changed, and the chain computed anew.`;
    case 'forged checkpoint':
      return `The checkpoint, which says that Hush removed the entries up to ${seq}, was not signed with the key that is set.`;
  }
}

const subjects: Readonly<Record<Exclude<Disagreement['about'], 'case' | 'outcome' | 'note' | 'targets'>, string>> = {
  time: 'the time at which it was recorded',
  moderator: 'its moderator',
  approval: 'whose yes it had',
  action: 'its action or vendor',
  place: 'its place',
  length: 'its length',
  end: 'its end',
  origin: 'the case that it undoes or extends',
  reason: 'its reason',
};

/** Names the first case that the audit tells otherwise. */
function disagreementText({ case: number, about, target, note, seq }: Disagreement): string {
  const name = `Case ${number}`;
  const tells = seq === undefined ? 'no entry of the audit tells that' : `entry ${seq} of the audit tells it otherwise`;
  switch (about) {
    case 'case':
      return seq === undefined
        ? `${name} was inserted: no entry of the audit tells of it.`
        : `${name} was removed: entry ${seq} of the audit tells of it.`;
    case 'targets':
      return `${name} was changed: ${tells}, which targets it has.`;
    case 'outcome':
      return `${name} was changed: the outcome of ${printable(target ?? '')}; ${tells}.`;
    case 'note':
      return `${name} was changed: its note ${note}; ${tells}.`;
    default:
      return `${name} was changed: ${subjects[about]}; ${tells}.`;
  }
}

import { formatMuteLength, type MuteLength } from '../../moderation/ladder.ts';
import { formatLength } from '../../moderation/length.ts';
import type { Place } from '../../moderation/place.ts';
import type { AppName, VendorName } from '../../moderation/vendor.ts';
import { readAskedLength } from './asked-length.ts';
import type { Command } from './command.ts';
import { holdsDryRun } from './dry-run.ts';
import { whomText } from './group-words.ts';
import { inQuotes, readItems } from './items.ts';
import { isDashWord, isPlainId } from './keywords.ts';
import { groupText, modulesText, placePhrase } from './place-text.ts';
import { plainText } from './slack-text.ts';

/**
 * Writes a command as the line that means it, `/hush` included; {@link parseLine} reads it back to the same command (whatever ids it
 * holds, as long as they were read from a line). Plain text, not escaped for Slack. An app's name is written in front of the place,
 * unless `apps` shows that only one can be meant.
 */
export function formatCommand(command: Command, apps: readonly AppName[] = []): string {
  return ['/hush', ...wordsOf(command, apps)].filter((word) => word !== undefined && word !== '').join(' ');
}

function wordsOf(command: Command, apps: readonly AppName[]): readonly (string | undefined)[] {
  switch (command.verb) {
    case 'mute':
      return [command.verb, ...ids(command), placeWords(command.place, apps), ...lengthAndReason(command)];
    case 'unmute':
      return [command.verb, ...ids(command), placeWords(command.place, apps), safeReason(command.reason)];
    case 'silence': {
      const { place } = command;
      return [command.verb, idText(place.user), placeWords(place, apps), ...ids(command), ...lengthAndReason(command)];
    }
    case 'unsilence': {
      const { place, reason } = command;
      const because = reason === undefined ? [] : ['because', safeReason(reason)];
      return [command.verb, idText(place.user), placeWords(place, apps), ...ids(command), ...because];
    }
    case 'groups': {
      const app = appPrefix({ app: command.app, vendor: 'zim' }, apps);
      return [command.verb, app === undefined ? undefined : `${app}/`, command.text && filterText(command.text, apps)];
    }
    case 'active':
      return [command.verb, command.text && idText(command.text)];
    case 'history':
      return command.moderator === undefined
        ? [command.verb, idText(command.target ?? '')]
        : [command.verb, 'by', `@${command.moderator}`];
    case 'case':
    case 'undo':
      return [command.verb, String(command.case)];
    case 'extend':
      return [command.verb, String(command.case), 'for', formatLength(command.length)];
    case 'reason':
      return [command.verb, String(command.case), reasonText(command.reason)];
    case 'note':
      return [command.verb, String(command.case), reasonText(command.text)];
    case 'help':
      return [command.verb, command.of];
    case 'form':
      return [command.of];
  }
}

/** An id as it is written where a target may stand, in quotes if it would mean something else without. */
export function idText(id: string): string {
  return isPlainId(id) ? id : inQuotes(id);
}

/** Repeats are written again, so that the line says all that was said. */
function ids({
  targets,
  duplicates,
  place,
}: Command & { verb: 'mute' | 'unmute' | 'silence' | 'unsilence' }): readonly string[] {
  if (place.kind === 'whole-group') return [whomText(place.whom)];
  return [...targets.map(({ id }) => id), ...duplicates].map(idText);
}

/** A reason that came from a form may look like more of the length (`3 days of spam`): then it is put in quotes. */
function lengthAndReason({ length, reason }: { length: MuteLength; reason?: string }): readonly (string | undefined)[] {
  const written = formatMuteLength(length);
  const kept =
    reason === undefined || readAskedLength(`${written} ${reason}`, 0, { apps: [], ladder: true }).reading.ok;
  return ['for', written, kept ? safeReason(reason) : inQuotes(reason)];
}

/** A reason from a form may hold `--dry-run`, or end in another word with two dashes, which a line refuses. */
function safeReason(reason: string | undefined): string | undefined {
  if (reason === undefined) return undefined;
  const last = readItems(plainText(reason)).at(-1);
  const refused = last !== undefined && !last.quoted && isDashWord(last.text);
  return refused || holdsDryRun(plainText(reason)) ? inQuotes(reason) : reason;
}

/** Behind a number, a comma at the start of a reason would be read as what separates the two. */
function reasonText(reason: string): string | undefined {
  return /^[,，]/.test(reason) ? inQuotes(reason) : safeReason(reason);
}

function placeWords(place: Place, apps: readonly AppName[]): string {
  if (place.kind !== 'notifications') return placePhrase(placeField(place, apps));
  const app = appPrefix({ app: place.app, vendor: 'zim' }, apps);
  return `from ${app === undefined ? '' : `${app}/`}${place.of}`;
}

/** A group or modules as they are written behind `in` and in the field of a form. */
export function placeField(place: Exclude<Place, { kind: 'notifications' }>, apps: readonly AppName[]): string {
  return place.kind === 'modules'
    ? modulesText(place.modules, appPrefix({ app: place.app, vendor: 'netease' }, apps))
    : groupText(place.group, appPrefix({ app: place.app, vendor: 'zim' }, apps));
}

function appPrefix({ app, vendor }: { app: string; vendor: VendorName }, apps: readonly AppName[]): string | undefined {
  const [only, ...others] = apps.filter((each) => each.vendor === vendor);
  return only?.name === app && others.length === 0 ? undefined : app;
}

/** A filter is the rest of the line as typed, so it needs quotes only where it would be taken for something else. */
function filterText(text: string, apps: readonly AppName[]): string {
  const prefixed = apps.length === 0 ? text.includes('/') : apps.some(({ name }) => text.startsWith(`${name}/`));
  const dry = holdsDryRun(plainText(text));
  const odd = dry || prefixed || text !== text.trim() || /^["“”„‟'‘’‚‛«»,，]/.test(text) || /(?:--|—|–)/.test(text);
  const quoted = inQuotes(text);
  // A text that no quotes can hold was read without them.
  return odd && quoted.length > 0 && isHeld(quoted, text) ? quoted : text;
}

function isHeld(quoted: string, text: string): boolean {
  const kind = quoted.startsWith('"') ? /["“”„‟][\s,，]/ : quoted.startsWith("'") ? /['‘’‚‛][\s,，]/ : /[«»][\s,，]/;
  return !kind.test(text);
}

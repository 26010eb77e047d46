import type { AutoLength } from '../../moderation/ladder.ts';
import { type Length, parseLength } from '../../moderation/length.ts';
import type { Templates } from '../../moderation/policy/settings.ts';
import { noLadder } from '../../moderation/request-by-ladder.ts';
import type { CaseCommand } from '../commands/case-command.ts';
import { readUploadedFile, type UploadedFile } from '../files/uploaded-file.ts';
import { isAutoWord } from '../line/asked-length.ts';
import type { Draft, FormVerb } from '../line/command.ts';
import type { LineContext } from '../line/context.ts';
import { holdsDryRun } from '../line/dry-run.ts';
import {
  type FieldReading,
  type MuteTargets,
  readMuteTargets,
  readNotifications,
  readPlace,
  readTargets,
} from '../line/fields.ts';
import { plainText } from '../line/slack-text.ts';
import { templateNamed, withTemplates } from '../line/template-length.ts';
import type { FormFile, FormValues } from '../payload.ts';
import { type FieldId, fieldAction } from './ids.ts';

/** What a form says, or every field that is wrong with a sentence to show at it. */
export type FormReading =
  /** With a `file` the command has no targets yet: they are in the file. */
  | { readonly ok: true; readonly command: CaseCommand; readonly file?: UploadedFile }
  | { readonly ok: false; readonly errors: Partial<Record<FieldId, string>> };

/** Reads a submitted form by the rules of the line. Nothing is done, and no file fetched, unless every field is right. */
export function readForm(verb: FormVerb, values: FormValues, context: LineContext): FormReading {
  const { apps, templates } = context;
  const errors: Partial<Record<FieldId, string>> = {};
  const take = <Value>(id: FieldId, reading: FieldReading<Value>): Value | undefined => {
    if (reading.ok) return reading.value;
    errors[id] = reading.sentence;
    return undefined;
  };

  const place =
    verb === 'mute' || verb === 'unmute' ? take('place', readPlace(textOf(values, 'place'), apps)) : undefined;
  const notifications = verb === 'silence' || verb === 'unsilence' ? take('user', readUser(values, apps)) : undefined;
  const vendor = apps.find(({ name }) => name === (place ?? notifications)?.app)?.vendor;
  const files = values.file?.[fieldAction]?.files ?? [];
  const typed = textOf(values, 'targets').trim() !== '';
  if (files.length > 0 && typed) errors.file = 'Write the ids or choose a file, not both.';
  if (files.length === 0 && !typed) errors.targets = 'Write at least one id, or choose a file with the ids.';
  const ids = textOf(values, 'targets');
  const reading =
    verb === 'mute' || verb === 'unmute' ? readMuteTargets(ids, { verb, place, vendor }) : readTargets(ids, vendor);
  const written: MuteTargets | undefined = typed ? take('targets', reading) : noTargets;
  const file = files.length > 0 && !typed ? take('file', takeFile(files)) : undefined;
  const auto = verb === 'mute' && isAutoWord(textOf(values, 'length').trim());
  const spoken =
    (verb === 'mute' && !auto) || verb === 'silence'
      ? take('length', readLength(textOf(values, 'length'), templates))
      : undefined;
  const picked = auto ? take('length', readAuto(context)) : undefined;
  const length = spoken?.length;
  const reason = take('reason', readReason(textOf(values, 'reason'))) || spoken?.name;

  if (Object.keys(errors).length === 0 && written) {
    const found = file ? { file } : {};
    const { targets, duplicates, whole } = written;
    const common = { targets, duplicates, ...(reason !== undefined && { reason }) };
    const where = whole ?? place;
    const asked = length ?? picked;
    if (verb === 'mute' && where && asked)
      return { ok: true, ...found, command: { verb, place: where, length: asked, ...common } };
    if (verb === 'unmute' && where) return { ok: true, ...found, command: { verb, place: where, ...common } };
    if (verb === 'silence' && notifications && length)
      return { ok: true, ...found, command: { verb, place: notifications, length, ...common } };
    if (verb === 'unsilence' && notifications)
      return { ok: true, ...found, command: { verb, place: notifications, ...common } };
  }
  return { ok: false, errors };
}

/** What a form said, to show it again. */
export function draftOf(verb: FormVerb, values: FormValues): Draft {
  const conversations = textOf(values, 'conversations');
  const isSilence = verb === 'silence' || verb === 'unsilence';
  const texts = {
    user: textOf(values, 'user'),
    targets: textOf(values, 'targets'),
    place: textOf(values, isSilence ? 'app' : 'place'),
    length: textOf(values, 'length'),
    reason: textOf(values, 'reason'),
  };
  return {
    verb,
    ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== '')),
    ...((conversations === 'users' || conversations === 'groups') && { conversations }),
  };
}

const noTargets = { targets: [], duplicates: [] } as const;

function takeFile(files: readonly FormFile[]): FieldReading<UploadedFile> {
  const reading = readUploadedFile(files);
  return reading.ok ? { ok: true, value: reading.file } : reading;
}

function readUser(values: FormValues, apps: LineContext['apps']) {
  const of = textOf(values, 'conversations') === 'users' ? 'users' : 'groups';
  return readNotifications({ user: textOf(values, 'user'), of, app: textOf(values, 'app') || undefined }, apps);
}

function readAuto({ ladder }: LineContext): FieldReading<AutoLength> {
  return ladder ? { ok: true, value: { kind: 'auto' } } : { ok: false, sentence: noLadder };
}

/** A form does what it says: a `--dry-run` in it would not be heeded. */
function readReason(text: string): FieldReading<string> {
  const reason = text.trim();
  if (!holdsDryRun(plainText(reason))) return { ok: true, value: reason };
  const sentence =
    'A form cannot be tried: type the line with --dry-run at its end. If it belongs to the reason, put it in quotes.';
  return { ok: false, sentence };
}

/** A length, or a template, whose name is the reason if none is written. */
function readLength(text: string, templates: Templates | undefined): FieldReading<{ length: Length; name?: string }> {
  const parsed = parseLength(text);
  if (parsed.ok) return { ok: true, value: parsed };
  const inQuotes = /^\s*["“”](.*)["“”]\s*$/s.exec(text)?.[1];
  const template = templateNamed(inQuotes ?? text, templates);
  return template ? { ok: true, value: template } : withTemplates(parsed, templates);
}

function textOf(values: FormValues, id: FieldId): string {
  const field = values[id]?.[fieldAction];
  return field?.value ?? field?.selected_option?.value ?? '';
}

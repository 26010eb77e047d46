import { parseLength } from '../../moderation/length.ts';
import type { AppName } from '../../moderation/vendor.ts';
import type { CaseCommand } from '../commands/case-command.ts';
import type { FormVerb } from '../line/command.ts';
import { type FieldReading, readNotifications, readPlace, readTargets } from '../line/fields.ts';
import type { FormValues } from '../payload.ts';
import { type FieldId, fieldAction } from './ids.ts';

/** What a form says, or every field that is wrong with a sentence to show at it. */
export type FormReading =
  | { readonly ok: true; readonly command: CaseCommand }
  | { readonly ok: false; readonly errors: Partial<Record<FieldId, string>> };

/** Reads a submitted form by the rules of the line. Nothing is done unless every field is right. */
export function readForm(verb: FormVerb, values: FormValues, apps: readonly AppName[]): FormReading {
  const errors: Partial<Record<FieldId, string>> = {};
  const take = <Value>(id: FieldId, reading: FieldReading<Value>): Value | undefined => {
    if (reading.ok) return reading.value;
    errors[id] = reading.sentence;
    return undefined;
  };
  const reason = textOf(values, 'reason').trim() || undefined;

  const place =
    verb === 'mute' || verb === 'unmute' ? take('place', readPlace(textOf(values, 'place'), apps)) : undefined;
  const notifications = verb === 'silence' || verb === 'unsilence' ? take('user', readUser(values, apps)) : undefined;
  const vendor = apps.find(({ name }) => name === (place ?? notifications)?.app)?.vendor;
  const written = take('targets', readTargets(textOf(values, 'targets'), vendor));
  const length =
    verb === 'mute' || verb === 'silence' ? take('length', readLength(textOf(values, 'length'))) : undefined;

  if (Object.keys(errors).length === 0 && written) {
    const common = { ...written, ...(reason !== undefined && { reason }) };
    if (verb === 'mute' && place && length) return { ok: true, command: { verb, place, length, ...common } };
    if (verb === 'unmute' && place) return { ok: true, command: { verb, place, ...common } };
    if (verb === 'silence' && notifications && length)
      return { ok: true, command: { verb, place: notifications, length, ...common } };
    if (verb === 'unsilence' && notifications) return { ok: true, command: { verb, place: notifications, ...common } };
  }
  return { ok: false, errors };
}

function readUser(values: FormValues, apps: readonly AppName[]) {
  const of = textOf(values, 'conversations') === 'users' ? 'users' : 'groups';
  return readNotifications({ user: textOf(values, 'user'), of, app: textOf(values, 'app') || undefined }, apps);
}

function readLength(text: string): FieldReading<Extract<CaseCommand, { verb: 'mute' }>['length']> {
  const parsed = parseLength(text);
  return parsed.ok ? { ok: true, value: parsed.length } : parsed;
}

function textOf(values: FormValues, id: FieldId): string {
  const field = values[id]?.[fieldAction];
  return field?.value ?? field?.selected_option?.value ?? '';
}

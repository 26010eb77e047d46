import type { Case } from '../../moderation/case.ts';
import { buttonIds } from '../buttons/ids.ts';
import { caseOfButton } from '../follow-up.ts';
import type { Draft } from '../line/command.ts';
import { idText } from '../line/format-command.ts';
import { groupText, modulesText } from '../line/place-text.ts';
import { countOf } from '../messages/mrkdwn.ts';
import { fieldLimit } from '../modals/form-view.ts';
import { openModal } from '../modals/open.ts';
import type { SlackParts } from '../parts.ts';
import type { ShortcutPayload } from '../payload.ts';
import { findIds, mostFound } from './find-ids.ts';
import type { ShortcutHandler } from './shortcut.ts';

/** Whom a message is about, and where, ready to stand in a form. */
interface Named {
  readonly ids: readonly string[];
  /** How many more there are. */
  readonly more: number;
  readonly place?: string | undefined;
}

/** In a message's menu: opens the form of a mute, filled with the ids that the message names. Nothing is done before it is submitted. */
export const muteFromMessage: ShortcutHandler = {
  verb: 'mute',
  run: async (payload, interaction, parts) => {
    const named = (await namedByCase(payload, parts)) ?? namedIn(payload.message);
    const { fields, note } = filled(named);
    await openModal({ fields, note, interaction }, parts);
  },
};

function namedIn(message: unknown): Named {
  const { ids, more, group } = findIds(message);
  return { ids, more, place: group === undefined ? undefined : groupText(group) };
}

/** Of Hush's own message about a case: that case's people and place, whatever the message has room for. */
async function namedByCase(
  { message, api_app_id: app }: ShortcutPayload,
  parts: Pick<SlackParts, 'cases' | 'apps'>,
): Promise<Named | undefined> {
  if (app === undefined || message?.app_id !== app) return undefined;
  const number = caseOfMessage(message.blocks);
  const record = number === undefined ? undefined : await parts.cases.find(number);
  if (!record) return undefined;
  const { place, total } = record;
  // The targets of a silence are conversations: groups are nobody to mute.
  if (place.kind === 'notifications' && place.of === 'groups') return { ids: [], more: 0 };
  const targets = await parts.cases.targets({ number: record.number, after: -1, limit: mostFound });
  const ids = targets.map(({ target }) => target).filter((id) => id !== '');
  return { ids, more: total - targets.length, place: placeOf(record, parts.apps) };
}

/** The number that the Details button of a message carries. */
function caseOfMessage(blocks: unknown): number | undefined {
  const elements = Array.isArray(blocks)
    ? blocks.flatMap((block) => (block as { elements?: unknown })?.elements ?? [])
    : [];
  const details = (elements as readonly { action_id?: unknown; value?: unknown }[]).find(
    (element) => element?.action_id === buttonIds.details,
  );
  return typeof details?.value === 'string' ? caseOfButton(details.value) : undefined;
}

/** As it is written in a form; an app's name stands in front where another could be meant. */
function placeOf({ place, vendor }: Case, apps: SlackParts['apps']): string | undefined {
  const alone = [...apps.values()].filter((app) => app.vendor === vendor).length < 2;
  const app = alone ? undefined : place.app;
  if (place.kind === 'group') return groupText(place.group, app);
  return place.kind === 'modules' ? modulesText(place.modules, app) : undefined;
}

/** The form's fields, and what to say above them. */
function filled({ ids, more, place }: Named): { readonly fields: Draft; readonly note: string } {
  const written: string[] = [];
  let length = -1;
  for (const id of ids.map(idText)) {
    length += id.length + 1;
    if (length > fieldLimit) break;
    written.push(id);
  }
  const left = more + ids.length - written.length;
  const fields = {
    verb: 'mute' as const,
    ...(written.length > 0 && { targets: written.join(' ') }),
    ...(place !== undefined && { place }),
  };
  return { fields, note: noteOf(written.length, left) };
}

function noteOf(count: number, left: number): string {
  if (count === 0) return 'No id of the chat was found in this message. Write who is meant.';
  const rest =
    left === 0
      ? ''
      : ` The message names ${left.toLocaleString('en-US')} more, for which there is no room here: put them into a file.`;
  return `${countOf(count, 'id was', 'ids were')} found in the message.${rest} Look through what is filled in: nothing is done before you press Mute.`;
}

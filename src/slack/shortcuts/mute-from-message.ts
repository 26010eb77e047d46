import type { Place, Whom } from '../../moderation/place.ts';
import { verbsFor } from '../../moderation/policy/verbs-for.ts';
import type { VendorName } from '../../moderation/vendor.ts';
import { buttonIds } from '../buttons/ids.ts';
import { caseOfButton } from '../follow-up.ts';
import type { Draft } from '../line/command.ts';
import { idText } from '../line/format-command.ts';
import { whomText } from '../line/group-words.ts';
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
  /** In their stead: whom of the place as a whole. */
  readonly whom?: Whom;
  readonly place?: string | undefined;
}

/** In a message's menu: opens the form of a mute, filled with the ids that the message names. Nothing is done before it is submitted. */
export const muteFromMessage: ShortcutHandler = {
  verb: 'mute',
  run: async (payload, interaction, parts) => {
    const named = (await namedByHush(payload, interaction.user, parts)) ?? namedIn(payload.message);
    const { fields, note } = filled(named);
    await openModal({ fields, note, interaction }, parts);
  },
};

function namedIn(message: unknown): Named {
  const { ids, more, group } = findIds(message);
  return { ids, more, place: group === undefined ? undefined : groupText(group) };
}

type Parts = Pick<SlackParts, 'cases' | 'proposals' | 'apps' | 'roster' | 'policy'>;

/** Of Hush's own message about a case, or about one that waits for a yes: its people and place, whatever the message has room for. */
async function namedByHush(
  { message, api_app_id: app }: ShortcutPayload,
  user: string,
  parts: Parts,
): Promise<Named | undefined> {
  if (app === undefined || message?.app_id !== app) return undefined;
  const number = caseOfButton(valueIn(buttonIds.details, message.blocks));
  if (number > 0) return namedByCase(number, user, parts);
  const proposal = await parts.proposals.find(valueIn(buttonIds.proposalTargets, message.blocks));
  const [proposed, another] = proposal?.cases ?? [];
  if (!proposed || another) return undefined;
  const ids = proposed.targets.map(({ id }) => id);
  return namedAt(proposed, { ids: ids.slice(0, mostFound), total: ids.length }, parts);
}

/** Nothing for those who may not look cases up: the message itself is all that they know. */
async function namedByCase(number: number, user: string, parts: Parts): Promise<Named | undefined> {
  if (!(await verbsFor(user, parts)).has('case')) return undefined;
  const record = await parts.cases.find(number);
  if (!record) return undefined;
  const targets = await parts.cases.targets({ number, after: -1, limit: mostFound });
  return namedAt(record, { ids: targets.map(({ target }) => target), total: record.total }, parts);
}

/** The value of the first button of a kind in a message; empty: it has none. */
function valueIn(id: string, blocks: unknown): string {
  const elements = Array.isArray(blocks)
    ? blocks.flatMap((block) => (block as { elements?: unknown })?.elements ?? [])
    : [];
  const found = (elements as readonly { action_id?: unknown; value?: unknown }[]).find(
    (element) => element?.action_id === id,
  );
  return typeof found?.value === 'string' ? found.value : '';
}

function namedAt(
  { place, vendor }: { readonly place: Place; readonly vendor: VendorName },
  { ids, total }: { readonly ids: readonly string[]; readonly total: number },
  { apps }: Pick<SlackParts, 'apps'>,
): Named {
  // As it is written in a form: an app's name stands in front where another could be meant.
  const app = [...apps.values()].filter((one) => one.vendor === vendor).length < 2 ? undefined : place.app;
  const people = { ids: ids.filter((id) => id !== ''), more: total - ids.length };
  switch (place.kind) {
    case 'group':
      return { ...people, place: groupText(place.group, app) };
    case 'modules':
      return { ...people, place: modulesText(place.modules, app) };
    case 'whole-group':
      return { ids: [], more: 0, whom: place.whom, place: groupText(place.group, app) };
    case 'notifications':
      // The targets are conversations: groups are nobody to mute.
      return place.of === 'groups' ? { ids: [], more: 0 } : people;
  }
}

/** The form's fields, and what to say above them. */
function filled({ ids, more, whom, place }: Named): { readonly fields: Draft; readonly note: string } {
  const written: string[] = [];
  let length = -1;
  for (const id of ids.map(idText)) {
    length += id.length + 1;
    if (length > fieldLimit) break;
    written.push(id);
  }
  const left = more + ids.length - written.length;
  const targets = whom === undefined ? written.join(' ') : whomText(whom);
  const fields = {
    verb: 'mute' as const,
    ...(targets !== '' && { targets }),
    ...(place !== undefined && { place }),
  };
  return { fields, note: whom === undefined ? noteOf(written.length, left) : `${aboutTheWhole} ${lookThrough}` };
}

const aboutTheWhole = 'The message is about the group as a whole, not about single people.';
const lookThrough = 'Look through what is filled in: nothing is done before you press Mute.';

function noteOf(count: number, left: number): string {
  if (count === 0) return 'No id of the chat was found in this message. Write who is meant.';
  const rest =
    left === 0
      ? ''
      : ` The message names ${left.toLocaleString('en-US')} more, for which there is no room here: put them into a file.`;
  return `${countOf(count, 'id was', 'ids were')} found in the message.${rest} ${lookThrough}`;
}

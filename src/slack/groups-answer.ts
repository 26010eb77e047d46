import { StoreTrouble } from '../moderation/store-trouble.ts';
import { type MutedGroup, VendorTrouble, vendorTitles } from '../moderation/vendor.ts';
import { slackTrouble } from './clients.ts';
import { type GroupsQuery, groupsMessage } from './messages/groups.ts';
import { type Message, paragraph } from './messages/message.ts';
import { escapeText } from './messages/mrkdwn.ts';
import type { SlackParts } from './parts.ts';

/** Groups on one page of the answer. */
export const groupsPageSize = 20;
/** Whoever asks for a list waits no longer than this, whatever the vendor does. */
const patienceMs = 60_000;

/** One page of the groups that are muted now, counted over all pages. The list is read through to its end, and only the page is kept. */
export async function groupsAnswer(
  query: GroupsQuery,
  { apps, log }: Pick<SlackParts, 'apps' | 'log'>,
): Promise<Message> {
  const tally = { all: 0, everyone: 0, roles: 0, people: 0, other: 0 };
  const shown: MutedGroup[] = [];
  const first = (query.page - 1) * groupsPageSize;
  try {
    for await (const group of matchingGroups(query, apps)) {
      if (tally.all >= first && shown.length < groupsPageSize) shown.push(group);
      tally.all += 1;
      if (group.everyone) tally.everyone += 1;
      if (group.roles) tally.roles += 1;
      if (group.people) tally.people += 1;
      if (group.unknownBits !== 0) tally.other += 1;
    }
  } catch (error) {
    log.warn({ event: 'groups.failed', app: query.app, err: error }, 'The list of muted groups could not be read.');
    return paragraph(`The list could not be read: ${escapeText(wordsOf(error))}`);
  }
  return groupsMessage({ query, tally, shown, pages: Math.max(1, Math.ceil(tally.all / groupsPageSize)) });
}

/** The groups that match, streamed from the vendor. */
export async function* matchingGroups(
  { app: name, text }: Omit<GroupsQuery, 'page'>,
  apps: SlackParts['apps'],
): AsyncGenerator<MutedGroup, void> {
  const app = apps.get(name);
  if (!app?.mutedGroups)
    throw new VendorTrouble(`${app ? vendorTitles[app.vendor] : name} has no list of muted groups.`);
  const wanted = text?.toLowerCase();
  for await (const group of app.mutedGroups(AbortSignal.timeout(patienceMs))) {
    if (wanted === undefined || group.group.toLowerCase().includes(wanted)) yield group;
  }
}

/** A vendor's error speaks to moderators, and the database's; Slack's and others' do not. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it broke off.';
  if (error.name === 'TimeoutError') return 'the vendor took too long.';
  return error instanceof VendorTrouble || error instanceof StoreTrouble
    ? error.message
    : `Slack would not take it (${slackTrouble(error).word}).`;
}

import { takesLength } from '../../moderation/action.ts';
import type { CaseRequest } from '../../moderation/case.ts';
import { type Requested, type RequestHow, requestCase } from '../../moderation/request.ts';
import { requestByLadder } from '../../moderation/request-by-ladder.ts';
import type { VendorApp } from '../../moderation/vendor.ts';
import type { Interaction } from '../interaction.ts';
import type { Command, FormVerb, LineRefusal } from '../line/command.ts';
import { draftOfCommand } from '../line/draft-of-command.ts';
import { withDryRun } from '../line/dry-run.ts';
import { formatCommand } from '../line/format-command.ts';
import { placeholders } from '../line/placeholders.ts';
import { paragraph } from '../messages/message.ts';
import { escapeText } from '../messages/mrkdwn.ts';
import type { SlackParts } from '../parts.ts';
import { tellRefusal } from '../tell-refusal.ts';

export type CaseCommand = Extract<Command, { verb: FormVerb }>;

/** How a request came, for telling a second delivery of it from a second wish. */
export interface Delivered {
  readonly deliveryKey: string;
  readonly moderator: string;
  readonly responseUrl: string | undefined;
}

/** A case for the domain, or why the place's vendor cannot do it. What is asked for `auto` has no length yet: see {@link requestCommand}. */
export function caseRequest(
  command: CaseCommand,
  delivered: Delivered,
  apps: ReadonlyMap<string, VendorApp>,
): CaseRequest | { readonly unsupported: string } {
  const { verb: action, place } = command;
  const app = apps.get(place.app);
  if (!app) return { unsupported: `There is no app called ${place.app}.` };
  const batching = app.batching(action, place);
  if ('unsupported' in batching) return batching;
  const { moderator, deliveryKey, responseUrl } = delivered;
  return {
    action,
    vendor: app.vendor,
    place,
    targets: command.targets,
    duplicates: command.duplicates.length,
    vendorClockSeconds: takesLength(action) ? app.keepsClockFor(action) : 0,
    moderator,
    deliveryKey,
    ...('length' in command && command.length.kind !== 'auto' && { length: command.length }),
    ...(command.reason !== undefined && { reason: command.reason }),
    ...(responseUrl !== undefined && { responseUrl }),
  };
}

/** Asks for what a command says, of which `request` was made. */
export function requestCommand(
  {
    command,
    request,
  }: { readonly command: Omit<CaseCommand, 'targets' | 'duplicates'>; readonly request: CaseRequest },
  parts: SlackParts,
  claim: () => boolean,
  how: RequestHow = {},
): Promise<Requested> {
  const { length } = command as Partial<Extract<CaseCommand, { verb: 'mute' }>>;
  if (length?.kind === 'auto') return requestByLadder(request, parts, claim, how);
  return requestCase(request, parts, claim, how);
}

/** `mute`, `unmute`, `silence` and `unsilence` of a line. */
export const caseCommand = {
  run: (command: CaseCommand, interaction: Interaction, parts: SlackParts) =>
    recordCommand(command, { by: 'command', interaction }, parts),
  /** Shown, with a button that does exactly that. */
  try: (command: CaseCommand, interaction: Interaction, parts: SlackParts) =>
    recordCommand(command, { by: 'command', interaction, how: { dryRun: true } }, parts),
};

/** What a line or a button asks for: recorded, then acknowledged; the summary follows when the case is done. */
export async function recordCommand(
  command: CaseCommand,
  asked: { readonly by: 'command' | 'button'; readonly interaction: Interaction; readonly how?: RequestHow },
  parts: SlackParts,
): Promise<void> {
  const { by, interaction, how = {} } = asked;
  const delivered = {
    deliveryKey: `${by}:${interaction.triggerId}`,
    moderator: interaction.user,
    responseUrl: interaction.responseUrl,
  };
  const request = caseRequest(command, delivered, parts.apps);
  if ('unsupported' in request) {
    parts.observer?.note('interaction', { result: 'refused', refusal: 'unsupported' });
    await interaction.ack();
    return interaction.tell(paragraph(escapeText(request.unsupported)));
  }
  const requested = await requestCommand({ command, request }, parts, interaction.claim, how);
  if (requested.kind === 'refused' && requested.field === 'reason') {
    const missing = reasonMissing(command, requested.sentence, parts);
    return tellRefusal(how.dryRun ? triedRefusal(missing) : missing, interaction, parts);
  }
  await interaction.ack();
  if (requested.kind === 'refused') await interaction.tell(paragraph(escapeText(requested.sentence)));
}

/** The same line with a place for the reason, and the form with what was typed. */
function reasonMissing(command: CaseCommand, sentence: string, { apps }: Pick<SlackParts, 'apps'>): LineRefusal {
  const names = [...apps.values()];
  const because = command.verb === 'unsilence' ? ' because' : '';
  return {
    sentence,
    suggestions: [`${formatCommand(command, names)}${because} ${placeholders.missingReason}`],
    verb: command.verb,
    draft: draftOfCommand(command, names),
  };
}

/** Of a line that was only to be tried: lines to type instead are to be tried as well, and no form opens that would do it. */
function triedRefusal({ draft: _, ...refusal }: LineRefusal): LineRefusal {
  return { ...refusal, suggestions: refusal.suggestions.map(withDryRun) };
}

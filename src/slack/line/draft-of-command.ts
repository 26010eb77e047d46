import { formatMuteLength } from '../../moderation/ladder.ts';
import type { AppName } from '../../moderation/vendor.ts';
import type { CaseCommand } from '../commands/case-command.ts';
import type { Draft } from './command.ts';
import { idText, placeField } from './format-command.ts';
import { whomText } from './group-words.ts';

/** What a line said, field by field, to open the form filled with it. */
export function draftOfCommand(command: CaseCommand, apps: readonly AppName[]): Draft {
  const { verb, place, targets, reason } = command;
  const silence = place.kind === 'notifications' ? { user: idText(place.user), conversations: place.of } : {};
  return {
    verb,
    ...silence,
    targets: place.kind === 'whole-group' ? whomText(place.whom) : targets.map(({ id }) => idText(id)).join(' '),
    place: place.kind === 'notifications' ? place.app : placeField(place, apps),
    ...('length' in command && { length: formatMuteLength(command.length) }),
    ...(reason !== undefined && { reason }),
  };
}

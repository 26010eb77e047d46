import type { Data } from '../../wire/data.ts';
import type { SlackUser } from '../model.ts';
import { playgroundSlack, type SlackTeam } from '../seed.ts';

/** Fields that every interaction's payload begins with. */
export function payloadBase(
  type: string,
  { user, triggerId, team }: { user: SlackUser; triggerId: string; team: SlackTeam },
): Data {
  return {
    type,
    user: { id: user.id, username: user.name, name: user.name, team_id: team.id },
    api_app_id: playgroundSlack.app,
    token: 'verification-token',
    trigger_id: triggerId,
    team: { id: team.id, domain: team.domain },
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** Blocks with the ids Slack gives to those that have none, as they stand in payloads. */
export function withIds(blocks: readonly Data[]): readonly Data[] {
  return blocks.map((block, index) => {
    const id = { block_id: block.block_id ?? `auto${index}` };
    if (block.type === 'actions' && Array.isArray(block.elements)) {
      return { ...block, ...id, elements: block.elements.map((each, at) => withActionId(each, `auto${index}_${at}`)) };
    }
    if (block.accessory) return { ...block, ...id, accessory: withActionId(block.accessory as Data, `auto${index}`) };
    if (block.element) return { ...block, ...id, element: withActionId(block.element as Data, `auto${index}`) };
    return { ...block, ...id };
  });
}

function withActionId(element: Data, id: string): Data {
  return element.type === 'image' ? element : { ...element, action_id: element.action_id ?? id };
}

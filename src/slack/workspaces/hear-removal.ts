import type { Log } from '../../lib/log.ts';
import type { Installations } from '../../moderation/installations.ts';
import type { RemovalPayload } from '../payload.ts';
import { tellRemoved } from './desks.ts';

export type HearRemoval = (removal: RemovalPayload) => Promise<void>;

/**
 * The app was removed from a workspace, or its bot's token taken back: what is stored of it goes at once. Slack repeats events; one that is older
 * than the last installation is about the one before.
 */
export function createRemovalHearing({
  installations,
  log,
}: {
  readonly installations: Pick<Installations, 'find' | 'remove'>;
  readonly log: Log;
}): HearRemoval {
  return async ({ team_id: workspace, event, event_time: seconds }) => {
    if (event.type === 'tokens_revoked') {
      const installation = await installations.find(workspace);
      // People's own tokens are none of Hush's.
      if (!installation || !event.tokens?.bot?.includes(installation.botUser)) return;
    }
    // Slack tells whole seconds, cut off.
    const before = (seconds + 1) * 1000;
    if (await installations.remove({ workspace, why: event.type, before })) {
      tellRemoved({ workspace, why: event.type }, log);
    }
  };
}

import { webApi } from '@slack/bolt';
import type { Log } from '../../lib/log.ts';
import { boltLogger } from '../bolt-logger.ts';
import { clientOptions, slackTrouble } from '../clients.ts';
import { patientWaitMs, SocketTrouble } from './trouble.ts';

export interface SocketAccess {
  /** The app-level token, `xapp-…`. */
  readonly appToken: string;
  /** Base of the Web API, ending in a slash. */
  readonly apiUrl: string;
}

/** Words of Slack's for a mishap of its own. */
const mishaps: readonly string[] = ['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout'];

/**
 * What asks Slack where to open a WebSocket. Each address holds a secret ticket, is good for one connection, and expires by itself: asking
 * connects nobody. Throws {@link SocketTrouble}. Slack calls it a method of tier 1, which is about once a minute, with some to spare.
 * https://docs.slack.dev/reference/methods/apps.connections.open
 */
export function createAddressAsking(access: SocketAccess, log: Log): () => Promise<string> {
  const client = new webApi.WebClient(access.appToken, { ...clientOptions(access), logger: boltLogger(log) });
  // Nothing that Slack sent is believed by its form alone: commands come in here, so the way is as safe as the one that was configured.
  const protocols = access.apiUrl.startsWith('https:') ? ['wss:'] : ['wss:', 'ws:'];
  return async () => {
    const { url = '' } = await client.apps.connections.open({}).catch((error: unknown) => {
      const { word, waitMs } = slackTrouble(error);
      const isRefusal = error instanceof webApi.WebAPIPlatformError && !mishaps.includes(word);
      throw new SocketTrouble(word, waitMs ?? (isRefusal ? patientWaitMs : undefined));
    });
    if (!protocols.includes(URL.parse(url)?.protocol ?? '')) throw new SocketTrouble('bad_address');
    return url;
  };
}

import { type Finding, printable } from '../lib/finding.ts';
import { silentLog } from '../lib/log.ts';
import { createAddressAsking, type SocketAccess } from './socket/ask-address.ts';
import { SocketTrouble, socketWords } from './socket/trouble.ts';

/**
 * Asks Slack where a WebSocket could be opened, which needs the right token, its scope, and Socket Mode switched on. None is opened: Slack
 * would send commands there, and a bot that runs would not get them.
 */
export async function checkSocket(access: SocketAccess): Promise<Finding> {
  try {
    await createAddressAsking(access, silentLog)();
    return { level: 'ok', what: 'Socket Mode: Slack takes the app-level token, and opens WebSockets for the app' };
  } catch (error) {
    const { word } = error instanceof SocketTrouble ? error : { word: 'unreachable' };
    if (word === 'ratelimited') {
      return {
        level: 'skip',
        what: 'Socket Mode: not checked, for Slack asked to wait',
        fix: 'Try again in a minute.',
      };
    }
    const { what, fix } = socketWords(printable(word));
    return { level: 'fail', what: `Socket Mode: ${what}`, fix };
  }
}

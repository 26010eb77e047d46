import { type AppCheckOptions, type AppProbe, type CheckWords, checkApp } from '../check-app.ts';
import { createZimApp, type ZimAppOptions } from './index.ts';
import { fetchForbidGroupList } from './operations/fetch-forbid-group-list.ts';

export type ZimCheckOptions = AppCheckOptions & Pick<ZimAppOptions, 'appId' | 'secret' | 'operator'>;

const appPage = "Compare the app's id and ServerSecret with the ZEGOCLOUD console, on the project's page";
const appId: CheckWords = { level: 'fail', words: 'ZIM does not know the app id', fix: `${appPage} (ZIM_APP_ID).` };
const console = 'Enable ZIM for the project in the ZEGOCLOUD console, or ask their support.';

/** @see https://www.zegocloud.com/docs/zim-server/return-codes */
const verdicts: Readonly<Record<string, CheckWords>> = {
  3: { level: 'fail', words: 'ZIM refused the credentials', fix: `${appPage}, or ask their support.` },
  100000000: {
    level: 'fail',
    words: 'ZIM refused the host name',
    fix: 'Set the URL (ZIM_API_URL) to one of the addresses on https://www.zegocloud.com/docs/zim-server/accessing-server-apis.',
  },
  100000001: appId,
  100000010: appId,
  100000011: appId,
  100000004: {
    level: 'fail',
    words: 'ZIM says that the signature had expired',
    fix: "Set this machine's clock right (NTP): ZIM takes at most 10 minutes of difference.",
  },
  100000005: {
    level: 'fail',
    words: 'the secret is wrong',
    fix: `${appPage} (ZIM_SERVER_SECRET): the ServerSecret of 32 characters, not the AppSign or the CallbackSecret.`,
  },
  100000016: { level: 'fail', words: 'the app is not enabled for production', fix: console },
  100000017: { level: 'fail', words: 'the app is not enabled for this service', fix: console },
  660000028: {
    level: 'warn',
    words: 'the credentials are fine, but the plan has no list of muted groups',
    fix: '/hush groups will not work; everything else does.',
  },
  660500002: {
    level: 'fail',
    words: 'the operator is not registered with ZIM',
    fix: 'Set the operator (ZIM_OPERATOR) to a user id of your chat that has logged in once, and that owns the groups or is their admin.',
  },
};

/**
 * Tries a ZIM app's id, secret and operator by reading the first page of muted groups. Whether the operator owns the groups shows only at a
 * mute: no call that changes nothing tells it.
 */
export function checkZim(options: ZimCheckOptions) {
  const { operator } = options;
  const probe: AppProbe = {
    vendor: 'zim',
    fine: 'app id, secret and operator are accepted; whether the operator is admin of a group shows at its first mute',
    read: async (appOptions, how) => {
      const app = createZimApp({ ...options, ...appOptions });
      await app.call(fetchForbidGroupList, { operator, startFlag: 0 }, how);
    },
    judge: (code) => verdicts[code],
  };
  return checkApp(probe, options);
}

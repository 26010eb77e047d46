import { type AppCheckOptions, type AppProbe, type CheckWords, checkApp } from '../check-app.ts';
import { createNeteaseApp, type NeteaseAppOptions } from './index.ts';
import { getUinfos } from './operations/get-uinfos.ts';

export type NeteaseCheckOptions = AppCheckOptions & Pick<NeteaseAppOptions, 'appKey' | 'appSecret'>;

/** An account that surely nobody has; NetEase leaves accounts that it does not know out of its answer. */
const nobody = 'hush.doctor.nobody';

const fine = 'app key and secret are accepted';
const consolePage = "in the NetEase console, on the app's page";

/**
 * 414 stands for a wrong CheckSum, an old time, an unknown account and more (vendors' pages: status codes). The words beside it are written
 * down nowhere; here they only choose which advice comes first, and they are shown.
 */
function judge414(message: string): CheckWords {
  if (/cur_?time|expire/i.test(message)) {
    return {
      level: 'fail',
      words: 'NetEase says that the time of the request is wrong',
      fix: "Set this machine's clock right (NTP): NetEase takes at most 5 minutes of difference.",
    };
  }
  if (/app_?\s?key/i.test(message)) {
    return {
      level: 'fail',
      words: 'NetEase does not know the app key',
      fix: `Compare NETEASE_APP_KEY with the App Key ${consolePage}, and NETEASE_API_URL with the app's data centre.`,
    };
  }
  // The account asked for is nobody's: whoever says so has taken the signature.
  if (/regist|accid|not exist/i.test(message)) return { level: 'ok', words: fine };
  return {
    level: 'fail',
    words: 'NetEase refused the request, most likely for a wrong secret or clock',
    fix: `Compare NETEASE_APP_SECRET with the App Secret ${consolePage}; if it is right, look at the clock below.`,
  };
}

function judge(code: string, message: string): CheckWords | undefined {
  switch (code) {
    case '315':
      return {
        level: 'fail',
        words: "NetEase does not allow calls from this machine's IP address",
        fix: `Add the address to the app's allowed IP addresses ${consolePage}.`,
      };
    case '403':
      return {
        level: 'fail',
        words: 'NetEase does not permit the app to read accounts',
        fix: `See whether the app is active, and what it may call, ${consolePage}.`,
      };
    case '404':
      return { level: 'ok', words: fine };
    case '414':
      return judge414(message);
    default:
      return undefined;
  }
}

/** Tries a NetEase app's key and secret by reading an account that nobody has. */
export function checkNetease(options: NeteaseCheckOptions) {
  const probe: AppProbe = {
    vendor: 'netease',
    fine,
    read: async (appOptions, how) => {
      const app = createNeteaseApp({ ...options, ...appOptions });
      await app.call(getUinfos, { accids: [nobody] }, how);
    },
    judge,
  };
  return checkApp(probe, options);
}

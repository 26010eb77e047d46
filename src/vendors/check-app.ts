import { type Finding, printable, type TimeTold } from '../lib/finding.ts';
import { silentLog } from '../lib/log.ts';
import { type VendorName, vendorTitles } from '../moderation/vendor.ts';
import type { AppOptions, CallOptions } from './core.ts';
import { RateLimitedError, UnavailableError, VendorError } from './errors.ts';
import { type Heard, listeningTransport } from './listening.ts';
import { type Bucket, createMemoryQuota } from './quota.ts';

/** What a vendor's no to the probe means. */
export type CheckWords = Omit<Finding, 'what'> & {
  /** Behind the app's name: `the secret is wrong`. */
  readonly words: string;
};

/** How one vendor's credentials are tried. */
export interface AppProbe {
  readonly vendor: VendorName;
  /** Said when the vendor answered with success. */
  readonly fine: string;
  /** A read that changes nothing. Rejects with a {@link VendorError}. */
  read(options: AppOptions, how: CallOptions): Promise<void>;
  /** What an answer that is no success says of the credentials; undefined if nobody can tell. */
  judge(code: string, message: string): CheckWords | undefined;
}

export type AppCheckOptions = Omit<AppOptions, 'log' | 'quota' | 'transport'>;

/** Beside the attempt and, of an expired signature, its repeat. */
const waitMs = 5000;

/** Tries one app's credentials with a single harmless call. */
export async function checkApp(
  probe: AppProbe,
  options: AppCheckOptions,
): Promise<{ readonly findings: readonly Finding[]; readonly times: readonly TimeTold[] }> {
  const { name, url, clock, timeoutMs } = options;
  const title = `${vendorTitles[probe.vendor]} (${name})`;
  const { transport, heard } = listeningTransport({ origin: new URL(url).origin, timeoutMs, clock });
  const giveUp = new AbortController();
  const cancel = clock.after(2 * timeoutMs + waitMs, () => giveUp.abort());
  // A single call: nothing that an earlier process sent has to be waited out for it.
  const quota = (bucket: Bucket) => createMemoryQuota({ ...bucket, clock, startedAt: Number.NEGATIVE_INFINITY });
  let verdict: CheckWords;
  try {
    await probe.read({ ...options, transport, quota, log: silentLog }, { signal: giveUp.signal });
    verdict = { level: 'ok', words: probe.fine };
  } catch (error) {
    verdict = giveUp.signal.aborted
      ? { level: 'fail', words: 'no answer in time', fix: network(url) }
      : judged(error, { probe, heard: heard(), url });
  } finally {
    cancel();
    await transport.close();
  }
  const { words, ...rest } = verdict;
  const { aheadMs } = heard();
  return {
    findings: [{ ...rest, what: `${title}: ${words}` }, ...plainHttp(title, url)],
    times: aheadMs === undefined ? [] : [{ by: title, aheadMs }],
  };
}

function judged(error: unknown, { probe, heard, url }: { probe: AppProbe; heard: Heard; url: string }): CheckWords {
  // A fault of Hush's own; it may not keep the other checks from being made.
  if (!(error instanceof VendorError)) {
    return { level: 'fail', words: `could not be tried: ${printable(String(error))}`, fix: 'Report it as a bug.' };
  }
  const message = printable(heard.message ?? '');
  const own = error.code === undefined ? undefined : probe.judge(error.code, message);
  if (own) return { ...own, words: `${own.words} (${error.code}${message ? `: ${message}` : ''})` };
  if (error instanceof RateLimitedError) {
    return { level: 'skip', words: 'not checked, for it takes no more calls now', fix: 'Try again in a minute.' };
  }
  if (error instanceof UnavailableError) {
    return error.code === undefined
      ? { level: 'fail', words: error.message, fix: network(url) }
      : { level: 'skip', words: `not checked, for ${error.message}`, fix: 'Try again in a minute.' };
  }
  return {
    level: 'fail',
    words: `${error.message}${message ? `: ${message}` : ''}`,
    fix: "Look the code up in the vendor's list of return codes, or ask its support.",
  };
}

function network(url: string): string {
  return `Check the app's URL, whose host is ${new URL(url).host}, and that this machine may connect to it (firewall, proxy, DNS).`;
}

/** Neither vendor's signature covers what is asked: without HTTPS anybody on the way can change it. */
function plainHttp(title: string, url: string): readonly Finding[] {
  const { protocol, hostname } = new URL(url);
  const local = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
  if (protocol === 'https:' || local) return [];
  return [
    {
      level: 'warn',
      what: `${title}: its URL begins with http://, so anybody on the way can read and change what Hush asks for`,
      fix: 'Use https:// in its URL.',
    },
  ];
}

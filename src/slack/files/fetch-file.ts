import type { Clock } from '../../lib/clock.ts';
import { FileTrouble } from './file-trouble.ts';
import { mostBytes } from './limits.ts';
import { tooLarge, type UploadedFile } from './uploaded-file.ts';

/** Ten megabytes take a second or two; whoever waits in front of a form waits no longer than this. */
const limitMs = 30_000;
/** Within Slack's own hosts only. */
const mostRedirects = 3;
/** Where Slack keeps files (https://docs.slack.dev/reference/objects/file-object, `url_private`). */
const slackFiles = 'https://files.slack.com';

const scopeMissing =
  'Slack showed Hush a sign-in page in place of the file. That is how it answers when the Slack app lacks the permission files:read: ' +
  'whoever runs Hush adds it from manifest.yml and installs the app again.';

/** The bytes of a file, as they arrive. Throws {@link FileTrouble}. */
export type FetchFile = (file: UploadedFile) => AsyncIterable<Uint8Array>;

/**
 * Fetches files with the bot's token, and sends the token nowhere but to the host of the Web API and to files.slack.com: an address comes
 * with the form, and redirects are followed by hand. Time and bytes are limited while reading, whatever was announced.
 */
export function createFileFetcher(
  access: {
    /** Base of the Web API. */
    readonly apiUrl: string;
    readonly token: () => Promise<string>;
  },
  clock: Clock,
): FetchFile {
  const origins: readonly string[] = [new URL(access.apiUrl).origin, slackFiles];

  const request = async (url: URL, file: UploadedFile, signal: AbortSignal): Promise<Response> => {
    const token = await access.token();
    for (let hops = 0, at = url; hops <= mostRedirects; hops += 1) {
      if (!origins.includes(at.origin) || at.username !== '' || at.password !== '') {
        throw new FileTrouble(
          hops === 0 ? `${file.name} is not kept by Slack itself, so Hush does not fetch it.` : scopeMissing,
        );
      }
      const response = await fetch(at.href, {
        headers: { authorization: `Bearer ${token}` },
        redirect: 'manual',
        signal,
      });
      const location = response.headers.get('location');
      if (response.status < 300 || response.status >= 400 || location === null) return response;
      await response.body?.cancel();
      if (!URL.canParse(location, at.href)) break;
      at = new URL(location, at.href);
    }
    throw new FileTrouble(`Slack sent Hush from one address to the next for ${file.name}. Try again.`);
  };

  return async function* (file) {
    const { name } = file;
    const stop = new AbortController();
    const slow = new FileTrouble(`Slack took longer than ${limitMs / 1000} seconds to hand out ${name}. Try again.`);
    const cancel = clock.after(limitMs, () => stop.abort(slow));
    try {
      if (!URL.canParse(file.url)) throw new FileTrouble(`Slack does not say where ${name} is. Upload it again.`);
      const response = await request(new URL(file.url), file, stop.signal);
      check(response, name);
      let bytes = 0;
      for await (const chunk of response.body ?? []) {
        bytes += chunk.byteLength;
        if (bytes > mostBytes) throw new FileTrouble(tooLarge(name));
        yield chunk;
      }
    } catch (error) {
      if (error instanceof FileTrouble) throw error;
      throw new FileTrouble(`The connection to Slack broke off while ${name} was read. Try again.`, { cause: error });
    } finally {
      cancel();
      // Whatever is still on its way is not wanted any more.
      stop.abort(slow);
    }
  };
}

function check(response: Response, name: string): void {
  const { status, headers } = response;
  if (status === 404 || status === 410)
    throw new FileTrouble(`Slack no longer has ${name}. Upload it again, and leave it there until the case is made.`);
  if (status === 401 || status === 403) throw new FileTrouble(scopeMissing);
  if (status < 200 || status >= 300)
    throw new FileTrouble(`Slack would not hand out ${name} (HTTP ${status}). Try again.`);
  // Slack signs nobody in with HTTP 200 (https://github.com/slackapi/bolt-js/issues/2585).
  if (/^text\/html\b/i.test(headers.get('content-type') ?? '')) throw new FileTrouble(scopeMissing);
  if (Number(headers.get('content-length') ?? 0) > mostBytes) throw new FileTrouble(tooLarge(name));
}

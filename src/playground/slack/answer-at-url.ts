import { type Data, isData, parseJson, textOf } from '../wire/data.ts';
import type { SlackAnswer } from './answer.ts';
import type { ResponseUrl, ResponseUrls } from './response-urls.ts';
import { maxNewText, readSaid } from './said.ts';
import { playgroundSlack } from './seed.ts';
import type { Workspace } from './workspace.ts';

/** A post to a response_url. */
export interface UrlPost {
  readonly workspace: Workspace;
  readonly urls: ResponseUrls;
  readonly path: string;
  readonly body: string;
}

/** What Slack does with a post to a response_url. */
export function answerAtUrl({ workspace, urls, path, body }: UrlPost): SlackAnswer {
  const url = urls.use(path);
  if ('error' in url) {
    workspace.violate('response_url_misused', url.error);
    return refusal({ status: 404, error: url.error });
  }
  const asked = parseJson(body);
  if (!isData(asked)) {
    workspace.violate('response_url_misused', 'not a JSON object');
    return refusal({ status: 400, error: 'invalid_payload' });
  }
  return asked.delete_original === true ? deleteOriginal(workspace, url) : say(workspace, { url, asked });
}

function say(workspace: Workspace, { url, asked }: { url: ResponseUrl; asked: Data }): SlackAnswer {
  const said = readSaid(asked, maxNewText);
  if ('error' in said) {
    workspace.violate(said.violation, [`response_url: ${said.error}`, ...(said.problems ?? [])].join('; '));
    return refusal({ status: 400, error: said.error, problems: said.problems });
  }
  if (said.text === '') workspace.violate('no_text_twin', 'response_url with blocks and no text');
  if (asked.replace_original === true) {
    const original = url.message && workspace.message(url.message.channel, url.message.ts);
    if (original) {
      workspace.edit(original, said);
      return done;
    }
    // Slack posts a new message when there is nothing to replace; a correct bot does not ask for it.
    workspace.violate('response_url_misused', 'replace_original without an original');
  }
  const inChannel = asked.response_type === 'in_channel';
  const threadTs = textOf(asked.thread_ts);
  workspace.post({
    channel: url.channel,
    author: playgroundSlack.botUser,
    via: 'response_url',
    ...said,
    ...(inChannel ? {} : { onlyFor: url.user }),
    ...(inChannel && threadTs ? { threadTs } : {}),
  });
  return done;
}

function deleteOriginal(workspace: Workspace, url: ResponseUrl): SlackAnswer {
  const original = url.message && workspace.message(url.message.channel, url.message.ts);
  if (original) {
    workspace.delete(original);
    return done;
  }
  workspace.violate('response_url_misused', 'delete_original without an original');
  return refusal({ status: 404, error: 'message_not_found' });
}

const done: SlackAnswer = { status: 200, body: { ok: true } };

function refusal(refused: { status: number; error: string; problems?: readonly string[] | undefined }): SlackAnswer {
  const { status, error, problems } = refused;
  return { status, body: { ok: false, error, ...(problems ? { errors: problems } : {}) } };
}

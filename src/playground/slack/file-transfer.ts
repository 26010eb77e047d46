import type { WireRequest } from '../wire/server.ts';
import type { SlackAnswer } from './answer.ts';
import type { BotTokens } from './tokens.ts';
import type { Workspace } from './workspace.ts';

/** The POST of a file's bytes, whole or as a form's only file. */
export async function receiveFile(workspace: Workspace, request: WireRequest): Promise<SlackAnswer> {
  const file = workspace.files.get(request.path.split('/')[2] ?? '');
  if (!file || file.content) return text(404, 'no such upload');
  const content = await bytesOf(request);
  if (content.length !== file.length) {
    workspace.violate('bad_arguments', `upload of ${content.length} bytes, ${file.length} were announced`);
    return text(400, 'length mismatch');
  }
  file.content = content;
  workspace.changes.tell('file');
  return text(200, `OK - ${content.length}`);
}

/** The download of a file: with the bot's token and its scope the bytes, else Slack's sign-in page (with HTTP 200, as Slack does). */
export function sendFile(
  workspace: Workspace,
  { request, tokens, scopes }: { request: WireRequest; tokens: BotTokens; scopes: readonly string[] },
): SlackAnswer {
  const file = workspace.files.get(request.path.split('/')[2] ?? '');
  const [, token = ''] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? [];
  if (!tokens.isGood(token) || !scopes.includes('files:read')) {
    return { status: 200, body: { type: 'text/html', bytes: '<html><title>Sign in | Slack</title></html>' } };
  }
  if (!file?.content) return text(404, 'no such file');
  return { status: 200, body: { type: 'text/csv', bytes: file.content } };
}

async function bytesOf(request: WireRequest): Promise<Buffer> {
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) return request.body;
  const form = await new Response(new Uint8Array(request.body), { headers: { 'content-type': type } }).formData();
  for (const value of form.values()) if (typeof value !== 'string') return Buffer.from(await value.arrayBuffer());
  return Buffer.alloc(0);
}

function text(status: number, bytes: string): SlackAnswer {
  return { status, body: { type: 'text/plain', bytes } };
}

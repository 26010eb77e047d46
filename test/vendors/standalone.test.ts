import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { hear, zim } from './story-transport.ts';

const run = promisify(execFile);
const script = (name: string) => fileURLToPath(new URL(`standalone/${name}`, import.meta.url));

it('works from a plain program, which then ends by itself', async () => {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    const { query } = hear({ method: 'GET', path: request.url ?? '', headers: {} }, 0);
    heard.push(`${query.get('Action')} ${query.getAll('UserIds[]').join(' ')} ${query.get('Duration')}`);
    response.end(zim.users(0, { bob: 660600024 }).body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const { stdout } = await run(process.execPath, [script('mute.ts'), `http://127.0.0.1:${port}/`]);
  server.close();
  expect(stdout).toBe('alice done \nbob rejected is not in the group\ncarol 0\n');
  expect(heard).toEqual(['MuteGroupMembers alice bob 7200', 'MuteGroupMembers carol 60']);
});

it('streams a million groups through a heap that could not hold them', async () => {
  const { stdout } = await run(process.execPath, ['--max-old-space-size=64', script('many-groups.ts')]);
  expect(stdout).toBe('1000000\n');
});

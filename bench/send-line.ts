import { createHmac } from 'node:crypto';
import type { Pool } from 'undici';
import { playgroundSlack } from '../src/playground/slack/seed.ts';

let sent = 0;

/** Posts `/hush <line>` as Slack does, signed, from the moderator maria, and waits for the acknowledgement. How long that took, in ms. */
export async function sendLine(pool: Pool, line: string): Promise<number> {
  sent += 1;
  const body = new URLSearchParams({
    command: '/hush',
    text: line,
    user_id: playgroundSlack.moderator,
    channel_id: playgroundSlack.moderationChannel,
    team_id: playgroundSlack.team,
    trigger_id: `bench.${process.pid}.${sent}`,
    response_url: 'http://127.0.0.1:9/nobody',
  }).toString();
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', playgroundSlack.signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  const start = performance.now();
  const { statusCode, body: answer } = await pool.request({
    path: '/slack/events',
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
    },
    body,
  });
  if (statusCode !== 200) throw new Error(`answered ${statusCode}: ${await answer.text()}`);
  await answer.dump();
  return performance.now() - start;
}

/** Sends every line over so many connections, each as soon as the one before it on its connection was acknowledged. How long each took, in ms. */
export async function sendLines(pool: Pool, lines: readonly string[], connections: number): Promise<readonly number[]> {
  const left = [...lines];
  const took: number[] = [];
  const worker = async () => {
    for (let line = left.pop(); line !== undefined; line = left.pop()) took.push(await sendLine(pool, line));
  };
  await Promise.all(Array.from({ length: connections }, worker));
  return took;
}

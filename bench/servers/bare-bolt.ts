import { App, LogLevel } from '@slack/bolt';

/** What Bolt alone costs: one listener that acknowledges and does nothing. */
const app = new App({
  token: process.env.SLACK_BOT_TOKEN ?? '',
  signingSecret: process.env.SLACK_SIGNING_SECRET ?? '',
  logLevel: LogLevel.ERROR,
  clientOptions: { slackApiUrl: process.env.SLACK_API_URL ?? '' },
  deferInitialization: true,
});
app.command('/hush', async ({ ack }) => {
  await ack();
});
await app.init();
const server = await app.start({ port: 0, host: '127.0.0.1' });
const address = server.address();
process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`);
process.on('SIGTERM', () => process.exit(0));

import { afterEach, beforeEach, expect, it } from 'vitest';
import { playgroundSlack as names } from '../../../src/playground/slack/seed.ts';
import { type SlackStandIn, startSlack } from '../../../src/playground/slack/start-slack.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { startTinyBot, type TinyBot } from './tiny-bot.ts';

let clock: ManualClock;
let bot: TinyBot;
let slack: SlackStandIn;
beforeEach(async () => {
  clock = new ManualClock();
  bot = await startTinyBot();
  slack = await startSlack({ clock, eventsUrl: bot.url });
});
afterEach(() => Promise.all([slack.close(), bot.close()]));

const bodies = () => bot.received.map(({ body }) => JSON.parse(body));

it('tells the bot that its page was opened, signed, as JSON', async () => {
  const told = await slack.people.openHome({ user: names.moderator });
  expect(bodies()).toMatchObject([
    {
      type: 'event_callback',
      event_id: told.eventId,
      api_app_id: names.app,
      event: {
        type: 'app_home_opened',
        user: names.moderator,
        tab: 'home',
        channel: slack.directChannel(names.moderator),
      },
    },
  ]);
  expect(bot.received[0]?.headers).toMatchObject({ 'content-type': 'application/json' });
  expect(bot.received[0]?.headers['x-slack-signature']).toMatch(/^v0=[0-9a-f]{64}$/);
});

it('repeats an event that was not taken: at once, after a minute, after five, and then never', async () => {
  bot.answer = () => ({ status: 500 });
  await slack.people.openHome({ user: names.moderator });
  expect(slack.violations()).toMatchObject([{ kind: 'non_200_ack' }]);
  for (const [index, wait] of [0, 60_000, 300_000].entries()) {
    await clock.advance(wait);
    await expect.poll(() => bot.received.length).toBe(index + 2);
    // What follows is planned once the answer was read.
    await expect.poll(() => clock.waiting).toBe(index < 2 ? 1 : 0);
  }
  await clock.advance(3_600_000);
  expect(bot.received).toHaveLength(4);
  expect(new Set(bodies().map(({ event_id }) => event_id)).size).toBe(1);
  expect(bot.received.map(({ headers }) => headers['x-slack-retry-num'])).toEqual([undefined, '1', '2', '3']);
  expect(bot.received[1]?.headers['x-slack-retry-reason']).toBe('http_error');
});

it('sends a message shortcut with the whole message, and a global one without', async () => {
  const ts = slack.admin.say({ user: names.secondModerator, channel: names.moderationChannel, text: 'user: alice' });
  const [message] = slack.messages(names.moderationChannel);
  if (!message) throw new Error('There is no message');
  const chosen = await slack.people.messageShortcut({ user: names.moderator, message, callbackId: 'x:y' });
  expect(chosen.payload).toMatchObject({
    type: 'message_action',
    callback_id: 'x:y',
    trigger_id: chosen.triggerId,
    response_url: chosen.responseUrl,
    channel: { id: names.moderationChannel, name: 'moderation' },
    message_ts: ts,
    message: { type: 'message', user: names.secondModerator, ts, text: 'user: alice' },
    user: { id: names.moderator },
  });
  const global = await slack.people.shortcut({ user: names.moderator, callbackId: 'x:z' });
  expect(global.payload).toMatchObject({ type: 'shortcut', callback_id: 'x:z' });
  for (const absent of ['response_url', 'channel', 'message']) expect(global.payload).not.toHaveProperty(absent);
});

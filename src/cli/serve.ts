import { variables } from '../config/variables.ts';
import { command } from './command.ts';
import { inTwoColumns } from './help.ts';
import { runBot } from './run-bot.ts';

/** `npm run serve`: the real bot. */
export const serve = command({
  summary: 'the real bot: answers Slack at /slack/events or over WebSockets; needs its configuration complete',
  details: `Starts the real bot and runs until it is stopped: SIGTERM or SIGINT let it finish what is in flight. What is wrong with its
configuration is listed in full, with exit code 2. Every variable, with its default, is in README.md:

${inTwoColumns(Object.entries(variables).map(([name, { what }]) => [name, what]))}`,
  options: {},
  run: runBot,
});

import { button, buttonIds } from '../buttons/ids.ts';
import { formVerbs } from '../line/command.ts';
import { verbHelp } from '../line/usage.ts';
import { context } from '../messages/message.ts';
import { escapeText } from '../messages/mrkdwn.ts';
import { chooserId } from './ids.ts';
import type { View } from './view.ts';

const names = { mute: 'Mute…', unmute: 'Unmute…', silence: 'Silence…', unsilence: 'Unsilence…' } as const;

/** What a bare `/hush` opens: a way to every form. `draft` keeps the way back to where it was typed. */
export function chooserView(draft: string): View {
  return {
    type: 'modal',
    callback_id: chooserId,
    private_metadata: draft,
    title: { type: 'plain_text', text: 'Hush' },
    close: { type: 'plain_text', text: 'Close' },
    blocks: [
      ...formVerbs.map((verb) => ({
        type: 'section' as const,
        block_id: verb,
        text: { type: 'mrkdwn' as const, text: escapeText(verbHelp[verb].summary), verbatim: true },
        accessory: button({ id: buttonIds.openForm, text: names[verb], value: verb }),
      })),
      context('Or type it: `/hush help` shows every line, `/hush groups` the groups that are muted now.'),
    ],
  };
}

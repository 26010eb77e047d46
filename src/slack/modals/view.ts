import type { types } from '@slack/bolt';
import { section } from '../messages/message.ts';
import { escapeText } from '../messages/mrkdwn.ts';

export type View = types.ModalView;

/** What a form shows when nothing came of it: the sentence instead of the fields. */
export function sorryView(sentence: string): View {
  return {
    type: 'modal',
    title: { type: 'plain_text', text: 'Hush' },
    close: { type: 'plain_text', text: 'Close' },
    blocks: [section(escapeText(sentence))],
  };
}

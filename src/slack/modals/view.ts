import type { types } from '@slack/bolt';
import { section } from '../messages/message.ts';
import { escapeText } from '../messages/mrkdwn.ts';
import { firstFieldOf, previewId } from './ids.ts';

export type View = types.ModalView;

/** Answers a form that it stays as it is, with a sentence: at its first field, or on top of a preview, which has none. */
export function sorryAnswer(callbackId: string, sentence: string): unknown {
  return callbackId === previewId
    ? { response_action: 'push', view: sorryView(sentence) }
    : { response_action: 'errors', errors: { [firstFieldOf(callbackId)]: sentence } };
}

/** What a form shows when nothing came of it: the sentence instead of the fields. */
export function sorryView(sentence: string): View {
  return {
    type: 'modal',
    title: { type: 'plain_text', text: 'Hush' },
    close: { type: 'plain_text', text: 'Close' },
    blocks: [section(escapeText(sentence))],
  };
}

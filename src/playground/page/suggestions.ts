import { raiders } from '../seed/raiders.ts';
import type { Suggestion } from './contract.ts';

const day = 86_400_000;
const raid = `/hush mute ${raiders.join(' ')} in stream for 2h raid`;

/** What to try first, each in one click. */
export const suggestions: readonly Suggestion[] = [
  {
    id: 'three',
    title: 'Mute three people, one of whom does not exist',
    hint: 'Two are muted for two hours, and Hush tells why the third was not.',
    steps: [
      { kind: 'type', text: '/hush mute alice bob nosuch in lobby for 2h spam' },
      { kind: 'wait', muted: 2, ms: 5000 },
    ],
  },
  {
    id: 'raid',
    title: 'A raid: mute 2,000 at once',
    hint: 'Hush keeps to ZIM’s 20 calls a second, shows how far it is, and takes about five seconds.',
    steps: [
      { kind: 'type', text: raid },
      { kind: 'wait', muted: raiders.length, ms: 30_000 },
    ],
  },
  {
    id: 'everyone',
    title: 'Mute everyone in lobby',
    hint: 'One call for the whole group, and one that reads whether it worked. Undo lets all speak again.',
    steps: [
      { kind: 'type', text: '/hush mute everyone in lobby for 10m let it cool down' },
      { kind: 'wait', ms: 2500 },
    ],
  },
  {
    id: 'forty-five-days',
    title: 'A mute for 45 days',
    hint: 'ZIM forgets a mute after 30 days. Move the clock on by 29, and see Hush renew it.',
    steps: [
      { kind: 'type', text: '/hush mute mallory in trade for 45d selling accounts' },
      { kind: 'wait', ms: 2500 },
      { kind: 'forward', ms: 29 * day + 60_000 },
    ],
  },
  {
    id: 'replies-lost',
    title: 'ZIM’s replies are lost',
    hint: 'carol is muted, but nobody can tell: Hush asks again three times and then says “unconfirmed”, never “done”.',
    steps: [
      { kind: 'break', id: 'zim-replies-lost', on: true },
      { kind: 'type', text: '/hush mute carol in lobby for 10m flooding' },
      { kind: 'wait', ms: 12_000 },
      { kind: 'break', id: 'zim-replies-lost', on: false },
    ],
  },
  {
    id: 'kill',
    title: 'Kill the bot in the middle of a raid',
    hint: 'The bot dies with most of the work undone. Started again, it finishes all 2,000 and repeats nothing.',
    steps: [
      { kind: 'type', text: raid },
      { kind: 'wait', muted: 600, ms: 10_000 },
      { kind: 'kill' },
      { kind: 'wait', ms: 2000 },
      { kind: 'restart' },
      { kind: 'wait', muted: raiders.length, ms: 30_000 },
    ],
  },
];

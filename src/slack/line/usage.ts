import type { Verb } from './command.ts';

interface VerbHelp {
  /** Every form the line can have. */
  readonly lines: readonly string[];
  /** One line of the help: what the verb does, without its name, no full stop. */
  readonly summary: string;
}

/** What the help and the refusals say about each verb. */
export const verbHelp = {
  mute: {
    lines: [
      '/hush mute <ids…> in <group> for <length> [reason…]',
      '/hush mute <ids…> everywhere for <length> [reason…]',
      '/hush mute <ids…> in <modules> for <length> [reason…]',
    ],
    summary: 'Stop people from speaking, in a ZIM group or in NetEase modules (p2p,team,room,qchat)',
  },
  unmute: {
    lines: [
      '/hush unmute <ids…> in <group> [reason…]',
      '/hush unmute <ids…> everywhere [reason…]',
      '/hush unmute <ids…> in <modules> [reason…]',
    ],
    summary: 'Let people speak again',
  },
  silence: {
    lines: ['/hush silence <user> from groups|users <ids…> for <length> [reason…]'],
    summary: 'Stop a ZIM user’s notifications from groups or users; nobody is stopped from speaking',
  },
  unsilence: {
    lines: ['/hush unsilence <user> from groups|users <ids…> [because <reason…>]'],
    summary: 'Let a ZIM user’s notifications through again',
  },
  groups: { lines: ['/hush groups [text]'], summary: 'List the ZIM groups that are muted now' },
  active: { lines: ['/hush active [target or group]'], summary: 'List running mutes and silences, with the time left' },
  history: {
    lines: ['/hush history <target>', '/hush history by @moderator'],
    summary: 'List what was done to a target, or by a moderator',
  },
  case: { lines: ['/hush case <number>'], summary: 'Show one case, target by target' },
  undo: { lines: ['/hush undo <number>'], summary: 'Lift what a case did' },
  extend: {
    lines: ['/hush extend <case> for <length>'],
    summary: 'Set a new end for what a case muted or silenced, sooner or later: the length counts from now',
  },
  reason: { lines: ['/hush reason <case> <text…>'], summary: 'Correct the reason of a case' },
  help: { lines: ['/hush help [verb]'], summary: 'Show this help, or the help of one verb' },
} as const satisfies Record<Verb, VerbHelp>;

/** The right form of a verb's line, `/hush` included; one form per line where there are several. */
export function usageOf(verb: Verb): string {
  return verbHelp[verb].lines.join('\n');
}

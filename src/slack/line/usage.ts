import type { VendorName } from '../../moderation/vendor.ts';
import type { Verb } from './command.ts';

/** What a verb's line can have, as far as the help explains it. */
export interface LineParts {
  readonly length?: true;
  /** It does something, so that it can be tried. */
  readonly changes?: true;
  /** Ids, which may need quotes. */
  readonly ids?: true;
  /** Words for many people in place of ids. */
  readonly words?: true;
  /** How an app's name is written on its line, for the apps of each vendor that it can be about. */
  readonly apps?: Partial<Record<VendorName, (app: string) => string>>;
}

interface VerbHelp {
  readonly has: LineParts;
  /** Every form the line can have. */
  readonly lines: readonly string[];
  /** One line of the help: what the verb does, without its name, no full stop. */
  readonly summary: string;
}

const inPlace = { zim: (app: string) => `in ${app}/lobby`, netease: (app: string) => `in ${app}/everywhere` };
const fromKind = { zim: (app: string) => `from ${app}/groups` };

/** What the help and the refusals say about each verb. */
export const verbHelp = {
  mute: {
    has: { changes: true, length: true, ids: true, words: true, apps: inPlace },
    lines: [
      '/hush mute <ids…> in <group> for <length> [reason…]',
      '/hush mute <ids…> everywhere for <length> [reason…]',
      '/hush mute <ids…> in <modules> for <length> [reason…]',
      '/hush mute everyone|<roles…> in <group> for <length> [reason…]',
    ],
    summary: 'Stop people from speaking, in a ZIM group or in NetEase modules (p2p,team,room,qchat)',
  },
  unmute: {
    has: { changes: true, ids: true, words: true, apps: inPlace },
    lines: [
      '/hush unmute <ids…> in <group> [reason…]',
      '/hush unmute <ids…> everywhere [reason…]',
      '/hush unmute <ids…> in <modules> [reason…]',
      '/hush unmute everyone in <group> [reason…]',
    ],
    summary: 'Let people speak again',
  },
  silence: {
    has: { changes: true, length: true, ids: true, apps: fromKind },
    lines: ['/hush silence <user> from groups|users <ids…> for <length> [reason…]'],
    summary: 'Stop a ZIM user’s notifications from groups or users; nobody is stopped from speaking',
  },
  unsilence: {
    has: { changes: true, ids: true, apps: fromKind },
    lines: ['/hush unsilence <user> from groups|users <ids…> [because <reason…>]'],
    summary: 'Let a ZIM user’s notifications through again',
  },
  groups: {
    has: { apps: { zim: (app: string) => `groups ${app}/` } },
    lines: ['/hush groups [text]'],
    summary: 'List the ZIM groups that are muted now',
  },
  active: {
    has: { ids: true },
    lines: ['/hush active [target or group]'],
    summary: 'List running mutes and silences, with the time left',
  },
  history: {
    has: { ids: true },
    lines: ['/hush history <target>', '/hush history by @moderator'],
    summary: 'List what was done to a target, or by a moderator',
  },
  case: { has: {}, lines: ['/hush case <number>'], summary: 'Show one case, target by target' },
  undo: { has: { changes: true }, lines: ['/hush undo <number>'], summary: 'Lift what a case did' },
  extend: {
    has: { changes: true, length: true },
    lines: ['/hush extend <case> for <length>'],
    summary: 'Set a new end for what a case muted or silenced, sooner or later: the length counts from now',
  },
  reason: { has: { changes: true }, lines: ['/hush reason <case> <text…>'], summary: 'Correct the reason of a case' },
  note: {
    has: { changes: true },
    lines: ['/hush note <case> <text…>'],
    summary: 'Add a note to a case, such as a link to evidence; notes are never replaced',
  },
  help: { has: {}, lines: ['/hush help [verb]'], summary: 'Show this help, or the help of one verb' },
} as const satisfies Record<Verb, VerbHelp>;

/** The right form of a verb's line, `/hush` included; one form per line where there are several. */
export function usageOf(verb: Verb): string {
  return verbHelp[verb].lines.join('\n');
}

import { asciiLower } from '../../lib/ascii-lower.ts';
import { excerpt } from '../../moderation/excerpt.ts';
import { idProblem } from '../../moderation/id.ts';
import type { Length } from '../../moderation/length.ts';
import type { ConversationKind } from '../../moderation/place.ts';
import { resolveApp, splitApp } from './app.ts';
import type { Draft } from './command.ts';
import { asTyped, type Fault, faultAt, type Line, replaced, type Span, type VerbReading } from './fault.ts';
import type { AskedDirectory } from './item-fault.ts';
import { type Item, keywordOf } from './items.ts';
import { lengthFaultOnLine, readLineLength } from './line-length.ts';
import { type LengthAmongIds, lengthAmong } from './near-words.ts';
import { withIds } from './people.ts';
import { placeholders } from './placeholders.ts';
import { firstItemFault, writtenTargets } from './targets.ts';
import { readSpokenLength, reasonBehind, type SpokenLength } from './template-length.ts';

/** A silence's or unsilence's line cut at its keywords, before anything in it is judged. */
interface Cut {
  readonly verb: 'silence' | 'unsilence';
  /** What stands before `from`: one user, if all is well. */
  readonly users: readonly Item[];
  /** `from`, or the word of the grammar that came instead; undefined: the line ended. */
  readonly from: Item | undefined;
  /** `groups` or `users`, perhaps with an app in front; undefined: something else or nothing stands there. */
  readonly kind: { readonly item: Item; readonly of: ConversationKind; readonly app?: string } | undefined;
  readonly conversations: readonly Item[];
  /** `for` behind a silence's ids, `because` behind an unsilence's. */
  readonly ending: Item | undefined;
  readonly length?: SpokenLength;
  /** Trimmed; empty when there is none. */
  readonly reason: string;
}

/** Reads what follows `silence` or `unsilence`: the user, `from`, the conversations, then length and reason. The leftmost fault is told. */
export function readSilence(line: Line, verb: 'silence' | 'unsilence'): VerbReading {
  const { text } = line.plain;
  const cut = cutSilence(line, verb);
  const place = placeOf(line, cut);
  const app = cut.kind === undefined || 'sentence' in place ? undefined : place.app;
  const items = cut.kind?.of === 'users' ? [...cut.users, ...cut.conversations] : cut.users;
  const withPeople = withIds(line, { items, app, verb });
  if (withPeople) return readSilence(withPeople, verb);
  const draft = draftOf(text, cut);
  const directory = line.people && { app };
  const fault = userFault(text, cut, directory) ?? kindFault(text, cut) ?? conversationsFault(text, cut, directory);
  if (fault !== undefined) return { draft, outcome: { fault } };
  if ('sentence' in place) return { draft, outcome: { fault: place } };
  const said = {
    ...writtenTargets(cut.conversations, 'zim'),
    place: { kind: 'notifications', ...place } as const,
    ...(cut.reason === '' ? {} : { reason: cut.reason }),
  };
  if (verb === 'unsilence') {
    const wrong = becauseFault(text, cut);
    return { draft, outcome: wrong === undefined ? { command: { verb, ...said } } : { fault: wrong } };
  }
  const length = lengthOf(text, cut);
  return { draft, outcome: 'sentence' in length ? { fault: length } : { command: { verb, ...said, length } } };
}

function cutSilence(line: Line, verb: Cut['verb']): Cut {
  const { reader, plain, apps } = line;
  const until = (stop: readonly string[], first = reader.next()) => {
    const items: Item[] = [];
    let item = first;
    while (item !== undefined && !stop.includes(keywordOf(item) ?? '')) {
      items.push(item);
      item = reader.next();
    }
    return { items, stop: item };
  };
  const { items: users, stop: from } = until(['from', 'in', 'groups', 'users', 'for']);
  const misplaced = ['groups', 'users', 'for'].includes(keywordOf(from) ?? '');
  const candidate = from === undefined || misplaced ? from : reader.next();
  const kind = candidate === undefined || candidate.quoted ? undefined : conversationKind(candidate, apps);
  const ids = until(verb === 'silence' ? ['for'] : ['because'], kind === undefined ? candidate : reader.next());
  const cut = { verb, users, from, kind, conversations: ids.items, ending: ids.stop };
  if (ids.stop === undefined) return { ...cut, reason: '' };
  if (verb === 'unsilence') return { ...cut, reason: plain.text.slice(ids.stop.end).trim() };
  const length = readSpokenLength(plain.text, ids.stop.end, line.templates);
  return { ...cut, length, reason: reasonBehind(plain.text, length) };
}

function conversationKind(item: Item, apps: Line['apps']): Cut['kind'] {
  const { app, rest } = splitApp(item.text, apps);
  const of = asciiLower(rest);
  if (of !== 'groups' && of !== 'users') return undefined;
  return { item, of, ...(app === undefined ? {} : { app }) };
}

function draftOf(text: string, cut: Cut): Draft {
  const written = {
    user: asTyped(text, cut.users),
    conversations: cut.kind?.of ?? '',
    targets: asTyped(text, cut.conversations),
    place: cut.kind?.app ?? '',
    length: cut.length === undefined ? '' : text.slice(cut.length.start, cut.length.end),
    reason: cut.reason,
  };
  return { verb: cut.verb, ...Object.fromEntries(Object.entries(written).filter(([, value]) => value !== '')) };
}

function userFault(text: string, cut: Cut, directory: AskedDirectory | undefined): Fault | undefined {
  const { verb, users, from } = cut;
  const [user, ...others] = users;
  if (user === undefined) {
    const sentence = `Whose notifications? The user's id comes right after ${verb}.`;
    return from === undefined
      ? {
          sentence,
          fixes: () => [`${verb} <user> from groups <ids>${verb === 'silence' ? ` for ${placeholders.length}` : ''}`],
        }
      : faultAt(text, from, { sentence, instead: ['<user> from'] });
  }
  if (keywordOf(from) !== 'from') return fromFault(text, cut);
  const fault = firstItemFault(text, users, 'user', directory);
  if (fault !== undefined) return fault;
  if (others.length > 0) {
    const span = { start: user.start, end: users.at(-1)?.end ?? user.end };
    const sentence = `One user at a time, and here are ${users.length}. An id with a space in it goes in quotes.`;
    const each = users.slice(0, 3).map(({ start, end }) => text.slice(start, end));
    const whole = users.length < 5 && users.every((item) => !item.quoted && !item.afterComma);
    return faultAt(text, span, {
      sentence,
      instead: whole ? [...each, `"${text.slice(span.start, span.end)}"`] : each,
    });
  }
  const problem = idProblem(user.text);
  if (problem === undefined) return undefined;
  const sentence = `The user ${excerpt(user.text) || 'between the quotes'} ${problem}.`;
  return faultAt(text, user, { sentence, instead: ['<user>'] });
}

/** No `from` behind the user; `in` was perhaps written instead, or nothing at all. */
function fromFault(text: string, { users, from, kind }: Cut): Fault {
  const sentence = 'From what? After the user comes “from groups” or “from users”, and then the ids.';
  const both = ['from groups', 'from users'];
  if (keywordOf(from) === 'in' && from !== undefined) {
    return faultAt(text, from, { sentence, instead: kind === undefined ? both : ['from'] });
  }
  if (kind !== undefined) {
    const written = text.slice(kind.item.start, kind.item.end);
    return faultAt(text, kind.item, { sentence, instead: [`from ${written}`] });
  }
  // `silence bob g1 g2 for 2h`: what follows the first id may be the conversations.
  const end = users[0]?.end ?? text.length;
  return { sentence, fixes: () => both.map((words) => replaced(text, { start: end, end }, ` ${words}`)) };
}

function kindFault(text: string, { kind, from, conversations }: Cut): Fault | undefined {
  if (kind !== undefined || from === undefined) return undefined;
  const sentence = 'Groups or users? After “from” comes one of these two words, and then the ids.';
  const [first] = conversations;
  const fault = faultAt(text, from, { sentence, instead: ['from groups', 'from users'] });
  return first === undefined ? fault : { ...fault, word: excerpt(text.slice(first.start, first.end), 100) };
}

function conversationsFault(text: string, cut: Cut, directory: AskedDirectory | undefined): Fault | undefined {
  const { verb, kind, conversations, ending } = cut;
  if (kind === undefined) return undefined;
  if (conversations.length === 0) {
    const sentence = `Which ${kind.of}? Their ids come after “${kind.of}”.`;
    const at: Span = { start: kind.item.end, end: kind.item.end };
    const tail = verb === 'silence' && ending === undefined ? ` for ${placeholders.length}` : '';
    return {
      sentence,
      word: text.slice(kind.item.start, kind.item.end),
      fixes: () => [`${replaced(text, at, ' <id>')}${tail}`],
    };
  }
  const found = verb === 'silence' && ending === undefined ? lengthAmong(text, conversations) : undefined;
  if (found !== undefined) return missingFor(text, found);
  const stray = conversations.find((item) => ['for', 'because'].includes(keywordOf(item) ?? ''));
  if (stray === undefined) {
    // A group is nobody whom a directory could know.
    return firstItemFault(text, conversations, 'conversation', kind.of === 'users' ? directory : undefined);
  }
  return verb === 'unsilence' ? strayFor(text, stray) : strayBecause(text, { ...cut, stray });
}

/** `from groups g1 30m`, `from groups g1 fo 30m spam`: what follows the length may be more ids as well as a reason. */
function missingFor(text: string, { start, length, near, followed }: LengthAmongIds): Fault {
  const typed = text.slice(length.start, length.end);
  const span = near ?? { start, end: length.end };
  const fault = faultAt(text, span, { sentence: 'The word “for” is missing before the length.', instead: [] });
  const more = followed ? ` ${placeholders.reason}` : '';
  return { ...fault, fixes: () => [`${text.slice(0, start)}for ${typed}${more}`] };
}

function strayFor(text: string, stray: Item): Fault {
  const length = readLineLength(text, stray.end);
  const sentence = length.reading.ok
    ? 'An unsilence takes no length: it ends the silence at once.'
    : 'The reason of an unsilence follows the word “because”. If “for” is an id, put it in quotes.';
  const { fixes, ...fault } = faultAt(text, stray, { sentence, instead: ['because', '"for"'] });
  const without = `${text.slice(0, stray.start)}${text.slice(length.end).trimStart()}`;
  const asSilence = text.replace(/^\S*?unsilence/i, 'silence');
  return { ...fault, fixes: length.reading.ok ? () => [without, asSilence] : fixes };
}

function strayBecause(text: string, { stray, ending, length }: Cut & { stray: Item }): Fault {
  const sentence =
    'The length comes before the reason: “for”, a length, and then why. If “because” is an id, put it in quotes.';
  const why = text.slice(stray.end, ending?.start ?? text.length).trim();
  const long =
    ending === undefined || length === undefined ? `for ${placeholders.length}` : text.slice(ending.start, length.end);
  const ordered = `${text.slice(0, stray.start)}${long} ${why}`;
  const { fixes, ...fault } = faultAt(text, stray, { sentence, instead: ['"because"'] });
  return { ...fault, fixes: () => [ordered, ...fixes()] };
}

function placeOf({ plain, apps }: Line, { kind, users }: Cut) {
  const named = kind?.app;
  const resolved = resolveApp(apps, { vendor: 'zim', named });
  const [user] = users;
  if (resolved.ok) return { app: resolved.app, user: user?.text ?? '', of: kind?.of ?? 'groups' };
  const span = kind?.item ?? { start: 0, end: 0 };
  const instead = resolved.candidates.map((app) => `${app}/${kind?.of ?? 'groups'}`);
  return faultAt(plain.text, span, { sentence: resolved.sentence, instead });
}

function becauseFault(text: string, { ending, reason }: Cut): Fault | undefined {
  if (ending === undefined || reason !== '') return undefined;
  const sentence = 'Because of what? Write the reason after “because”, or leave the word out.';
  return faultAt(text, ending, { sentence, instead: [''] });
}

function lengthOf(text: string, cut: Cut): Length | Fault {
  const { length, conversations, users } = cut;
  const end = conversations.at(-1)?.end ?? text.length;
  if (length === undefined) return missingLength(text, cut);
  if (length.reading.ok) return length.reading.length;
  const [user] = users;
  const why = cut.reason === '' ? '' : ` because ${cut.reason}`;
  return lengthFaultOnLine(text, length, `unsilence ${text.slice(user?.start ?? 0, end)}${why}`);
}

function missingLength(text: string, { conversations }: Cut): Fault {
  return {
    sentence: 'How long? After the ids comes “for” and a length: “for 2h”, or “for permanent”.',
    fixes: () => {
      const end = conversations.at(-1)?.end ?? text.length;
      return [replaced(text, { start: end, end }, ` for ${placeholders.length}`)];
    },
  };
}

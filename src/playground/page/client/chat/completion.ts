/** What the message box offers for the word that is being typed. */
export interface Completion {
  /** Where that word begins; what is chosen replaces everything from there. */
  readonly from: number;
  readonly options: readonly Option[];
  /** The first option is marked at once: Enter takes it. */
  readonly eager: boolean;
  /** The verb that is being typed, once it is known. */
  readonly verb: string | undefined;
}

export interface Option {
  readonly value: string;
  readonly hint: string;
}

/** What can be named in a line. */
export interface Known {
  readonly verbs: readonly { readonly verb: string; readonly lines: readonly string[]; readonly summary: string }[];
  readonly people: readonly string[];
  readonly groups: readonly string[];
  /** Slack names of moderators, without the @. */
  readonly moderators: readonly string[];
}

const mostOptions = 8;

const lengths = [
  { value: '10m', hint: 'ten minutes' },
  { value: '2h', hint: 'two hours' },
  { value: '1d', hint: 'one day' },
  { value: '1w', hint: 'one week' },
  { value: 'permanent', hint: 'until somebody lifts it' },
];
const modules = [
  { value: 'everywhere', hint: 'NetEase: everything' },
  { value: 'p2p', hint: 'NetEase: one-to-one chats' },
  { value: 'team', hint: 'NetEase: teams' },
  { value: 'room', hint: 'NetEase: chat rooms' },
  { value: 'qchat', hint: 'NetEase: servers' },
];

const roles = [
  { value: 'role:member', hint: 'ordinary members of a ZIM group' },
  { value: 'role:admin', hint: 'admins of a ZIM group' },
  { value: 'role:owner', hint: 'the owner of a ZIM group' },
];

/** Words for many people: ZIM unmutes all of them at once. */
function many(verb: string): readonly Option[] {
  return [{ value: 'everyone', hint: 'all of a ZIM group' }, ...(verb === 'mute' ? roles : [])];
}

function isRole(word: string | undefined): boolean {
  return word?.startsWith('role:') ?? false;
}

function meansMany(word: string): boolean {
  return word === 'everyone' || word === 'all' || isRole(word);
}

/** What fits at the end of `line`. */
export function complete(line: string, known: Known): Completion | undefined {
  if (/^\/\w*$/.test(line)) {
    // What is complete is not offered: Enter sends it, and a bare /hush opens a form.
    const fits = '/hush'.startsWith(line.toLowerCase()) && line.toLowerCase() !== '/hush';
    return fits
      ? { from: 0, options: [{ value: '/hush', hint: 'Mute people from here' }], eager: true, verb: undefined }
      : undefined;
  }
  const rest = /^\/hush\s+(.*)$/is.exec(line)?.[1];
  if (rest === undefined) return undefined;
  const words = rest.split(/[\s,]+/);
  const typed = words.at(-1) ?? '';
  const from = line.length - typed.length;
  const [first = '', ...args] = words;
  const verb = known.verbs.find((each) => each.verb === first.toLowerCase())?.verb;
  if (words.length === 1) {
    const verbs = known.verbs.map((each) => ({ value: each.verb, hint: each.summary }));
    const options = matching(verbs, typed, { most: 20 });
    return { from, options, eager: typed !== '' && verb === undefined, verb };
  }
  if (!verb) return undefined;
  const before = args.slice(0, -1).map((word) => word.toLowerCase());
  const used = new Set(before);
  const fitting = expected(verb, { before, known }).filter(({ value }) => !used.has(value.toLowerCase()));
  return { from, options: matching(fitting, typed, { most: mostOptions }), eager: false, verb };
}

function matching(options: readonly Option[], typed: string, { most }: { most: number }): readonly Option[] {
  const start = typed.toLowerCase().replace(/^["'“‘]/, '');
  const fits = options.filter(({ value }) => value.toLowerCase().startsWith(start));
  // A word that is complete needs no help.
  return fits.length === 1 && fits[0]?.value.toLowerCase() === start ? [] : fits.slice(0, most);
}

interface Situation {
  /** The words between the verb and the word that is being typed, in lower case. */
  readonly before: readonly string[];
  readonly known: Known;
}

function expected(verb: string, { before, known }: Situation): readonly Option[] {
  const persons = known.people.map((value) => ({ value: quoted(value), hint: 'user' }));
  const groups = known.groups.map((value) => ({ value: quoted(value), hint: 'group' }));
  const word = (value: string, hint: string) => [{ value, hint }];
  const last = before.at(-1);
  const after = (name: string) => before.length - 1 - before.lastIndexOf(name);
  switch (verb) {
    case 'mute':
    case 'unmute': {
      const timed = verb === 'mute' ? word('for', 'then how long') : [];
      if (last === 'in') return before.slice(0, -1).every(meansMany) ? groups : [...groups, ...modules.slice(1)];
      if (last === 'for' && verb === 'mute') return lengths;
      if (before.includes('for')) return [];
      if (last === 'everywhere' || (before.includes('in') && after('in') === 1)) return timed;
      if (before.includes('in') || before.includes('everywhere')) return [];
      const where = [...word('in', 'then a group'), ...word('everywhere', 'in all of NetEase')];
      if (before.length === 0) return [...persons, ...many(verb)];
      if (before.every(meansMany)) return [...where.slice(0, 1), ...(isRole(last) ? roles : [])];
      return [...where, ...persons];
    }
    case 'silence':
    case 'unsilence': {
      if (before.length === 0) return persons;
      if (before.length === 1) return word('from', 'then groups or users');
      if (last === 'from') return [...word('groups', 'then group ids'), ...word('users', 'then user ids')];
      if (last === 'for' && verb === 'silence') return lengths;
      if (before.includes('for') || before.includes('because')) return [];
      const ids = before.includes('users') ? persons : groups;
      const next = verb === 'silence' ? word('for', 'then how long') : word('because', 'then why');
      return last === 'groups' || last === 'users' ? ids : [...next, ...ids];
    }
    case 'groups':
      return before.length === 0 ? groups : [];
    case 'active':
      return before.length === 0 ? [...groups, ...persons] : [];
    case 'history':
      if (last === 'by') return known.moderators.map((name) => ({ value: `@${name}`, hint: 'moderator' }));
      return before.length === 0 ? [...word('by', 'then a moderator'), ...persons] : [];
    case 'extend':
      if (last === 'for') return lengths;
      return before.length === 1 ? word('for', 'then how long, counted from now') : [];
    case 'help':
      return before.length === 0 ? known.verbs.map((each) => ({ value: each.verb, hint: each.summary })) : [];
    default:
      return [];
  }
}

/** Ids that look like something else, or have spaces, go into quotes, as Hush's grammar wants them. */
function quoted(id: string): string {
  const odd =
    /[\s,"'“”‘’]/.test(id) ||
    /^(?:in|from|for|everywhere|groups|users|because|permanent|everyone|all|role:.*|p2p|team|room|qchat|\d+[a-z]+|--?.*)$/i.test(
      id,
    );
  return odd ? `"${id}"` : id;
}

/** A stretch of text that Slack made of a mention: not a vendor's id, so never a target or a place. */
export interface Mention {
  readonly kind: 'person' | 'user-group' | 'broadcast' | 'channel';
  /** Slack's id of the person, user group or channel; `here`, `channel` or `everyone` for a broadcast. */
  readonly id: string;
  /** Where it stands in {@link PlainText.text}. */
  readonly start: number;
  readonly end: number;
}

/** A stretch of text that leads to an address, which it may not show. */
export interface Link {
  readonly url: string;
  /** Where it stands in {@link PlainText.text}. */
  readonly start: number;
  readonly end: number;
}

/** What a person typed, as far as Slack lets it be known. */
export interface PlainText {
  readonly text: string;
  /** In order, without overlaps. */
  readonly mentions: readonly Mention[];
  /** Web links, in order, without overlaps; absent where there are none. */
  readonly links?: readonly Link[];
}

const entities: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/**
 * Turns the text of a slash command (`should_escape: true`) into what was typed: mentions first, then `&amp; &lt; &gt;`, once. Links
 * become their visible text and `<#C1|lobby>` becomes `#lobby`; other mentions are kept readable (`@bob`, `@U1`) and listed.
 */
export function readSlackText(escaped: string): PlainText {
  const mentions: Mention[] = [];
  const links: Link[] = [];
  let text = '';
  let copied = 0;
  // Each `<` looks no further than the next one: linear, whatever is pasted.
  for (const found of escaped.matchAll(/<([^<>\r\n]*)>|&(?:amp|lt|gt);/g)) {
    const [all, inner] = found;
    text += escaped.slice(copied, found.index);
    copied = found.index + all.length;
    const start = text.length;
    if (inner === undefined) {
      text += entities[all];
      continue;
    }
    const { shown, mention, url } = readAngles(inner);
    text += decode(shown);
    if (url !== undefined) links.push({ url: decode(url), start, end: text.length });
    if (mention !== undefined) mentions.push({ ...mention, start, end: text.length });
  }
  return { text: text + escaped.slice(copied), mentions, ...(links.length > 0 && { links }) };
}

/** Text that is already plain, such as a form's field or a line of Hush's own. */
export function plainText(text: string): PlainText {
  return { text, mentions: [] };
}

function decode(text: string): string {
  return text.replace(/&(?:amp|lt|gt);/g, (entity) => entities[entity] ?? entity);
}

interface Angles {
  readonly shown: string;
  readonly mention?: Pick<Mention, 'kind' | 'id'>;
  readonly url?: string;
}

/** What stands between `<` and `>`. Anything that Slack does not write is left as it is. */
function readAngles(inner: string): Angles {
  const bar = inner.indexOf('|');
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? '' : inner.slice(bar + 1);
  const [, sigil, id = ''] = /^([@#]|!subteam\^)([A-Z0-9]+)$/.exec(target) ?? [];
  if (sigil === '#') {
    return label === '' ? { shown: `#${id}`, mention: { kind: 'channel', id } } : { shown: `#${label}` };
  }
  if (sigil !== undefined) {
    const kind = sigil === '@' ? 'person' : 'user-group';
    return { shown: `@${label.replace(/^@/, '') || id}`, mention: { kind, id } };
  }
  const broadcast = /^!(here|channel|everyone)$/.exec(target)?.[1];
  if (broadcast !== undefined) return { shown: `@${broadcast}`, mention: { kind: 'broadcast', id: broadcast } };
  if (/^!date\^/.test(target) && label !== '') return { shown: label };
  if (/^mailto:/.test(target)) return { shown: label || target.slice('mailto:'.length) };
  if (/^https?:/i.test(target)) return { shown: label || target, url: target };
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return { shown: label || target };
  return { shown: `<${inner}>` };
}

import type { Escaping } from '../switches.ts';

/** Who and what can be mentioned by name. */
export interface Directory {
  readonly users: Iterable<{ readonly id: string; readonly name: string }>;
  readonly channels: Iterable<{ readonly id: string; readonly name: string; readonly isPrivate: boolean }>;
  readonly userGroups: Iterable<{ readonly id: string; readonly handle: string }>;
}

/** `& < >` as Slack writes them. */
export function escapeCharacters(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const link = /https?:\/\/[^\s<>|]+/;
// Bounded, and begun at a word's start only: a line of 100,000 letters must not take seconds.
const mail = /(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/;
const domain = /(?<![\w-])(?:[a-z0-9-]{1,63}\.)+(?:com|net|org|io|dev)(?:\/[^\s<>|]*)?/i;
const named = /(?<![\w@#])[@#][\w.-]+/;
const tokens = new RegExp(`${link.source}|${mail.source}|${named.source}|\\b${domain.source}\\b`, 'gi');

/** What the bot receives when somebody types this after a command. */
export function escapeTyped(
  text: string,
  { escaping, directory }: { escaping: Escaping; directory: Directory },
): string {
  if (escaping === 'none') return text;
  if (escaping === 'characters') return escapeCharacters(text);
  let done = '';
  let from = 0;
  for (const match of text.matchAll(tokens)) {
    done += escapeCharacters(text.slice(from, match.index)) + escapeToken(match[0], directory);
    from = match.index + match[0].length;
  }
  return done + escapeCharacters(text.slice(from));
}

function escapeToken(token: string, directory: Directory): string {
  const escaped = escapeCharacters(token);
  if (/^https?:/i.test(token)) return `<${escaped}>`;
  if (token.startsWith('@')) return mention(token.slice(1), directory) ?? escaped;
  if (token.startsWith('#')) return channel(token.slice(1), directory) ?? escaped;
  return token.includes('@') ? `<mailto:${escaped}|${escaped}>` : `<http://${escaped}|${escaped}>`;
}

function mention(name: string, directory: Directory): string | undefined {
  if (['here', 'channel', 'everyone'].includes(name)) return `<!${name}>`;
  for (const user of directory.users) if (user.name === name) return `<@${user.id}|${user.name}>`;
  for (const group of directory.userGroups) if (group.handle === name) return `<!subteam^${group.id}|@${group.handle}>`;
  return undefined;
}

function channel(name: string, directory: Directory): string | undefined {
  for (const each of directory.channels) {
    if (each.name === name) return each.isPrivate ? `<#${each.id}|>` : `<#${each.id}|${each.name}>`;
  }
  return undefined;
}

/** Marks in a {@link MessageText}: around inline code, and in place of what is surely no id (mentions, addresses, emoji, dates). */
export const marks = { code: '\ue000', end: '\ue001', gap: '\ue002' } as const;

/** What a Slack message says, for {@link findIds}. Line breaks stand between its parts. */
export interface MessageText {
  readonly text: string;
  /** Cells of tables by their column's heading, each with the place in `text` where it would stand. */
  readonly cells: readonly { readonly heading: string; readonly value: string; readonly at: number }[];
}

/** Slack's messages hold 40,000 characters of text and about as many in blocks; what comes behind this is not looked at. */
const mostCharacters = 100_000;
/** Blocks are nested four or five deep; a message that goes on for ever is none of Slack's. */
const deepest = 24;

type Data = Readonly<Record<string, unknown>>;

/**
 * The words of a message, whatever it is made of: text, blocks, attachments with their fields, and messages that were forwarded in it. Takes
 * anything; what it does not know it looks into for text objects. The shapes: https://docs.slack.dev/reference/block-kit/blocks
 */
export function messageText(message: unknown): MessageText {
  const written: Written = { parts: [], length: 0, cells: [] };
  writeMessage(written, message, 0);
  return { text: written.parts.join(''), cells: written.cells };
}

interface Written {
  readonly parts: string[];
  length: number;
  readonly cells: { heading: string; value: string; at: number }[];
}

function put(written: Written, text: string): void {
  const fits = text.slice(0, Math.max(0, mostCharacters - written.length));
  written.parts.push(fits);
  written.length += fits.length;
}

function putLine(written: Written, text: string): void {
  put(written, `${text}\n`);
}

function writeMessage(written: Written, value: unknown, depth: number): void {
  if (!isData(value) || depth > deepest) return;
  writeBlocks(written, value.blocks, depth + 1);
  if (typeof value.text === 'string') putLine(written, fromMrkdwn(value.text));
  for (const attachment of listOf(value.attachments)) writeAttachment(written, attachment, depth + 1);
}

/** https://docs.slack.dev/legacy/legacy-messaging/legacy-secondary-message-attachments */
function writeAttachment(written: Written, attachment: Data, depth: number): void {
  const { pretext, title, fields, message_blocks: forwarded, fallback } = attachment;
  const before = written.length;
  for (const text of [pretext, title]) if (typeof text === 'string') putLine(written, fromMrkdwn(text));
  writeMessage(written, { ...attachment, attachments: undefined }, depth);
  for (const field of listOf(fields)) {
    // Quotes in what is a label would reach into what it is about, and those within code would be missing there.
    const label = fromMrkdwn(textOf(field.title)).replace(quoting, ' ');
    putLine(written, `${label}: ${fromMrkdwn(textOf(field.value))}`);
  }
  for (const one of listOf(forwarded)) writeMessage(written, one.message, depth + 1);
  if (written.length === before && typeof fallback === 'string') putLine(written, fromMrkdwn(fallback));
}

function writeBlocks(written: Written, blocks: unknown, depth: number): void {
  for (const block of listOf(blocks)) writeBlock(written, block, depth);
}

const quoting = new RegExp(`["'\`“”‘’${marks.code}${marks.end}]`, 'g');

/** Parts of blocks that are pressed, or name things: nobody reads ids in them. */
const unread: ReadonlySet<string> = new Set([
  'accessory',
  'title',
  'alt_text',
  'action_id',
  'block_id',
  'type',
  'chart',
]);

function writeBlock(written: Written, block: Data, depth: number): void {
  if (depth > deepest) return;
  const { type, rows, elements, text } = block;
  if (type === 'actions' || type === 'context_actions' || type === 'input') return;
  if (type === 'rich_text') writeRichText(written, elements, depth);
  else if (Array.isArray(rows)) writeTable(written, rows, depth);
  else if (typeof text === 'string') putLine(written, type === 'plain_text' ? plain(text) : fromMrkdwn(text));
  else writeParts(written, block, depth);
}

/** Whatever a block holds that has words. */
function writeParts(written: Written, block: Data, depth: number): void {
  for (const [name, value] of Object.entries(block)) {
    if (unread.has(name)) continue;
    for (const inner of Array.isArray(value) ? listOf(value) : isData(value) ? [value] : []) {
      writeBlock(written, inner, depth + 1);
    }
  }
}

/** Sections, quotes and lists are lines; preformatted text has lines of its own. */
function writeRichText(written: Written, elements: unknown, depth: number): void {
  if (depth > deepest) return;
  for (const element of listOf(elements)) {
    if (element.type === 'rich_text_list') writeRichText(written, element.elements, depth + 1);
    else if (element.type === 'rich_text_preformatted') putLine(written, preformatted(richTextOf(element, false)));
    else putLine(written, richTextOf(element));
  }
}

function richTextOf({ elements }: Data, codes = true): string {
  return listOf(elements)
    .map((leaf) => {
      if (leaf.type === 'text')
        return isData(leaf.style) && leaf.style.code === true && codes
          ? code(textOf(leaf.text))
          : plain(textOf(leaf.text));
      if (leaf.type === 'link') return linkText(textOf(leaf.url), textOf(leaf.text));
      return marks.gap;
    })
    .join('');
}

/** The first row says what stands below it, or the first cell of a row of two what stands beside it. */
function writeTable(written: Written, rows: readonly unknown[], depth: number): void {
  const [head, ...body] = rows.map((row) => listOf(row).map((cell) => cellText(cell, depth)));
  for (const row of [head ?? [], ...body]) {
    for (const [index, value] of row.entries()) {
      const heading = row.length === 2 && index === 1 ? row[0] : undefined;
      for (const one of row === head ? [heading] : [heading, head?.[index]]) {
        if (one) written.cells.push({ heading: one, value, at: written.length });
      }
    }
    // A place in the text for each row, so that what is found stays in its order.
    putLine(written, marks.gap);
  }
}

function cellText(cell: Data, depth: number): string {
  const inside: Written = { parts: [], length: 0, cells: [] };
  if (cell.type === 'raw_number' || typeof cell.value === 'number') return String(cell.value ?? cell.text ?? '');
  if (cell.type === 'raw_text') return plain(textOf(cell.text)).trim();
  writeBlock(inside, cell, depth + 1);
  return inside.parts.join('').trim();
}

// Each alternative looks no further than its own end: linear, whatever is pasted.
const tokens = /```([\s\S]*?)```|`([^`\n]+)`|<([^<>\n]*)>|&(amp|lt|gt);|:[a-z0-9_+-]{1,40}:(?![^\s,.])/g;
const entities = { amp: '&', lt: '<', gt: '>' } as const;

/** https://docs.slack.dev/messaging/formatting-message-text */
function fromMrkdwn(text: string): string {
  return plain(text.slice(0, mostCharacters)).replace(
    tokens,
    (_, block?: string, inline?: string, angle?: string, entity?: keyof typeof entities) => {
      if (block !== undefined) return `\n${preformatted(decoded(block))}\n`;
      if (inline !== undefined) return code(decoded(inline));
      if (angle !== undefined) return angleText(angle);
      return entity === undefined ? marks.gap : entities[entity];
    },
  );
}

/** What stands inside code: only links and entities mean something there. */
function decoded(text: string): string {
  return text.replace(/<([^<>\n]*)>|&(amp|lt|gt);/g, (_, angle?: string, entity: keyof typeof entities = 'amp') =>
    angle === undefined ? entities[entity] : angleText(angle),
  );
}

function angleText(inside: string): string {
  const bar = inside.indexOf('|');
  const target = bar < 0 ? inside : inside.slice(0, bar);
  if (/^[@#!]/.test(target)) return marks.gap;
  return linkText(
    target,
    bar < 0 ? '' : inside.slice(bar + 1).replace(/&(amp|lt|gt);/g, (_, name: keyof typeof entities) => entities[name]),
  );
}

/** A link that Slack made of what was typed is that; one that leads somewhere says its words, and without words nothing. */
function linkText(target: string, label: string): string {
  const words = label || target.replace(/^mailto:/, '');
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(words) ? marks.gap : plain(words);
}

/** A line that is one word counts as code; the others are read for what they say. */
function preformatted(text: string): string {
  return text
    .split('\n')
    .map((line) => (/^\s*[^\s"'“”{}[\],:=]+\s*$/.test(line) ? code(line.trim()) : line))
    .join('\n');
}

function code(text: string): string {
  return `${marks.code}${text}${marks.end}`;
}

/** Somebody else's marks would be taken for those made here. */
function plain(text: string): string {
  return text.replace(/[\ue000-\ue002]/g, '\ufffd');
}

function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): readonly Data[] {
  return Array.isArray(value) ? value.filter(isData) : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

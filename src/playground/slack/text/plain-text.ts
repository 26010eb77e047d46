import { type Data, dataOf, isData, listOf, textOf } from '../../wire/data.ts';
import { elementsOf } from '../limits/block-problems.ts';
import { mrkdwnText, type Reader } from './mrkdwn-text.ts';

/** What a message or view holds for the eye. */
export interface Readable {
  readonly text?: string;
  readonly blocks?: readonly Data[];
}

/** What a person sees, as lines for a terminal: blocks if there are any, else the text. Buttons are `[Undo]`. */
export function plainText(message: Readable, reader: Reader): string {
  const blocks = message.blocks ?? [];
  if (blocks.length === 0) return mrkdwnText(message.text ?? '', reader);
  return blocks
    .map((block) => blockText(block, reader))
    .filter((text) => text !== '')
    .join('\n');
}

/** A modal: its title, blocks, and the buttons at the bottom. */
export function plainView(view: Data, reader: Reader): string {
  const bottom = [view.close, view.submit].filter(isData).map((button) => `[${objectText(button, reader)}]`);
  const title = objectText(view.title, reader);
  const lines = [`# ${title}`, plainText({ blocks: listOf(view.blocks) }, reader), bottom.join(' ')];
  return lines.filter((line) => line !== '').join('\n');
}

function blockText(block: Data, reader: Reader): string {
  switch (block.type) {
    case 'header':
      return `# ${objectText(block.text, reader)}`;
    case 'divider':
      return '────────';
    case 'context':
      return listOf(block.elements)
        .map((each) => (each.type === 'image' ? textOf(each.alt_text) : objectText(each, reader)))
        .join('  ');
    case 'input':
      return `${objectText(block.label, reader)}: ${elementText(dataOf(block.element), reader)}`;
    case 'image':
      return `(${textOf(block.alt_text)})`;
    case 'markdown':
      return textOf(block.text);
    case 'table':
    case 'data_table':
      return tableText(block, reader);
    case 'rich_text':
      return richText(block.elements, reader);
    default:
      return sectionText(block, reader);
  }
}

function sectionText(block: Data, reader: Reader): string {
  const parts = [objectText(block.text, reader), ...listOf(block.fields).map((field) => objectText(field, reader))];
  const elements = elementsOf(block).map(([, element]) => elementText(element, reader));
  const texts = parts.filter((part) => part !== '').join('\n');
  return [texts, elements.join(' ')].filter((part) => part !== '').join(block.type === 'section' ? '  ' : '\n');
}

/** A text object as read: only mrkdwn has mentions and entities. */
function objectText(object: unknown, reader: Reader): string {
  const { type, text } = dataOf(object);
  return type === 'mrkdwn' ? mrkdwnText(textOf(text), reader) : textOf(text);
}

function elementText(element: Data, reader: Reader): string {
  const label = objectText(element.text, reader);
  if (label) return `[${label}]`;
  if (element.type === 'image') return `(${textOf(element.alt_text)})`;
  const options = listOf(element.options).map((option) => objectText(option.text, reader));
  const value = textOf(element.initial_value) || objectText(dataOf(element.initial_option).text, reader);
  if (options.length > 0 && !value) return `<${options.join(' | ')}>`;
  return `<${value || objectText(element.placeholder, reader)}>`;
}

function tableText(block: Data, reader: Reader): string {
  const rows = Array.isArray(block.rows) ? block.rows.filter(Array.isArray) : [];
  return rows
    .map((row) =>
      listOf(row)
        .map((cell) => cellText(cell, reader))
        .join(' | '),
    )
    .join('\n');
}

function cellText(cell: Data, reader: Reader): string {
  return cell.type === 'rich_text' ? richText(cell.elements, reader) : String(cell.text ?? cell.value ?? '');
}

function richText(elements: unknown, reader: Reader): string {
  return listOf(elements)
    .map((element) => {
      if (element.type === 'user') return `@${reader.userName(textOf(element.user_id)) ?? textOf(element.user_id)}`;
      if (element.type === 'broadcast') return `@${textOf(element.range)}`;
      if (element.type === 'rich_text_list') {
        return listOf(element.elements)
          .map((item) => `• ${richText([item], reader)}`)
          .join('\n');
      }
      if (Array.isArray(element.elements)) return richText(element.elements, reader);
      return textOf(element.text) || textOf(element.url);
    })
    .join('');
}

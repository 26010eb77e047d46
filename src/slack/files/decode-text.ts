import { FileTrouble } from './file-trouble.ts';

/** As much of the beginning as says what kind of file it is. */
const headBytes = 512;

/** What lists are mistaken for, by their first bytes. */
const kinds: readonly { readonly bytes: readonly number[]; readonly what: string }[] = [
  { bytes: [0x50, 0x4b, 0x03, 0x04], what: 'an Excel workbook or a zip file. Save it as “CSV UTF-8”' },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], what: 'an old Excel workbook. Save it as “CSV UTF-8”' },
  { bytes: [0x89, 0x50, 0x4e, 0x47], what: 'a picture' },
  { bytes: [0xff, 0xd8, 0xff], what: 'a picture' },
  { bytes: [0x47, 0x49, 0x46, 0x38], what: 'a picture' },
  { bytes: [0x25, 0x50, 0x44, 0x46], what: 'a PDF' },
  { bytes: [0x1f, 0x8b], what: 'a packed file. Unpack it first' },
];

/**
 * Turns a file's bytes into text, piece by piece. UTF-8, or UTF-16 if its mark stands in front (Excel's “Unicode text”); the mark itself is
 * left out. Throws {@link FileTrouble} at the first byte that is no text, and for what is something else than a list.
 */
export async function* decodeText(bytes: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<string, void> {
  let head: Buffer | undefined = Buffer.alloc(0);
  let decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (chunk?: Uint8Array): string => {
    try {
      const text = decoder.decode(chunk, { stream: chunk !== undefined });
      if (text.includes('\0')) throw new FileTrouble(`${name} is not a text file: it holds bytes that no text has.`);
      return text;
    } catch (error) {
      if (error instanceof FileTrouble) throw error;
      throw new FileTrouble(`${name} is not UTF-8 text. In Excel, save it as “CSV UTF-8”.`, { cause: error });
    }
  };
  for await (const chunk of bytes) {
    if (!head) {
      yield decode(chunk);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < headBytes) continue;
    decoder = decoderFor(head, name);
    const whole: Buffer = head;
    head = undefined;
    yield decode(whole);
  }
  if (head) {
    if (head.length === 0) throw new FileTrouble(`${name} is empty.`);
    decoder = decoderFor(head, name);
    yield decode(head);
  }
  const rest = decode();
  if (rest !== '') yield rest;
}

function decoderFor(head: Buffer, name: string): InstanceType<typeof TextDecoder> {
  const kind = kinds.find(({ bytes }) => bytes.every((byte, index) => head[index] === byte));
  if (kind) throw new FileTrouble(`${name} is ${kind.what}. Hush reads lists of ids: CSV or TXT.`);
  if (/^(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html)\b/i.test(head.toString('latin1')))
    throw new FileTrouble(
      `${name} is a web page. If it is a list on your computer, the Slack app lacks the permission files:read: ` +
        'whoever runs Hush adds it from manifest.yml and installs the app again.',
    );
  const mark = head.readUIntBE(0, Math.min(2, head.length));
  const encoding = mark === 0xfffe ? 'utf-16le' : mark === 0xfeff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding, { fatal: true });
}

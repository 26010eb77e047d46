import { excerpt } from '../../moderation/excerpt.ts';
import type { FormFile } from '../payload.ts';
import { mostBytes } from './limits.ts';

/** A file that somebody put into a form, and that may be fetched. */
export interface UploadedFile {
  /** As the person called it. */
  readonly name: string;
  readonly format: 'csv' | 'txt';
  /** Where Slack keeps it. Says nothing about whether that is Slack: see `fetch-file.ts`. */
  readonly url: string;
}

export type FileReading =
  | { readonly ok: true; readonly file: UploadedFile }
  | { readonly ok: false; readonly sentence: string };

/** Slack's file modes for what is not there any more (https://docs.slack.dev/reference/objects/file-object). */
const goneModes = ['tombstone', 'hidden_by_limit'];

/** What can be known of a form's file before it is fetched: one, of a kind that Hush reads, there, neither empty nor too large. */
export function readUploadedFile(files: readonly FormFile[]): FileReading {
  const [file, another] = files;
  if (!file) return wrong('Choose a file.');
  if (another) return wrong('One file at a time.');
  const name = excerpt(file.name ?? 'the file', 60);
  const gone = `Slack no longer has ${name}, or does not say where it is. Upload it again from your computer.`;
  // What was deleted has no name any more.
  if (goneModes.includes(file.mode ?? '')) return wrong(gone);
  const [, format] = /\.(csv|txt)$/i.exec(file.name ?? '') ?? [];
  if (format === undefined)
    return wrong(
      `${name} is not a CSV or TXT file. Save the list as one of these: its name then ends in .csv or .txt.`,
    );
  const url = file.url_private_download ?? file.url_private;
  if (!url) return wrong(gone);
  if (file.size === 0) return wrong(`${name} is empty.`);
  if ((file.size ?? 0) > mostBytes) return wrong(tooLarge(name));
  return { ok: true, file: { name, format: format.toLowerCase() === 'csv' ? 'csv' : 'txt', url } };
}

/** The refusal of a file with too many bytes, announced or found out. */
export function tooLarge(name: string): string {
  return `${name} is larger than 10 MB, the most that Hush reads. Leave out columns that are not needed, or split it.`;
}

function wrong(sentence: string): FileReading {
  return { ok: false, sentence };
}

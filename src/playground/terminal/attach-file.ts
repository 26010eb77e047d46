import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { FileNotTaken, mostFormBytes } from '../slack/admin.ts';
import type { Dialogue } from './dialogue.ts';

/** The id of the file at a path, ready to be chosen in a form; or in a sentence why Slack would not take it. */
export function attachFile(
  { slack, user }: Pick<Dialogue, 'slack' | 'user'>,
  path: string,
): { readonly id: string } | { readonly problem: string } {
  try {
    const found = statSync(path);
    if (!found.isFile()) return { problem: `${path} is no file.` };
    // Before it is read: it may be larger than the memory.
    if (found.size > mostFormBytes) throw new FileNotTaken(found.size);
    return { id: slack.admin.upload({ user, name: basename(path), content: readFileSync(path) }) };
  } catch (error) {
    if (error instanceof FileNotTaken) return { problem: error.message };
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return { problem: code === 'ENOENT' ? `There is no file ${path}.` : `The file ${path} cannot be read (${code}).` };
  }
}

import { parseLength } from '../../moderation/length.ts';
import { unitSpelled } from '../../moderation/length-grammar.ts';
import { lineWords } from '../../moderation/line-words.ts';

/** So long a name is still read in a list of several. In characters. */
const longestName = 60;

/** Why a reason cannot have a length of its own under this name; undefined if it can. */
export function templateNameProblem(name: string): string | undefined {
  const trimmed = name.trim();
  if (trimmed === '') return 'a template needs a name: the reason that moderators write';
  if (trimmed !== name)
    return 'a name begins and ends with a character that can be seen: leave out the space around it';
  if (Array.from(name).length > longestName) return `a name has at most ${longestName} characters`;
  if (/[\p{Cc}\p{Cf}\u2028\u2029]/u.test(name) || !name.isWellFormed())
    return 'a name has no control characters or other characters that cannot be seen';
  if (/["“”„‟«»]|^['‘’‚‛]|['‘’‚‛]$/.test(name)) return 'a name has no quotes: on a line they hold it together';
  if (/^(?:--|—|–)/.test(name)) return 'words that begin with two dashes or a long one mean something else on a line';
  const lower = name.toLowerCase();
  if (lineWords.has(lower)) return `${lower} means something else on a line: choose another name`;
  if (readsAsLength(name)) return 'it could be read as a length: choose a name that does not begin like one';
  return undefined;
}

function readsAsLength(name: string): boolean {
  const reading = parseLength(name);
  if (reading.ok || reading.fault !== 'not-a-length' || /^[\p{N}.,+\-−–—]/u.test(name)) return true;
  // `two hours`, `half a day`: no length to Hush, but one to whoever reads it.
  const last = name.split(/\s+/).at(-1) ?? '';
  return last.length > 2 && unitSpelled(last) !== undefined;
}

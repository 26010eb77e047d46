import { asciiLower } from '../../lib/ascii-lower.ts';
import { isLengthWord } from '../../moderation/length.ts';
import { lineWords } from '../../moderation/line-words.ts';
import { meansDryRun } from './dry-run.ts';

/** True for what means many people in a group as a target of a mute or unmute: `everyone`, `all` and `role:…`. An id like it is quoted. */
export function isGroupWord(text: string): boolean {
  return /^(?:everyone|all|role:.*)$/is.test(text);
}

/** True for a word like `--force`, also with the long dash that phones make of two. */
export function isDashWord(text: string): boolean {
  return /^(?:--|—|–)/.test(text);
}

/** True for a text that reads as the same id without quotes wherever a target may stand. A place minds slashes as well. */
export function isPlainId(text: string): boolean {
  return (
    text !== '' &&
    !/[\s,，]/.test(text) &&
    !/^["“”„‟'‘’‚‛«»]/.test(text) &&
    !isDashWord(text) &&
    !meansDryRun(text) &&
    !isGroupWord(text) &&
    !lineWords.has(asciiLower(text)) &&
    !isLengthWord(text)
  );
}

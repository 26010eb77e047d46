import { asciiLower } from '../../lib/ascii-lower.ts';
import type { AskedTarget } from '../../moderation/case.ts';
import { idProblem } from '../../moderation/id.ts';
import type { VendorName } from '../../moderation/vendor.ts';
import { cutText } from '../messages/mrkdwn.ts';
import { FileTrouble } from './file-trouble.ts';
import { mostIds, mostLines } from './limits.ts';

/** Examples of each kind are kept for the preview. */
const samples = 20;
/** An id that nobody could take is kept to be told, not in full. */
const longestBadId = 100;

/** What was left out for one reason. */
export interface Dropped {
  /** In words that follow a count: `is longer than 32 bytes`. */
  readonly problem: string;
  readonly count: number;
  /** The first few. */
  readonly first: readonly string[];
}

/** What a file says, id by id. */
export interface IdListReading {
  /** Each id once, in the order of the file; the ones that cannot be sent have their problem. */
  readonly targets: readonly AskedTarget[];
  /** How many of them can be sent. */
  readonly understood: number;
  /** The first few that can be sent. */
  readonly first: readonly string[];
  /** How many ids stand there more than once. */
  readonly duplicates: number;
  /** Repeats: how many of the file's entries are there for the second time or later, with the first few ids. */
  readonly repeats: Omit<Dropped, 'problem'>;
  /** By reason, in the order in which they were met. */
  readonly dropped: readonly Dropped[];
}

/**
 * Collects the ids of a file: NetEase ids in lower case, each id once, the ones that no vendor could take with their problem, as on a line.
 * Memory grows with the ids that differ, never with the file.
 */
export class IdList {
  readonly #name: string;
  readonly #vendor: VendorName;
  /** Every id that was met, and whether it was met again. */
  readonly #met = new Map<string, boolean>();
  readonly #targets: AskedTarget[] = [];
  readonly #first: string[] = [];
  readonly #repeats = { count: 0, first: [] as string[] };
  readonly #dropped = new Map<string, { problem: string; count: number; first: string[] }>();
  #understood = 0;
  #duplicates = 0;
  #entries = 0;

  constructor({ name, vendor }: { name: string; vendor: VendorName }) {
    this.#name = name;
    this.#vendor = vendor;
  }

  /** One entry of the file. `problem`: why it cannot be an id, if its reader knows already. Throws {@link FileTrouble} when it is too many. */
  add(written: string, problem?: string): void {
    this.#entries += 1;
    if (this.#entries > mostLines) throw new FileTrouble(tooMany(this.#name, mostLines, 'entries'));
    const id = this.#vendor === 'netease' ? asciiLower(written) : written;
    const why = problem ?? idProblem(id);
    // Bad ones are counted one by one: whoever made the list looks for each of them.
    if (why !== undefined) this.#drop(id, why);
    const again = this.#met.get(id);
    if (again !== undefined) {
      if (why === undefined) this.#repeat(id, again);
      return;
    }
    if (this.#met.size === mostIds) throw new FileTrouble(tooMany(this.#name, mostIds, 'ids'));
    this.#met.set(id, false);
    this.#targets.push(why === undefined ? { id } : { id: cutText(id, longestBadId), problem: why });
    if (why !== undefined) return;
    this.#understood += 1;
    if (this.#first.length < samples) this.#first.push(id);
  }

  #drop(id: string, problem: string): void {
    const dropped = this.#dropped.get(problem) ?? { problem, count: 0, first: [] };
    this.#dropped.set(problem, dropped);
    dropped.count += 1;
    if (dropped.first.length < samples) dropped.first.push(cutText(id, longestBadId));
  }

  #repeat(id: string, again: boolean): void {
    this.#repeats.count += 1;
    if (again) return;
    this.#met.set(id, true);
    this.#duplicates += 1;
    if (this.#repeats.first.length < samples) this.#repeats.first.push(id);
  }

  /** How many were added. */
  get entries(): number {
    return this.#entries;
  }

  /** What was understood. Throws {@link FileTrouble} if that is nothing. */
  reading(): IdListReading {
    const dropped = [...this.#dropped.values()];
    if (this.#understood === 0) {
      const reasons = dropped.map(({ count, problem }) => `${count.toLocaleString('en-US')} – ${problem}`).join(', ');
      throw new FileTrouble(
        `${this.#name} holds no id that could be sent.${reasons === '' ? '' : ` Dropped: ${reasons}.`}`,
      );
    }
    return {
      targets: this.#targets,
      understood: this.#understood,
      first: this.#first,
      duplicates: this.#duplicates,
      repeats: this.#repeats,
      dropped,
    };
  }
}

function tooMany(name: string, most: number, what: string): string {
  const ids = mostIds.toLocaleString('en-US');
  return `${name} holds more than ${most.toLocaleString('en-US')} ${what}. One case takes ${ids} ids at most: split the file.`;
}

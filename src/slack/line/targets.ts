import { asciiLower } from '../../lib/ascii-lower.ts';
import { idProblem } from '../../moderation/id.ts';
import type { VendorName } from '../../moderation/vendor.ts';
import type { WrittenTarget } from './command.ts';
import { type Fault, faultAt } from './fault.ts';
import { type AskedDirectory, type ItemRole, itemFault } from './item-fault.ts';
import type { Item } from './items.ts';

export interface WrittenTargets {
  readonly targets: readonly WrittenTarget[];
  /** Ids that were written more than once, each once, in the order in which the repeats were met. */
  readonly duplicates: readonly string[];
}

/** Turns items into targets: NetEase ids in lower case, each id once, the ones that no vendor could take with their problem. */
export function writtenTargets(items: readonly Item[], vendor: VendorName | undefined): WrittenTargets {
  const targets = new Map<string, WrittenTarget>();
  const duplicates = new Set<string>();
  for (const item of items) {
    const id = vendor === 'netease' ? asciiLower(item.text) : item.text;
    if (targets.has(id)) {
      duplicates.add(id);
      continue;
    }
    const problem = idProblem(id);
    targets.set(id, problem === undefined ? { id } : { id, problem });
  }
  return { targets: [...targets.values()], duplicates: [...duplicates] };
}

/** The first item that cannot be an id in this role, as a fault of the line. */
export function firstItemFault(
  text: string,
  items: readonly Item[],
  role: ItemRole,
  directory?: AskedDirectory,
): Fault | undefined {
  for (const item of items) {
    const fault = itemFault(item, role, directory);
    if (fault !== undefined) return faultAt(text, item, fault);
  }
  return undefined;
}

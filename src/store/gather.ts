import { nextTurn } from '../lib/clock.ts';
import { NotCarrier } from '../moderation/replicas.ts';
import { StoreTrouble } from '../moderation/store-trouble.ts';

interface Waiting<Call, Result> {
  readonly call: Call;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One commit for all calls that were made while another was under way: what it costs is waiting for the disk, and a hundred orders at the
 * vendor's limit would wait for each other, and moderators behind them. Calls wait for nothing but that, and the next turn of the event loop.
 *
 * `together` does calls in one transaction and returns their results in the same order; if it throws, nothing of them was done. Trouble of
 * the database meets all of them; after any other error each is tried alone. `sizeOf` a call is how much work it is, and `most` of it is done
 * in one transaction, so that it keeps nobody waiting for long; a call that is larger goes alone.
 */
export function gather<Call, Result>(
  { sizeOf, most }: { readonly sizeOf: (call: Call) => number; readonly most: number },
  together: (calls: readonly Call[]) => Promise<readonly Result[]>,
): (call: Call) => Promise<Result> {
  const waiting: Waiting<Call, Result>[] = [];
  let isBusy = false;

  const next = () => {
    let size = 0;
    const end = waiting.findIndex(({ call }, index) => {
      size += sizeOf(call);
      return index > 0 && size > most;
    });
    return waiting.splice(0, end < 0 ? waiting.length : end);
  };

  const settle = async (batch: readonly Waiting<Call, Result>[]): Promise<void> => {
    try {
      const results = await together(batch.map(({ call }) => call));
      for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result);
    } catch (error) {
      if (batch.length > 1 && !isOfAll(error)) for (const one of batch) await settle([one]);
      else for (const { reject } of batch) reject(error);
    }
  };

  const work = async () => {
    isBusy = true;
    while (waiting.length > 0) {
      // The embedded database answers at once: what the same turn of the event loop brings would come too late.
      await nextTurn();
      await settle(next());
    }
    isBusy = false;
  };

  return (call) =>
    new Promise((resolve, reject) => {
      waiting.push({ call, resolve, reject });
      if (!isBusy) void work();
    });
}

/** But damage: that is to what one of them reads. */
function isOfAll(error: unknown): boolean {
  return error instanceof NotCarrier || (error instanceof StoreTrouble && !error.fault.damaged);
}

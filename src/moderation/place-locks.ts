/** Lets one request at a time touch a target in a scope, so that two calls for one target and place are never in flight together. */
export interface PlaceLocks {
  /** Resolves when no earlier holder has any of these targets; call the result to let go. Rejects with the signal's reason when aborted. */
  hold(claim: { scope: string; targets: readonly string[] }, signal: AbortSignal): Promise<() => void>;
}

/**
 * Locks for one process. Every claim queues behind the last claim of each of its targets, all at one instant, so that claims on
 * overlapping targets go in the order they were made and can never wait for each other in a circle.
 */
export function createPlaceLocks(): PlaceLocks {
  const last = new Map<string, Promise<void>>();

  return {
    hold: async ({ scope, targets }, signal) => {
      signal.throwIfAborted();
      const keys = targets.map((target) => `${scope}\n${target}`);
      const before = keys.flatMap((key) => last.get(key) ?? []);
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      for (const key of keys) last.set(key, released);
      const letGo = () => {
        for (const key of keys) if (last.get(key) === released) last.delete(key);
        release();
      };
      const turn = Promise.all(before);
      try {
        await abortable(turn, signal);
      } catch (error) {
        void turn.then(letGo);
        throw error;
      }
      return letGo;
    },
  };
}

async function abortable(promise: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

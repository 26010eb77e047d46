import type { AppCore } from './core.ts';
import { RateLimitedError, UnavailableError } from './errors.ts';
import type { Operation } from './operation.ts';
import { mostRepeats, repeatDelayMs } from './retry.ts';

/**
 * One call that only reads, with the law's few repeats of what may be gone a second later. Throws the `VendorError` of the last try, and
 * the signal's reason once that is aborted.
 */
export async function readPatiently<Input, Reply>(
  core: AppCore,
  call: {
    readonly operation: Operation<Input, Reply>;
    readonly input: Input;
    readonly signal: AbortSignal;
    /** Default `single`. */
    readonly lane?: 'single' | 'bulk';
  },
): Promise<Reply> {
  const { operation, input, ...options } = call;
  for (let tries = 1; ; tries++) {
    try {
      return await core.call(operation, input, options);
    } catch (error) {
      call.signal.throwIfAborted();
      if (tries > mostRepeats || !mayPass(error)) throw error;
      await core.clock.sleep(repeatDelayMs(tries, core.random), call.signal);
    }
  }
}

function mayPass(error: unknown): boolean {
  return error instanceof RateLimitedError || error instanceof UnavailableError;
}

/** Time as an argument: tests hand in a clock that they move themselves. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `fire` once after `delayMs`. @returns a function that calls it off. */
  setTimer(delayMs: number, fire: () => void): () => void;
}

/** Node's timers overflow beyond this and would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  // Not performance.now(): a monotonic clock stands still while a laptop sleeps, and its instants would then be hours off.
  now: () => Date.now(),
  setTimer: (delayMs, fire) => {
    const timer = setTimeout(fire, Math.min(delayMs, LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  },
};

/**
 * @param now milliseconds since the epoch
 * @returns microseconds since the epoch, each greater than the one before, also when `now` stands still or steps back:
 *   two states of one run with equal instants would lose the second on a Prefect server.
 */
export function createMicroClock(now: () => number): () => number {
  let last = 0;
  return () => {
    last = Math.max(Math.floor(now() * 1000), last + 1);
    return last;
  };
}

/** Resolves true after `delayMs`, or false as soon as `signal` is aborted. Never rejects. */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<boolean> {
  if (signal?.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const onAbort = (): void => {
      cancel();
      resolve(false);
    };
    const cancel = clock.setTimer(delayMs, () => {
      signal?.removeEventListener("abort", onAbort);
      resolve(true);
    });
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

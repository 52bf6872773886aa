import type { Clock } from "../clock.ts";

export interface ManualClock extends Clock {
  /** Moves time forward; timers due on the way fire in order, and what they cause runs before the next one. */
  advance(ms: number): Promise<void>;
  /** Lets everything run that needs no time. */
  settle(): Promise<void>;
  /** Milliseconds until each waiting timer, soonest first. */
  waiting(): readonly number[];
}

/** A clock that stands still until it is told to move, so that no test waits for time to pass. */
export function createManualClock(startMs = Date.UTC(2025, 10, 23, 12)): ManualClock {
  let nowMs = startMs;
  let timers: { readonly dueMs: number; readonly fire: () => void }[] = [];
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    now: () => nowMs,
    setTimer: (delayMs, fire) => {
      const timer = { dueMs: nowMs + delayMs, fire };
      timers = [...timers, timer].sort((a, b) => a.dueMs - b.dueMs);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    settle,
    waiting: () => timers.map((timer) => timer.dueMs - nowMs),
    advance: async (ms) => {
      const endMs = nowMs + ms;
      await settle();
      for (;;) {
        const next = timers[0];
        if (next === undefined || next.dueMs > endMs) break;
        timers = timers.slice(1);
        nowMs = next.dueMs;
        next.fire();
        await settle();
      }
      nowMs = endMs;
      await settle();
    },
  };
}

import { type Clock, systemClock } from "@snapcount/prefect";

/** Retries a hundred times faster: nothing waits for real seconds. */
export const hurriedClock: Clock = { now: () => systemClock.now(), setTimer: (ms, fire) => systemClock.setTimer(ms / 100, fire) };

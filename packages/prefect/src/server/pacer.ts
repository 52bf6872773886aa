import { setTimeout as delay } from "node:timers/promises";
import type { PrefectApi } from "./api.ts";
import { TERMINAL_TYPES } from "./state-body.ts";

/**
 * Keeps a large flow from drowning the server: what it has accepted but not yet recorded lies in a queue of 10,000 messages, beyond
 * which it silently drops events (seen: 18,000 events at once lost 5 % of the final states).
 */
export interface Pacer {
  /** @param ends task runs whose last event was just posted. Waits while too many of them are not recorded. */
  sent(ends: number): Promise<void>;
}

/** Three events a task: about 4,000 unrecorded events. */
const MOST_UNRECORDED = 1_300;
const RESUME_BELOW = 600;
const POLL_MS = 500;
/** Without progress for this long the server is stuck or has lost some: go on, the reading-back repairs it. */
const STALL_MS = 20_000;

/** @param serverRunIds the runs on the server whose tasks are being reported */
export function createPacer(api: PrefectApi, serverRunIds: () => readonly string[]): Pacer {
  let sent = 0;
  let forgotten = 0;
  const unrecorded = async (): Promise<number> => {
    const flowRuns = { id: { any_: serverRunIds() } };
    const recorded = await api.request<number>("POST", "/task_runs/count", { flow_runs: flowRuns, task_runs: { state: { type: { any_: TERMINAL_TYPES } } } });
    return sent - forgotten - recorded;
  };
  return {
    async sent(ends) {
      sent += ends;
      if (sent - forgotten <= MOST_UNRECORDED) return;
      let open = await unrecorded();
      let movedAt = Date.now();
      while (open > RESUME_BELOW && Date.now() - movedAt < STALL_MS) {
        await delay(POLL_MS);
        const now = await unrecorded();
        if (now < open) movedAt = Date.now();
        open = now;
      }
      if (open > RESUME_BELOW) forgotten += open;
    },
  };
}

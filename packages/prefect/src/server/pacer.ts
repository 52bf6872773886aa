import { setTimeout as delay } from "node:timers/promises";
import type { PrefectApi } from "./api.ts";

/**
 * Keeps a large flow from drowning the server: what it has accepted but not yet recorded lies in a queue of 10,000 messages, beyond
 * which it silently drops events (seen: 18,000 events at once lost 5 % of the final states).
 */
export interface Pacer {
  /** @param events of task runs that were just posted. Waits while too many of them are not recorded. */
  sent(events: number): Promise<void>;
}

const MOST_UNRECORDED = 4_000;
const RESUME_BELOW = 2_500;
const POLL_MS = 1_000;
/** Without any progress for this long some are lost, and will never be recorded: the reading-back repairs them. */
const STALL_MS = 30_000;

/** @param serverRunIds the runs on the server whose tasks are being reported */
export function createPacer(api: PrefectApi, serverRunIds: () => readonly string[]): Pacer {
  let sent = 0;
  let recorded = 0;
  let lost = 0;
  const look = async (): Promise<number> => {
    recorded = await countRecorded(api, serverRunIds());
    return sent - lost - recorded;
  };
  return {
    async sent(events) {
      sent += events;
      if (sent - lost - recorded <= MOST_UNRECORDED) return;
      let open = await look();
      let movedAt = Date.now();
      while (open > RESUME_BELOW && Date.now() - movedAt < STALL_MS) {
        await delay(POLL_MS);
        const now = await look();
        if (now < open) movedAt = Date.now();
        open = now;
      }
      if (open > RESUME_BELOW) lost += open;
    },
  };
}

/** A task run that exists has its first event recorded, one that has started two, one that has ended three; retries only add to that. */
async function countRecorded(api: PrefectApi, ids: readonly string[]): Promise<number> {
  const counts = await Promise.all(
    [[], ["RUNNING", "COMPLETED", "FAILED", "CANCELLED", "CRASHED"], ["COMPLETED", "FAILED", "CANCELLED", "CRASHED"]].map((types) =>
      api.request<number>("POST", "/task_runs/count", { flow_runs: { id: { any_: ids } }, ...(types.length === 0 ? {} : { task_runs: { state: { type: { any_: types } } } }) }, { retries: 2 }),
    ),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

import { randomUUID } from "node:crypto";

/** Many ids are made within one millisecond. */
let last = { ms: -1, prefix: "" };

/** @param nowMs milliseconds since the epoch. @returns a UUID of version 7: sorts by creation, so indexes over it grow at their end. */
export function createRunId(nowMs: number): string {
  const ms = Math.floor(nowMs);
  if (ms !== last.ms) {
    const time = ms.toString(16).padStart(12, "0");
    last = { ms, prefix: `${time.slice(0, 8)}-${time.slice(8, 12)}-7` };
  }
  return last.prefix + randomUUID().slice(15);
}

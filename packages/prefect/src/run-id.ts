import { randomUUID } from "node:crypto";

/** @param nowMs milliseconds since the epoch. @returns a UUID of version 7: sorts by creation, so indexes over it grow at their end. */
export function createRunId(nowMs: number): string {
  const time = Math.floor(nowMs).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8, 12)}-7${randomUUID().slice(15)}`;
}

import type { LastRun } from "../store.ts";

export function formatLastRun(lastRun: LastRun): string {
  return `${JSON.stringify(lastRun, null, 2)}\n`;
}

/** @returns null for a text that is none: then the next run asks the provider without conditions, which is always right. */
export function parseLastRun(text: string): LastRun | null {
  try {
    const json = JSON.parse(text) as Partial<LastRun> | null;
    if (json?.schema !== "snapcount.last_run/1" || typeof json.last_checked_at !== "string" || typeof json.validators !== "object") return null;
    return json as LastRun;
  } catch {
    return null;
  }
}

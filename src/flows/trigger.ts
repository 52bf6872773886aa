import type { Trigger } from "../ops/index.ts";

/** Prefect's scheduler gives the runs that it makes this tag. */
export const SCHEDULED_TAG = "auto-scheduled";

/**
 * What a run was started by, or for. Running a past partition again is a backfill, whoever asks for it.
 * @param env `CI` is set by GitHub's runners and others
 */
export function triggerOf({ parameters, scheduled, env }: { readonly parameters: Readonly<Record<string, unknown>>; readonly scheduled: boolean; readonly env: Readonly<Record<string, string | undefined>> }): Trigger {
  if (["dt", "seasons", "weeks"].some((name) => parameters[name] !== undefined)) return "backfill";
  if (scheduled) return "schedule";
  return env["CI"] === "true" || env["CI"] === "1" ? "ci" : "manual";
}

import * as z from "zod";
import { nameOf, plainMessage, stateOfStatus } from "./artifacts.ts";
import type { DbtEvent } from "./seam.ts";

const LogLine = z.object({
  info: z.object({ level: z.string(), msg: z.string(), name: z.string() }),
  data: z
    .object({
      index: z.number().optional(),
      total: z.number().optional(),
      num_models: z.number().optional(),
      execution_time: z.number().optional(),
      exc: z.string().optional(),
      node_info: z.object({ unique_id: z.string(), node_status: z.string() }).optional(),
    })
    .prefault({}),
});

export type LogMessage =
  | { readonly kind: "event"; readonly event: DbtEvent; readonly uniqueId: string }
  /** `fatal`: dbt stopped because of it, no node told. */
  | { readonly kind: "problem"; readonly level: "warn" | "error"; readonly fatal: boolean; readonly text: string }
  | { readonly kind: "noise" };

const RESULTS = new Set(["LogModelResult", "LogSeedResult", "LogTestResult", "LogFreshnessResult", "LogSkipBecauseError", "SkippingDetails"]);

/** @param line one line of `dbt --log-format json`; a line that is no JSON (a Python warning, say) is noise. */
export function parseLogLine(line: string): LogMessage {
  const parsed = LogLine.safeParse(jsonOrNull(line));
  if (!parsed.success) return { kind: "noise" };
  const { info, data } = parsed.data;
  const started = info.name === "LogStartLine";
  if (data.node_info && (started || RESULTS.has(info.name))) {
    const status = started ? "started" : stateOfStatus(data.node_info.node_status);
    return {
      kind: "event",
      uniqueId: data.node_info.unique_id,
      event: { node: nameOf(data.node_info.unique_id), status, index: data.index ?? 0, total: data.total ?? data.num_models ?? 0, seconds: started ? 0 : (data.execution_time ?? 0) },
    };
  }
  if (info.level !== "warn" && info.level !== "error") return { kind: "noise" };
  if (info.name === "MainStackTrace") return { kind: "noise" };
  const text = plainMessage((data.exc ?? info.msg).replace(/^\S*\[?WARNING\]?\S*:?\s*/, ""));
  return text === "" ? { kind: "noise" } : { kind: "problem", level: info.level, fatal: info.name === "MainEncounteredError", text };
}

function jsonOrNull(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

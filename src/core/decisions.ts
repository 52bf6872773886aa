import * as z from "zod";
import { compareTexts } from "./compare.ts";
import { isDt } from "./partition.ts";

/**
 * What people decided about snapshots, one JSON object a line (`ops/decisions.jsonl`): who, when, why. Lines are only ever added.
 */
export const DecisionSchema = z.object({
  schema: z.literal("snapcount.decision/1"),
  /** UTC instant, ISO 8601. */
  at: z.string(),
  by: z.string(),
  /**
   * `baseline`: the snapshot is the historical one; `archive`: it was moved to data/archive; `release`: it was published from
   * quarantine although checks failed; `mute`: what a check finds is known, so it counts as pass; `unmute`: no longer.
   */
  kind: z.enum(["baseline", "archive", "release", "mute", "unmute"]),
  source: z.string(),
  dataset: z.string(),
  /** Of the snapshot decided on; of a mute or unmute, which are about none: the day they were made. */
  dt: z.string().refine(isDt, "not a date YYYY-MM-DD"),
  reason: z.string(),
  /** What the archived snapshot held: its manifest is out of reach of the registry. */
  row_count: z.int().min(0).nullable().default(null),
  coverage_start_season: z.int().nullable().default(null),
  coverage_end_season: z.int().nullable().default(null),
  /** `mute` and `unmute`: the check's stable name. */
  check: z.string().nullable().default(null),
  /** `mute`: the last UTC day on which it holds. */
  until: z.string().refine(isDt, "not a date YYYY-MM-DD").nullable().default(null),
  /** `mute`: the worst verdict that it covers. Lines from before this was asked have none, and cover both. */
  covers: z.enum(["warn", "fail"]).optional(),
});
export type Decision = z.infer<typeof DecisionSchema>;

export interface DecisionReading {
  readonly decisions: readonly Decision[];
  /** Lines that are none, one sentence each: a crash may cut the last one short. */
  readonly problems: readonly string[];
}

/** Never throws: a broken line is reported, the others count. */
export function parseDecisions(text: string): DecisionReading {
  const decisions: Decision[] = [];
  const problems: string[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const reading = parseLine(line);
    if (typeof reading === "string") problems.push(`line ${index + 1}: ${reading}`);
    else decisions.push(reading);
  }
  return { decisions, problems };
}

function parseLine(line: string): Decision | string {
  try {
    const parsed = DecisionSchema.safeParse(JSON.parse(line));
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    return `${issue?.path.join(".") ?? "?"}: ${issue?.message ?? "no decision"}`;
  } catch {
    return "no JSON (cut short?)";
  }
}

/** @returns the file with lines added to it; a last line that was cut short stays a line of its own. */
export function addDecisions(text: string, decisions: readonly Decision[]): string {
  const lines = decisions.map((decision) => `${JSON.stringify(DecisionSchema.parse(decision))}\n`).join("");
  return `${text}${text === "" || text.endsWith("\n") ? "" : "\n"}${lines}`;
}

/** By time; the text breaks a tie, so that the order of lines never does. */
export function inOrderOfTime(decisions: readonly Decision[]): readonly Decision[] {
  return decisions.toSorted((a, b) => compareTexts(a.at, b.at) || compareTexts(JSON.stringify(a), JSON.stringify(b)));
}

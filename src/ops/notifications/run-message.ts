import type { DatasetOutcome, Outcome, RunStatus } from "../../core/outcome.ts";
import type { Message } from "./message.ts";

/** A dataset as a run left it, with the age of what readers see. */
export interface ReportedDataset extends Pick<DatasetOutcome, "source" | "dataset" | "dt" | "outcome" | "verdict" | "rows" | "previousRows" | "servingDt" | "reason"> {
  /** Hours; null: nobody asked. */
  readonly ageHours: number | null;
  /** That the age is beyond its limit, as a sentence; null: it is not. */
  readonly stale: string | null;
}

/** What is told of a run when it has ended. */
export interface RunNotice {
  readonly flow: string;
  readonly runId: string;
  readonly runAt: Date;
  readonly status: RunStatus;
  readonly durationMs: number;
  readonly datasets: readonly ReportedDataset[];
  /** `dbt test: 2 of 60 failed: a, b`, and whatever else belongs to no dataset. */
  readonly remarks: readonly string[];
}

const TONE: Readonly<Record<RunStatus, Message["tone"]>> = { success: "good", partial_success: "attention", failed: "bad", cancelled: "attention" };
const WORDS: Readonly<Record<Outcome, string>> = { published: "published", unchanged: "unchanged", quarantined: "put aside", lkg: "last good one kept", failed: "failed", skipped: "left out" };
const ORDER: readonly Outcome[] = ["failed", "quarantined", "lkg", "published", "unchanged", "skipped"];

/** Pure. One message a run: its status, then each source with a line a dataset, the worst first. @param profile whose store it is, see describeNews */
export function describeRun(notice: RunNotice, profile: string): Message {
  const { flow, runId, runAt, status, durationMs, datasets, remarks } = notice;
  // A channel may cut the end of a long message: what a person should look at comes first.
  const sources = [...new Set(datasets.toSorted((a, b) => rank(a) - rank(b)).map(({ source }) => source))];
  return {
    kind: "run_summary",
    tone: TONE[status] === "good" && datasets.some(isDoubtful) ? "attention" : TONE[status],
    title: `${flow}: ${status.replace("_", " ")}${profile === "live" ? "" : ` (profile ${profile})`}`,
    lines: [...remarks, ...sources.flatMap((source) => describeSource(source, datasets.filter((entry) => entry.source === source))), `run ${runId.slice(0, 8)} of ${runAt.toISOString().slice(0, 16).replace("T", " ")} UTC, ${(durationMs / 1_000).toFixed(1)} s`],
    facts: {
      flow,
      run_id: runId,
      run_at: runAt.toISOString(),
      profile,
      status,
      duration_ms: durationMs,
      remarks,
      datasets: datasets.map((entry) => ({ source: entry.source, dataset: entry.dataset, dt: entry.dt, serving_dt: entry.servingDt, outcome: entry.outcome, verdict: entry.verdict, rows: entry.rows, delta_percent: deltaPercent(entry), age_hours: entry.ageHours, warnings: warningsOf(entry) })),
    },
  };
}

function describeSource(source: string, datasets: readonly ReportedDataset[]): readonly string[] {
  const counts = ORDER.flatMap((outcome) => {
    const count = datasets.filter((entry) => entry.outcome === outcome).length;
    return count === 0 ? [] : [`${count} ${WORDS[outcome]}`];
  });
  return [`${source}: ${counts.join(", ")}`, ...datasets.toSorted((a, b) => rank(a) - rank(b)).map(describeDataset)];
}

/** `- weekly 2025-11-18: published, 12,201 rows, +3.1 %, <1 h old; 12 rows have no player` */
function describeDataset(entry: ReportedDataset): string {
  const { dataset, dt, outcome, rows, ageHours, servingDt } = entry;
  const delta = deltaPercent(entry);
  const parts = [
    WORDS[outcome],
    ...(rows === null ? [] : [`${rows.toLocaleString("en-US")} ${rows === 1 ? "row" : "rows"}`]),
    ...(delta === null ? [] : [`${delta < 0 ? "" : delta === 0 ? "±" : "+"}${delta} %`]),
    ...(isLost(entry) && servingDt !== null ? [`${servingDt} stays in use`] : []),
    ...(ageHours === null ? [] : [`${describeAge(ageHours)} old`]),
  ];
  return `- ${dataset}${dt === null ? "" : ` ${dt}`}: ${[parts.join(", "), ...warningsOf(entry)].join("; ")}`;
}

function isLost({ outcome }: ReportedDataset): boolean {
  return outcome === "quarantined" || outcome === "lkg" || outcome === "failed";
}

/** Only what readers see has changed for them. */
function deltaPercent({ outcome, rows, previousRows }: ReportedDataset): number | null {
  if (outcome === "unchanged" || outcome === "skipped" || rows === null || previousRows === null || previousRows === 0) return null;
  return outcome === "lkg" || outcome === "failed" ? null : Number((((rows - previousRows) / previousRows) * 100).toFixed(1));
}

function warningsOf({ outcome, verdict, reason, stale }: ReportedDataset): readonly string[] {
  const isTold = outcome !== "unchanged" && (outcome !== "published" || verdict === "warn");
  return [isTold ? reason : null, stale].filter((text) => text !== null);
}

function isDoubtful(entry: ReportedDataset): boolean {
  return entry.verdict === "warn" || entry.stale !== null;
}

function rank(entry: ReportedDataset): number {
  return ORDER.indexOf(entry.outcome) * 2 + (isDoubtful(entry) ? 0 : 1);
}

function describeAge(hours: number): string {
  if (hours < 1) return "<1 h";
  return hours >= 72 ? `${(hours / 24).toFixed(1)} d` : `${Math.round(hours)} h`;
}

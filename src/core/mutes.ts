import type { CheckResult, OnViolation } from "./check.ts";
import { type Decision, inOrderOfTime } from "./decisions.ts";
import { type DatasetId, datasetLabel, dtOf } from "./partition.ts";

/**
 * What a check finds may be known: then it counts as pass until a date, and is shown as muted.
 *
 * Invariants
 * 1. Of several lines about one check the latest counts; the order of lines does not matter.
 * 2. A mute that is over has no effect but to be told.
 * 3. What readers rely on is never muted, whoever wrote the line (`whyNeverMuted`).
 * 4. A check that could not be answered stays failed: nobody knows what it would have found.
 */
export interface Mute extends DatasetId {
  readonly check: string;
  /** The last day on which it holds, UTC. */
  readonly until: string;
  /** The worst verdict that counts as pass: who knows of a warning need not know of what would be worse. */
  readonly covers: OnViolation;
  readonly reason: string;
  readonly by: string;
  readonly at: string;
}

/** @returns the mutes that nobody has taken back, by dataset and check, those that are over among them. Lines that name no check or no date mute nothing. */
export function foldMutes(decisions: readonly Decision[]): readonly Mute[] {
  const latest = new Map<string, Decision>();
  for (const decision of inOrderOfTime(decisions)) {
    if (decision.kind === "mute" || decision.kind === "unmute") latest.set(`${datasetLabel(decision)} ${decision.check ?? ""}`, decision);
  }
  return [...latest].toSorted(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, { kind, source, dataset, check, until, covers = "fail", reason, by, at }]) => (kind === "unmute" || check === null || until === null ? [] : [{ source, dataset, check, until, covers, reason, by, at }]));
}

export function isOver({ until }: Pick<Mute, "until">, now: Date): boolean {
  return dtOf(now) > until;
}

/** @returns why the check of that name cannot be muted, or null when it can. @param key the dataset's row key */
export function whyNeverMuted(name: string, key: readonly string[]): string | null {
  if (name === "required_columns") return "readers' models name these columns: without one of them dbt fails";
  if (name === "not_empty") return "a snapshot without rows would empty what readers see; a dataset that may be empty says so in its source's folder";
  if (name === "checks_declared") return "without any check nothing was looked at";
  if (name.startsWith("unique(") && sorted(name.slice("unique(".length, -1).split(",")) === sorted(key)) return "models join by the row key: a repeated one multiplies rows";
  return null;
}

function sorted(columns: readonly string[]): string {
  return columns.toSorted().join();
}

/**
 * @param mutes of this dataset
 * @param now the run's instant
 * @returns the answers in their order, each as it was seen: a muted one counts as pass, one whose mute is over or covers less says so
 */
export function applyMutes(results: readonly CheckResult[], mutes: readonly Mute[], key: readonly string[], now: Date): readonly CheckResult[] {
  return results.map((result) => {
    const { verdict, name, message, unanswered } = result;
    const mute = mutes.find(({ check }) => check === name);
    if (mute === undefined || (verdict !== "warn" && verdict !== "fail") || unanswered === true || whyNeverMuted(name, key) !== null) return result;
    if (isOver(mute, now)) return { ...result, message: `${message}; its mute expired after ${mute.until} (${mute.reason})` };
    if (verdict === "fail" && mute.covers === "warn") return { ...result, message: `${message}; its mute until ${mute.until} covers warnings only (${mute.reason})` };
    return { ...result, verdict: "pass", muted: { reason: mute.reason, until: mute.until, verdict } };
  });
}

/** @returns `muted until 2025-12-01 (known since the move): 2 rows repeat a key` */
export function describeMuted({ message, muted }: CheckResult): string {
  return muted === undefined ? message : `muted until ${muted.until} (${muted.reason}): ${message}`;
}

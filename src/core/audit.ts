import { judgeAgainstHistory } from "./against-history.ts";
import { type Answer, percent, rowsOf, show, unanswered, violation } from "./answer.ts";
import type { Check, CheckResult } from "./check.ts";
import { coverageGaps, describeGaps } from "./coverage.ts";
import type { ColumnContract } from "./dataset.ts";
import { formatCount } from "./figures.ts";
import type { ManifestCoverage } from "./manifest.ts";
import { checkName, type Column, columnsNamed, segmentsOf, type Values } from "./measurement.ts";
import { judgeOutliers } from "./outliers.ts";
import { datasetLabel } from "./partition.ts";
import { judgeReferences } from "./references.ts";
import { judgeRunningSeason } from "./running-season.ts";
import { judgeSegments } from "./segments.ts";
import { seasonsOf, type SnapshotHistory } from "./snapshot-history.ts";
import { otherNamed, type Surroundings } from "./surroundings.ts";
import { judgeTeamCoverage } from "./team-coverage.ts";

/**
 * Invariants
 * 1. Every check leaves exactly one result; one that could not be measured is a fail, never a pass.
 * 2. Zero rows are never green, unless the dataset says with a reason that it may be empty (architecture, invariant 7).
 * 3. No checks at all is a fail: nothing was looked at.
 */
export interface AuditContext {
  /** `nflverse.weekly` */
  readonly label: string;
  readonly rows: number;
  readonly columns: readonly Column[];
  readonly coverage: ManifestCoverage | null;
  readonly key: readonly string[];
  /** What `required_columns` asks for; null: the key. */
  readonly contract: readonly ColumnContract[] | null;
  readonly mayBeEmpty: string | null;
  readonly expectedSeasons: readonly number[] | null;
  /** First week the run asked for; 1 unless it was narrowed. */
  readonly firstWeek: number;
  /** Last week the run asked for; without end unless it was narrowed. */
  readonly lastWeek: number;
  readonly history: SnapshotHistory;
  /** Null: nothing is known beside the staged file, and what needs another dataset is skipped. */
  readonly surroundings: Surroundings | null;
}

/**
 * What was measured for one check: values by local name, and rows of them where it is asked of several things (`table`: its segments);
 * or why it could not be measured.
 */
export type Measured = { readonly ok: true; readonly values: Values; readonly table?: readonly Values[] } | { readonly ok: false; readonly seen: string };

/** @returns the results that need no check to be declared (invariants 2 and 3). */
export function impliedResults(checks: readonly Check[], context: AuditContext): readonly CheckResult[] {
  const results = [toResult("not_empty", "row_count", judgeEmpty(context), context)];
  if (checks.length === 0) {
    results.push(toResult("checks_declared", "required_columns", { verdict: "fail", observed: 0, threshold: 1, message: "no check is declared, so nothing was looked at" }, context));
  }
  return results;
}

function judgeEmpty({ rows, mayBeEmpty }: AuditContext): Answer {
  if (rows > 0) return { verdict: "pass", observed: rows, threshold: 1, message: `${formatCount(rows)} rows` };
  if (mayBeEmpty !== null) return { verdict: "pass", observed: 0, threshold: 0, message: `no rows, which may be: ${mayBeEmpty}` };
  return { verdict: "fail", observed: 0, threshold: 1, message: "no rows" };
}

/** @returns the check's result; without evidence where that is still to be asked of the file. */
export function judge(check: Check, measured: Measured, context: AuditContext): CheckResult {
  try {
    return toResult(checkName(check), check.kind, answerOf(check, measured, context), context);
  } catch (error) {
    const name = nameOfBroken(check);
    return toResult(name, check.kind, unanswered(`${name} could not be judged: ${error instanceof Error ? error.message : String(error)}`), context);
  }
}

/** Its own name, so that no mute of another check is taken for one of it; a check without its columns has none. */
function nameOfBroken(check: Check): string {
  try {
    return checkName(check);
  } catch {
    return check.kind;
  }
}

function toResult(name: string, kind: CheckResult["kind"], answer: Answer, context: AuditContext): CheckResult {
  return { name, kind, verdict: answer.verdict, observed: answer.observed, threshold: answer.threshold, message: `${context.label}: ${answer.message}`, evidence: answer.evidence ?? [], ...(answer.unanswered === true ? { unanswered: true } : {}) };
}

function answerOf(check: Check, measured: Measured, context: AuditContext): Answer {
  const absent = columnsNamed(check).filter((name) => !context.columns.some((column) => column.name === name));
  if (absent.length > 0) return unanswered(`${checkName(check)} cannot be answered: there is no column ${absent.join(", ")}`);
  const lack = lacksOther(check, context);
  if (lack !== null) return lack;
  if (!measured.ok) return unanswered(`${checkName(check)} could not be measured: ${measured.seen}`);
  const table = measured.table ?? [];
  if (check.kind === "outliers") return judgeOutliers(check, table);
  if (check.kind === "team_coverage") return judgeTeams(check, table, context);
  const by = segmentsOf(check);
  if (by.length === 0) return answerOfWhole(check, measured.values, context);
  return judgeSegments(by, table, (values, rows) => answerOfWhole(check, values, { ...context, rows }));
}

/** @returns why a check that reads another dataset has no answer: that dataset is not published, or has other columns */
function lacksOther(check: Check, { surroundings }: AuditContext): Answer | null {
  const other = otherNamed(check);
  if (other === null) return null;
  const label = datasetLabel(other);
  const snapshot = surroundings?.published.get(label);
  if (snapshot === undefined) return { verdict: "skipped", observed: null, threshold: null, message: `no_reference: there is no published snapshot of ${label} to compare with` };
  const absent = other.columns.filter((name) => !snapshot.columns.some((column) => column.name === name));
  if (absent.length === 0) return null;
  return unanswered(`${checkName(check)} cannot be answered: ${label} of ${snapshot.dt} has no column ${absent.join(", ")}`);
}

/** @returns the dt of the other dataset's snapshot, which was found before anything was measured */
function dtOfOther(check: Check, { surroundings }: AuditContext): string {
  const other = otherNamed(check);
  return (other === null ? undefined : surroundings?.published.get(datasetLabel(other))?.dt) ?? "";
}

function judgeTeams(check: Extract<Check, { kind: "team_coverage" }>, table: readonly Values[], context: AuditContext): Answer {
  const { surroundings, firstWeek, lastWeek } = context;
  if (surroundings === null) throw new Error("a check that reads another dataset is answered only when that is there");
  return judgeTeamCoverage(check, table, { runAt: surroundings.runAt, weeks: { from: firstWeek, to: lastWeek }, dt: dtOfOther(check, context) });
}

/** Checks that are answered by a table of their own are not asked here. */
type WholeCheck = Exclude<Check, { kind: "outliers" | "team_coverage" }>;

function answerOfWhole(check: WholeCheck, values: Values, context: AuditContext): Answer {
  const number = (name: string): number => Number(values[name] ?? 0);
  switch (check.kind) {
    case "row_count": return judgeRowCount(check, context);
    case "required_columns": return judgeRequired(check, context);
    case "unique": return judgeUnique(check, number);
    case "not_null": return judgeNotNull(check, number("asked") - number("values"), context.rows);
    case "range": return judgeRange(check, values, number);
    case "accepted_values": return judgeAccepted(check, number("foreign"));
    case "references": return judgeReferences(check, values, dtOfOther(check, context));
    case "coverage": return judgeCoverage(check, context);
    case "row_count_change": return judgeChange(check, context);
    case "running_season": return judgeSeason(check, context);
  }
}

function judgeRowCount(check: Extract<Check, { kind: "row_count" }>, { rows }: AuditContext): Answer {
  const expected = check.max === undefined ? `at least ${formatCount(check.min)}` : `${formatCount(check.min)} to ${formatCount(check.max)}`;
  const fits = rows >= check.min && rows <= (check.max ?? Infinity);
  return { verdict: fits ? "pass" : violation(check), observed: rows, threshold: expected, message: `${formatCount(rows)} rows, ${expected} expected` };
}

function judgeRequired(check: Extract<Check, { kind: "required_columns" }>, context: AuditContext): Answer {
  const types = new Map(context.columns.map((column) => [column.name, column.type]));
  const missing = context.key.filter((name) => !types.has(name)).map((name) => `${name} (missing)`);
  for (const { name, type } of context.contract ?? []) {
    const seen = types.get(name);
    if (seen === undefined && !context.key.includes(name)) missing.push(`${name} (missing)`);
    else if (seen !== undefined && seen !== type) missing.push(`${name} (${seen} instead of ${type})`);
  }
  const wanted = new Set([...context.key, ...(context.contract ?? []).map((column) => column.name)]).size;
  const message = missing.length === 0 ? `all ${wanted} columns of the schema are there` : `${missing.length} of ${wanted} columns do not fit: ${missing.join(", ")}`;
  return { verdict: missing.length === 0 ? "pass" : violation(check), observed: wanted - missing.length, threshold: wanted, message };
}

function judgeUnique(check: Extract<Check, { kind: "unique" }>, number: (name: string) => number): Answer {
  const surplus = number("surplus");
  const allowed = check.allowed ?? 0;
  const key = `(${check.columns.join(", ")})`;
  const kept = check.columns
    .map((name, index) => ({ name, rows: number("asked") - number(`values_${index}`) }))
    .filter((entry) => entry.rows > 0)
    .map((entry) => `; ${rowsOf(entry.rows)} without ${entry.name} kept`)
    .join("");
  const seen = surplus === 0 ? `every ${key} is unique` : `${rowsOf(surplus)} repeat${surplus === 1 ? "s" : ""} a ${key} that an earlier row has, ${allowed === 0 ? "none" : formatCount(allowed)} allowed`;
  return { verdict: surplus > allowed ? violation(check) : "pass", observed: surplus, threshold: allowed, message: `${seen}${kept}` };
}

function judgeNotNull(check: Extract<Check, { kind: "not_null" }>, nulls: number, rows: number): Answer {
  const allowed = check.maxNullRatio ?? 0;
  const ratio = rows === 0 ? 0 : nulls / rows;
  const limit = allowed === 0 ? "none allowed" : `at most ${percent(allowed)} allowed`;
  return { verdict: ratio > allowed ? violation(check) : "pass", observed: nulls, threshold: allowed, message: `${rowsOf(nulls)} without ${check.column}${nulls === 0 ? "" : ` (${percent(ratio)})`}, ${limit}` };
}

function judgeRange(check: Extract<Check, { kind: "range" }>, values: Values, number: (name: string) => number): Answer {
  const outside = number("outside");
  const nan = number("nan");
  const expected = `${check.min ?? "any"} to ${check.max ?? "any"}`;
  const seen = values["low"] === null || values["low"] === undefined ? "no values" : `${show(values["low"])} to ${show(values["high"])}`;
  const message = outside === 0 ? `${check.column} lies within ${expected} (${seen})` : `${rowsOf(outside)} with ${check.column} outside ${expected} (${seen}${nan > 0 ? `, ${rowsOf(nan)} not a number` : ""})`;
  return { verdict: outside > 0 ? violation(check) : "pass", observed: seen, threshold: expected, message };
}

function judgeAccepted(check: Extract<Check, { kind: "accepted_values" }>, foreign: number): Answer {
  const listed = check.values.join(", ");
  const message = foreign === 0 ? `${check.column} has accepted values only` : `${rowsOf(foreign)} with a ${check.column} that is none of ${listed}`;
  return { verdict: foreign > 0 ? violation(check) : "pass", observed: foreign, threshold: listed, message };
}

function judgeCoverage(check: Extract<Check, { kind: "coverage" }>, context: AuditContext): Answer {
  const columns = new Set(context.columns.map((column) => column.name));
  if (!columns.has("season") || (check.weeks && !columns.has("week"))) {
    return unanswered(`coverage cannot be answered: there is no column ${columns.has("season") ? "week" : "season"}`);
  }
  if (context.rows === 0 && context.mayBeEmpty !== null) return { verdict: "skipped", observed: null, threshold: null, message: "no_rows: an empty dataset covers nothing" };
  const missing = describeGaps(coverageGaps(context.coverage, { seasons: context.expectedSeasons, weeks: check.weeks, firstWeek: context.firstWeek }));
  const seasons = Object.keys(context.coverage?.weeks ?? {});
  const seen = seasons.length === 0 ? "no seasons" : seasons.length === 1 ? `season ${seasons[0] ?? ""}` : `${seasons.length} seasons, ${seasons[0] ?? ""} to ${seasons.at(-1) ?? ""}`;
  const expected = context.expectedSeasons === null ? "no holes" : `seasons ${context.expectedSeasons.join(", ")}`;
  const complete = check.weeks ? ", every week up to the last one of each" : "";
  return { verdict: missing === null ? "pass" : violation(check), observed: seen, threshold: expected, message: missing === null ? `${seen}${complete}` : `no rows for ${missing}` };
}

function judgeChange(check: Extract<Check, { kind: "row_count_change" }>, { rows, coverage, history, mayBeEmpty }: AuditContext): Answer {
  const { verdict, percent, threshold, message } = judgeAgainstHistory({ rows, seasons: seasonsOf(coverage), history, bounds: check, mayBeEmpty: mayBeEmpty !== null });
  return { verdict, observed: percent === null ? null : Number(percent.toFixed(2)), threshold, message };
}

function judgeSeason(check: Extract<Check, { kind: "running_season" }>, { rows, coverage, history, mayBeEmpty }: AuditContext): Answer {
  if (rows === 0 && mayBeEmpty !== null) return { verdict: "skipped", observed: null, threshold: null, message: "no_rows: an empty dataset has no season" };
  const { verdict, seen, expected, message } = judgeRunningSeason(seasonsOf(coverage), history, check.orComing === true);
  return { verdict: verdict === "fail" ? violation(check) : verdict, observed: seen, threshold: expected, message };
}

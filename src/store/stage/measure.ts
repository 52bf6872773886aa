import { dirname, join } from "node:path";
import { type AuditContext, impliedResults, judge, type Measured } from "../../core/audit.ts";
import type { Check, CheckResult } from "../../core/check.ts";
import { groupBy } from "../../core/group-by.ts";
import { columnsNamed, planMeasurement } from "../../core/measurement.ts";
import type { FilesBeside } from "../../core/surroundings.ts";
import { type Measurement, NOTHING, type Values } from "../../core/question.ts";
import { quoteName } from "../../core/quote.ts";
import { oneSentence, type Session, type SessionOptions, withSession } from "./session.ts";
import { stagedRelation } from "./sql.ts";
import type { AuditRequest } from "./stage.ts";

/** Offending rows kept of a violated check. */
const EVIDENCE_ROWS = 5;

interface Planned {
  readonly check: Check;
  readonly measurement: Measurement;
  /** Its columns exist: only then it is asked. */
  readonly askable: boolean;
  /** Why nobody can say what to ask: the check is broken. */
  readonly problem: string | null;
}

/** Asks all checks over the staged file: aggregates in one pass, follow-ups and evidence one query each. */
export async function auditStaged(request: AuditRequest, options: SessionOptions, signal: AbortSignal): Promise<readonly CheckResult[]> {
  return withSession({ ...options, tempDir: join(dirname(request.staged.path), "spill") }, signal, (session) => auditIn(session, request));
}

/** As `auditStaged`, where DuckDB is open already. */
export async function auditIn(session: Session, request: AuditRequest): Promise<readonly CheckResult[]> {
  const context = contextOf(request);
  const names = new Set(request.staged.columns.map((column) => column.name));
  const { runAt = new Date(0), published = [] } = request.surroundings ?? {};
  const beside = { runAt, files: new Map([...published].map(([label, { path }]) => [label, stagedRelation(path)])) };
  const planned = request.checks.map((check) => planCheck(check, request, names, beside));
  const relation = stagedRelation(request.staged.path);
  const measured = await measureAll(session, relation, planned);
  const results: CheckResult[] = [...impliedResults(request.checks, context)];
  for (const [index, plan] of planned.entries()) {
    const result = judge(plan.check, measured[index] ?? { ok: false, seen: "it was not asked" }, context);
    results.push(await withEvidence(session, relation, plan, result));
  }
  return results;
}

function planCheck(check: Check, { staged, key }: AuditRequest, names: ReadonlySet<string>, beside: FilesBeside): Planned {
  try {
    return { check, measurement: planMeasurement(check, staged.columns, key, beside), askable: columnsNamed(check).every((name) => names.has(name)), problem: null };
  } catch (error) {
    return { check, measurement: NOTHING, askable: false, problem: oneSentence(error) };
  }
}

function contextOf(request: AuditRequest): AuditContext {
  const { label, staged, coverage, key, columns, mayBeEmpty, expectedSeasons, expectedWeeks, history, surroundings } = request;
  return { surroundings: surroundings ?? null, label, rows: staged.rows, columns: staged.columns, coverage, key, contract: columns ?? null, mayBeEmpty, expectedSeasons, firstWeek: Math.max(1, expectedWeeks?.from ?? 1), lastWeek: expectedWeeks?.to ?? Infinity, history };
}

/** @returns one answer a check, in their order */
async function measureAll(session: Session, relation: string, planned: readonly Planned[]): Promise<readonly Measured[]> {
  const aggregates = new Map<Planned, Measured>();
  for (const pass of passesOf(planned)) for (const [plan, measured] of await askTogether(session, relation, pass)) aggregates.set(plan, measured);
  const measured: Measured[] = [];
  for (const plan of planned) {
    const before = plan.problem === null ? (aggregates.get(plan) ?? { ok: true, values: {} }) : { ok: false as const, seen: plan.problem };
    measured.push(await withFollowUp(session, relation, plan, before));
  }
  return measured;
}

/** Checks that one query can answer: those of the whole file, from its statistics or from its rows, and those of each list of segments. */
function passesOf(planned: readonly Planned[]): readonly (readonly Planned[])[] {
  const asked = planned.filter(({ askable, measurement: { by, aggregates } }) => askable && (by.length > 0 || Object.keys(aggregates).length > 0));
  return [...groupBy(asked, ({ measurement: { by, readsRows } }) => JSON.stringify(by.length === 0 ? readsRows : by)).values()];
}

/** One check that DuckDB refuses must not take the answers of the others away: then each is asked alone. */
async function askTogether(session: Session, relation: string, pass: readonly Planned[]): Promise<readonly (readonly [Planned, Measured])[]> {
  const rows = await attempt(session, aggregationSql(relation, pass));
  if (rows.ok) return pass.map((plan, index) => [plan, unprefixed(rows.table, plan, index)]);
  if (pass.length === 1) return pass.map((plan) => [plan, rows]);
  const alone: (readonly [Planned, Measured])[] = [];
  for (const plan of pass) alone.push(...(await askTogether(session, relation, [plan])));
  return alone;
}

function aggregationSql(relation: string, pass: readonly Planned[]): string {
  const expressions = pass.flatMap(({ measurement }, index) => Object.entries(measurement.aggregates).map(([name, sql]) => `${sql} AS ${quoteName(`${index}:${name}`)}`));
  const by = (pass[0]?.measurement.by ?? []).map(quoteName).join(", ");
  if (by === "") return `SELECT ${expressions.join(", ")} FROM ${relation}`;
  return `SELECT ${[by, 'count(*) AS ":rows"', ...expressions].join(", ")} FROM ${relation} GROUP BY ${by} ORDER BY ${by}`;
}

function unprefixed(table: readonly Values[], { measurement: { by } }: Planned, index: number): Measured {
  const prefix = `${index}:`;
  const ofCheck = (row: Values): Values => Object.fromEntries(Object.entries(row).flatMap(([name, value]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [])));
  if (by.length === 0) return { ok: true, values: ofCheck(table[0] ?? {}) };
  const segments = table.map((row) => ({ ...Object.fromEntries(by.map((column) => [column, row[column]])), ...ofCheck(row), rows: row[":rows"] }));
  return { ok: true, values: {}, table: segments };
}

async function withFollowUp(session: Session, relation: string, plan: Planned, measured: Measured): Promise<Measured> {
  const { followUp } = plan.measurement;
  if (!measured.ok || followUp === null || !plan.askable || !followUp.isNeeded(measured.values, measured.table ?? [])) return measured;
  const answer = await attempt(session, followUp.sql(relation));
  if (!answer.ok) return answer;
  return followUp.gives === "table" ? { ...measured, table: answer.table } : { ...measured, values: { ...measured.values, ...answer.table[0] } };
}

async function attempt(session: Session, sql: string): Promise<{ readonly ok: true; readonly table: readonly Values[] } | { readonly ok: false; readonly seen: string }> {
  try {
    return { ok: true, table: await session.rows(sql) };
  } catch (error) {
    session.signal.throwIfAborted();
    return { ok: false, seen: oneSentence(error) };
  }
}

async function withEvidence(session: Session, relation: string, plan: Planned, result: CheckResult): Promise<CheckResult> {
  const wanted = (result.verdict === "fail" || result.verdict === "warn") && plan.askable && plan.measurement.evidence !== null;
  if (!wanted) return result;
  try {
    return { ...result, evidence: await session.rows(plan.measurement.evidence(relation, EVIDENCE_ROWS)) };
  } catch {
    session.signal.throwIfAborted();
    return result; // The verdict stands; its message says why the rows cannot be shown.
  }
}

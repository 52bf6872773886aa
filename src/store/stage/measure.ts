import { dirname, join } from "node:path";
import { type AuditContext, impliedResults, judge, type Measured } from "../../core/audit.ts";
import type { Check, CheckResult } from "../../core/check.ts";
import { columnsNamed, type Measurement, planMeasurement, type Values } from "../../core/measurement.ts";
import { oneSentence, type Session, type SessionOptions, withSession } from "./session.ts";
import { identifier, stagedRelation } from "./sql.ts";
import type { AuditRequest } from "./stage.ts";

/** Offending rows kept of a violated check. */
const EVIDENCE_ROWS = 5;

interface Planned {
  readonly check: Check;
  readonly measurement: Measurement;
  /** Its columns exist: only then it is asked. */
  readonly askable: boolean;
}

/** Asks all checks over the staged file: aggregates in one pass, follow-ups and evidence one query each. */
export async function auditStaged(request: AuditRequest, options: SessionOptions, signal: AbortSignal): Promise<readonly CheckResult[]> {
  return withSession({ ...options, tempDir: join(dirname(request.staged.path), "spill") }, signal, (session) => auditIn(session, request));
}

/** As `auditStaged`, where DuckDB is open already. */
export async function auditIn(session: Session, request: AuditRequest): Promise<readonly CheckResult[]> {
  const context = contextOf(request);
  const names = new Set(request.staged.columns.map((column) => column.name));
  const planned = request.checks.map((check) => ({
    check,
    measurement: planMeasurement(check, request.staged.columns, request.key),
    askable: columnsNamed(check).every((name) => names.has(name)),
  }));
  const relation = stagedRelation(request.staged.path);
  const measured = await measureAll(session, relation, planned);
  const results: CheckResult[] = [...impliedResults(request.checks, context)];
  for (const [index, plan] of planned.entries()) {
    const result = judge(plan.check, measured[index] ?? { ok: false, seen: "it was not asked" }, context);
    results.push(await withEvidence(session, relation, plan, result));
  }
  return results;
}

function contextOf(request: AuditRequest): AuditContext {
  const { label, staged, coverage, key, columns, mayBeEmpty, expectedSeasons, expectedWeeks, history } = request;
  return { label, rows: staged.rows, columns: staged.columns, coverage, key, contract: columns ?? null, mayBeEmpty, expectedSeasons, firstWeek: Math.max(1, expectedWeeks?.from ?? 1), history };
}

async function measureAll(session: Session, relation: string, planned: readonly Planned[]): Promise<readonly Measured[]> {
  const together = await aggregatesOf(session, relation, planned);
  const measured: Measured[] = [];
  for (const [index, plan] of planned.entries()) {
    // One check that DuckDB refuses must not take the answers of the others away: then each is asked alone.
    const aggregates = together.ok ? { ok: true as const, values: unprefixed(together.values, index) } : await aggregatesOf(session, relation, [plan], index);
    measured.push(aggregates.ok ? await withFollowUp(session, relation, plan, aggregates.values) : aggregates);
  }
  return measured;
}

async function aggregatesOf(session: Session, relation: string, planned: readonly Planned[], only?: number): Promise<Measured> {
  const expressions = planned.flatMap((plan, index) =>
    plan.askable ? Object.entries(plan.measurement.aggregates).map(([name, sql]) => `${sql} AS ${identifier(only === undefined ? `${index}:${name}` : name)}`) : [],
  );
  if (expressions.length === 0) return { ok: true, values: {} };
  return attempt(session, `SELECT ${expressions.join(", ")} FROM ${relation}`);
}

function unprefixed(values: Values, index: number): Values {
  const prefix = `${index}:`;
  return Object.fromEntries(Object.entries(values).filter(([name]) => name.startsWith(prefix)).map(([name, value]) => [name.slice(prefix.length), value]));
}

async function withFollowUp(session: Session, relation: string, plan: Planned, values: Values): Promise<Measured> {
  const { followUp } = plan.measurement;
  if (followUp === null || !plan.askable || !followUp.isNeeded(values)) return { ok: true, values };
  const answer = await attempt(session, followUp.sql(relation));
  return answer.ok ? { ok: true, values: { ...values, ...answer.values } } : answer;
}

async function attempt(session: Session, sql: string): Promise<Measured> {
  try {
    const [row] = await session.rows(sql);
    return row === undefined ? { ok: false, seen: "DuckDB gave no row" } : { ok: true, values: row };
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

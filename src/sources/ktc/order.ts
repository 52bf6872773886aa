import type { CheckResult } from "../../core/check.ts";
import { sourceRule } from "../source-rule.ts";

type Rows = readonly Readonly<Record<string, unknown>>[];

/** Yesterday's order explains today's: below this, columns were scrambled or another market was read. */
const LEAST_CORRELATION = 0.9;
/** Fewer players in common say nothing. */
const LEAST_COMMON = 50;

/** Spearman's correlation of values with those of the last good snapshot, scope by scope; and how far the median player moved. */
export function judgeOrder(rows: Rows, before: Rows | null): readonly CheckResult[] {
  if (before === null) return [sourceRule("order_kept", "skipped", null, LEAST_CORRELATION, "there is no earlier snapshot to compare with")];
  const scopes = [...new Set(rows.map((row) => String(row["market_scope"])))].sort();
  return scopes.map((scope) => judgeScope(scope, valuesOf(rows, scope), valuesOf(before, scope)));
}

function judgeScope(scope: string, now: ReadonlyMap<string, number>, then: ReadonlyMap<string, number>): CheckResult {
  const name = `order_kept(${scope})`;
  const common = [...now].flatMap(([id, value]) => { const old = then.get(id); return old === undefined ? [] : [[value, old] as const]; });
  if (common.length < LEAST_COMMON) return sourceRule(name, "skipped", null, LEAST_CORRELATION, `only ${common.length} players are in both snapshots`);
  const correlation = spearman(common.map(([value]) => value), common.map(([, old]) => old));
  const moves = common.map(([value, old]) => Math.abs(value - old)).sort((a, b) => a - b);
  const message = `the order of ${common.length} players correlates with the last snapshot's by ${correlation.toFixed(3)}; the median player moved by ${moves[Math.floor(moves.length / 2)] ?? 0}`;
  return sourceRule(name, correlation < LEAST_CORRELATION ? "fail" : "pass", Math.round(correlation * 1000) / 1000, LEAST_CORRELATION, message);
}

function valuesOf(rows: Rows, scope: string): ReadonlyMap<string, number> {
  return new Map(rows.filter((row) => row["market_scope"] === scope).map((row) => [String(row["ktc_player_id"]), Number(row["value"])]));
}

/** @returns -1 to 1; equal values share the mean of their ranks; 0 where one side has no order */
export function spearman(xs: readonly number[], ys: readonly number[]): number {
  const [a, b] = [ranksOf(xs), ranksOf(ys)];
  const mean = (xs.length + 1) / 2;
  let [covariance, varianceA, varianceB] = [0, 0, 0];
  for (let index = 0; index < xs.length; index += 1) {
    const [dx, dy] = [(a[index] ?? mean) - mean, (b[index] ?? mean) - mean];
    covariance += dx * dy;
    varianceA += dx * dx;
    varianceB += dy * dy;
  }
  return varianceA === 0 || varianceB === 0 ? 0 : covariance / Math.sqrt(varianceA * varianceB);
}

function ranksOf(values: readonly number[]): readonly number[] {
  const order = values.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  const ranks = values.map(() => 0);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to + 1 < order.length && order[to + 1]?.value === order[from]?.value) to += 1;
    for (let at = from; at <= to; at += 1) ranks[order[at]?.index ?? 0] = (from + to) / 2 + 1;
    from = to + 1;
  }
  return ranks;
}

import { DbtError } from "../core/errors.ts";
import type { DbtCommand, DbtMetrics, DbtReport, FailedTest, Mart, NodeReport, NodeState } from "./report.ts";

const SLOWEST = 5;

/** @returns counts and times over all nodes; `rows` counts models and seeds whose rows are known. */
export function summarise(nodes: readonly NodeReport[]): DbtMetrics {
  const byState: Record<NodeState, number> = { success: 0, warn: 0, fail: 0, error: 0, skipped: 0, no_data: 0 };
  for (const { state } of nodes) byState[state] += 1;
  return {
    total: nodes.length,
    byState,
    rows: nodes.reduce((sum, { rows }) => sum + (rows ?? 0), 0),
    seconds: nodes.reduce((sum, { seconds }) => sum + seconds, 0),
    slowest: [...nodes].sort((a, b) => b.seconds - a.seconds).slice(0, SLOWEST).map(({ name, seconds }) => ({ name, seconds })),
  };
}

/** @param rows violating rows of the test, as far as they could be read */
export function describeFailedTest(node: NodeReport, rows: FailedTest["rows"]): FailedTest {
  const state = node.state === "warn" ? "warn" : node.state === "error" ? "error" : "fail";
  const of = node.tests[0] ?? "its model";
  const broken = node.failures === 1 ? "1 row breaks" : `${node.failures ?? "some"} rows break`;
  const message = state === "error" ? `${node.name} could not be asked of ${of}: ${node.message ?? "no reason given"}` : `${node.name}: ${broken} the rule of ${of}`;
  return { name: node.name, state, models: node.tests, failures: node.failures, rows, message };
}

export function isOk(nodes: readonly NodeReport[]): boolean {
  return nodes.every(({ state }) => state === "success" || state === "warn" || state === "no_data");
}

export interface ReportParts {
  readonly command: DbtCommand;
  readonly nodes: readonly NodeReport[];
  readonly failedTests: readonly FailedTest[];
  readonly marts: readonly Mart[];
  readonly durationMs: number;
  readonly warehouse: string;
}

export function createReport(parts: ReportParts): DbtReport {
  return {
    ...parts,
    ok: isOk(parts.nodes),
    noData: parts.nodes.filter(({ state, kind }) => state === "no_data" && kind !== "test").map(({ name }) => name),
    metrics: summarise(parts.nodes),
  };
}

/** @returns the error a run ends with, naming the first failed node with its rows, or null when the report is ok. */
export function failureOf(report: DbtReport): DbtError | null {
  if (report.ok) return null;
  const broken = report.nodes.filter(({ state }) => state === "error" || state === "fail");
  const [first] = broken;
  const test = report.failedTests.find(({ state }) => state !== "warn");
  const rows = test && test.rows.length > 0 ? `, for example ${JSON.stringify(test.rows[0])}` : "";
  const sentence = first?.kind === "test" && test ? `${test.message}${rows}` : `${first?.name ?? "a node"}: ${first?.message ?? "it was skipped"}`;
  const others = broken.length > 1 ? ` (and ${broken.length - 1} more)` : "";
  const fix = first?.kind === "test" ? "Look at the rows above in the snapshot they come from; the warehouse keeps the models as built." : "Mend the model or its raw data, then run `snapcount dbt run` again.";
  return new DbtError(`dbt ${report.command}: ${sentence}${others}`, fix);
}

import { access, mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { ConfigError, DbtError } from "../core/errors.ts";
import { seasonBegan } from "../core/nfl-calendar.ts";
import { parseFreshness, parseManifest, parseRunResults } from "./artifacts.ts";
import { dbtArguments, dbtEnvironment } from "./command.ts";
import { rememberFailed } from "./failed-tests.ts";
import { parseLogLine } from "./log.ts";
import { martsOf } from "./marts.ts";
import { readMissing, writeMissing } from "./no-data.ts";
import { overlayDirOf, prepareOverlay } from "./overlay.ts";
import { runChild } from "./process.ts";
import type { DbtCommand, DbtReport, FailedTest, NodeReport } from "./report.ts";
import type { DbtOptions, DbtRequest, DbtRunner } from "./seam.ts";
import { createReport, describeFailedTest, isOk } from "./summary.ts";
import { askWarehouse } from "./warehouse.ts";

/**
 * Invariants
 * 1. An artifact is read only when this invocation wrote it: the one before is removed first.
 * 2. Nothing is written outside the home: the project is read through an overlay.
 * 3. dbt's stack traces never reach an operator; its first error does.
 */

const SAMPLE_ROWS = 5;
const GRACE_MS = 5_000;

export function createDbtRunner(options: DbtOptions): DbtRunner {
  return { invoke: (request) => invoke(options, request) };
}

async function invoke(options: DbtOptions, request: DbtRequest): Promise<DbtReport> {
  const startedAt = performance.now();
  const warehouse = resolve(options.home, options.duckdbPath);
  const artifact = join(options.targetDir, request.command === "freshness" ? "sources.json" : "run_results.json");
  await mkdir(options.targetDir, { recursive: true });
  await mkdir(dirname(warehouse), { recursive: true });
  const project = await prepareOverlay({ projectDir: options.projectDir, overlayDir: overlayDirOf(options.targetDir, options.projectDir), seedDirs: options.seedDirs });
  await rm(artifact, { force: true });

  const answer = await runDbt(options, request, dbtArguments(request, options, project), artifact);
  const { nodes, marts } = await readNodes(options, request.command, artifact, answer);
  const { counted, failedTests } = await askWarehouse(
    warehouse,
    async (asked) => {
      const rows = await asked.tableRows();
      const failed: FailedTest[] = [];
      for (const node of nodes.filter(isFailedTest)) {
        const sample = node.compiledSql === null || node.state === "error" ? [] : await asked.rowsOf(node.compiledSql, SAMPLE_ROWS).catch(() => []);
        failed.push(describeFailedTest(node, sample));
      }
      return { counted: nodes.map((node) => ({ ...node, rows: node.rows ?? rowsOf(node, rows) })), failedTests: failed };
    },
    { counted: nodes, failedTests: nodes.filter(isFailedTest).map((node) => describeFailedTest(node, [])) },
  );
  return createReport({ command: request.command, nodes: counted, failedTests, marts, durationMs: performance.now() - startedAt, warehouse });
}

/** What dbt said beside its artifacts. */
interface DbtAnswer {
  readonly code: number | null;
  /** Nodes that ended in an error, in the order they did. */
  readonly errored: readonly string[];
  readonly problems: readonly string[];
}

/** @throws when dbt ended without leaving the artifact: nothing ran. */
async function runDbt(options: DbtOptions, request: DbtRequest, args: readonly string[], artifact: string): Promise<DbtAnswer> {
  const errored: string[] = [];
  const problems: string[] = [];
  let stopped: string | null = null;
  let lastWords = "";
  const onStdout = (line: string): void => {
    const message = parseLogLine(line);
    if (message.kind === "event") {
      if (message.event.status === "error") errored.push(message.uniqueId);
      request.onEvent?.(message.event);
    }
    if (message.kind !== "problem") return;
    if (message.fatal) stopped ??= message.text;
    problems.push(message.text);
    request.onLine?.(message.text);
  };
  const onStderr = (line: string): void => {
    if (line.trim() !== "") lastWords = line.trim();
  };
  const child = { command: options.dbtPath, args, cwd: options.home, env: dbtEnvironment(options), signal: request.signal, onStdout, onStderr, graceMs: GRACE_MS };
  const code = await runChild(child).catch((cause: unknown) => {
    if (request.signal.aborted || !isSystemError(cause)) throw cause;
    throw new ConfigError(`dbt cannot be started: ${options.dbtPath} (${cause.code})`, "Run `make setup`: it installs dbt into .venv/dbt. SNAPCOUNT_DBT names another one.", { cause });
  });
  if (stopped === null && (code === 0 || (await exists(artifact)))) return { code, errored, problems };
  const seen = stopped ?? (lastWords === "" ? `it ended with code ${code ?? "none"} and said nothing` : lastWords);
  throw new DbtError(`dbt ${request.command} stopped before anything ran: ${seen}`, fixFor(seen));
}

function fixFor(seen: string): string {
  if (/Could not set lock|Conflicting lock/.test(seen)) return "Another process has the warehouse open: close it (`duckdb`, a notebook, another dbt), then run the same command again.";
  if (/env_var|profile/i.test(seen)) return "Look at the DBT_* variables and profiles.yml of the dbt project; `snapcount doctor` shows what is set.";
  return "Mend what the sentence names in the dbt project, then run `snapcount dbt run` again.";
}

async function readNodes(options: DbtOptions, command: DbtCommand, artifact: string, { code, errored, problems }: DbtAnswer): Promise<Pick<DbtReport, "nodes" | "marts">> {
  const json = await readJson(artifact);
  // Nothing matched the selection: dbt ends well and writes no results.
  if (json === null) return { nodes: [], marts: [] };
  if (command === "freshness") {
    return { nodes: parseFreshness(json, seasonBegan(options.runAt), errored.map((uniqueId) => ({ uniqueId, message: problems.find((text) => text.includes(`in source ${uniqueId.split(".").at(-1) ?? ""} `)) ?? "dbt gave no reason" }))), marts: [] };
  }
  const before = await readMissing(options.targetDir);
  const manifest = parseManifest(await readJson(join(options.targetDir, "manifest.json")));
  const nodes = parseRunResults(json, manifest, before);
  if (command !== "test") await writeMissing(options.targetDir, before, nodes);
  if (code !== 0 && isOk(nodes)) {
    throw new DbtError(`dbt ${command} ended with code ${code ?? "none"} though no node failed: ${problems.at(-1) ?? "it gave no reason"}`, fixFor(problems.at(-1) ?? ""));
  }
  return { nodes, marts: martsOf(nodes, manifest, await rememberFailed(options.targetDir, nodes, manifest)) };
}

async function readJson(path: string): Promise<unknown> {
  if (!(await exists(path))) return null;
  return JSON.parse(await readFile(path, "utf8"));
}

function exists(path: string): Promise<boolean> {
  return access(path).then(() => true, () => false);
}

function isFailedTest({ kind, state }: NodeReport): boolean {
  return kind === "test" && (state === "fail" || state === "warn" || state === "error");
}

/** `"dev"."main"."dim_team"` -> rows of main.dim_team */
function rowsOf({ relation }: NodeReport, rows: ReadonlyMap<string, number>): number | null {
  if (relation === null) return null;
  return rows.get(relation.split(".").slice(-2).map((part) => part.replaceAll('"', "")).join(".")) ?? null;
}

function isSystemError(cause: unknown): cause is Error & { readonly code: string } {
  return cause instanceof Error && typeof (cause as { code?: unknown }).code === "string";
}

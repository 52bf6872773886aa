import { type FlowContext, task } from "@snapcount/prefect";
import { breakerAfter, judgeBreaker } from "../core/breaker.ts";
import type { CheckResult, Verdict } from "../core/check.ts";
import type { SourceDescription } from "../core/dataset.ts";
import { BlockedError, describeError } from "../core/errors.ts";
import type { DatasetOutcome } from "../core/outcome.ts";
import { dtOf } from "../core/partition.ts";
import type { Home } from "./home.ts";

/** What is asked about a source before anything of it is loaded; each question leaves one recorded answer. */
export interface AskedSource extends SourceDescription {
  /** A cheap address, asked before a run. */
  readonly probeUrl: string;
  /** In one sentence what is wrong with the credentials it needs, and what to set; null: they are in order. Absent: it needs none. */
  readonly checkCredentials?: (env: Readonly<Record<string, string | undefined>>) => string | null;
}

export interface PreloadInput {
  readonly source: AskedSource;
  /** A person wants it now: an open breaker is tried. */
  readonly force: boolean;
}

/** The dataset under which answers about a whole source are recorded. */
const WHOLE_SOURCE = "*";

/** Asks whether the load may begin. @returns its answers; those that failed are blockers */
export const checkBlockers = task<PreloadInput, readonly CheckResult[], Home>(
  {
    name: "check_blockers",
    description: "May the load begin? Store, credentials, circuit breaker, and whether the provider answers",
    timeoutMs: 60_000,
    outcome: (results) => ({ name: "Completed", message: blockersOf(results)[0] ?? "nothing stands in the way" }),
  },
  async ({ source, force }, run) => {
    const { env: home } = run;
    const local = [await checkStore(home, source, run.run.flowRunId), checkCredentials(home, source), await checkBreaker(home, source, force)];
    const results = [...local, await checkProvider(home, source, blockersOf(local).length > 0, run.signal)];
    home.findings.recordChecks(run.run.flowRunId, results.map((result) => ({ ...result, source: source.name, dataset: WHOLE_SOURCE })));
    for (const blocker of blockersOf(results)) run.log.error(blocker);
    return results;
  },
);

/** @returns one sentence for each thing that makes loading pointless; empty when the load may begin */
export function blockersOf(results: readonly CheckResult[]): readonly string[] {
  return results.flatMap(({ verdict, message }) => (verdict === "fail" ? [message] : []));
}

/** @throws BlockedError naming all that stands in the way */
export function requireUnblocked(results: readonly CheckResult[]): void {
  const blockers = blockersOf(results);
  if (blockers.length > 0) throw new BlockedError(blockers.join("; "));
}

async function checkStore({ store, runAt }: Home, source: SourceDescription, runId: string): Promise<CheckResult> {
  try {
    await store.removeStageDir(await store.createStageDir({ source: source.name, dataset: "blockers", dt: dtOf(runAt) }, runId));
    return preload("store_writable", "pass", "the store can be written");
  } catch (error) {
    return preload("store_writable", "fail", `the store cannot be written: ${describeError(error).message}`);
  }
}

function checkCredentials({ recorded, env }: Home, { checkCredentials: ask, displayName }: AskedSource): CheckResult {
  if (ask === undefined) return preload("credentials", "skipped", `${displayName} asks for no credentials`);
  if (recorded !== null) return preload("credentials", "skipped", "a recording asks for no credentials");
  const wrong = ask(env);
  return wrong === null ? preload("credentials", "pass", "the credentials are in order") : preload("credentials", "fail", wrong);
}

async function checkBreaker({ store, runAt }: Home, { name, displayName }: SourceDescription, force: boolean): Promise<CheckResult> {
  const state = await store.readBreaker(name);
  const answer = judgeBreaker(state, runAt);
  if (answer.kind === "closed") return preload("circuit_breaker", "pass", `${state.failedRuns} failed runs in a row`, state.failedRuns);
  const seen = `${state.failedRuns} runs of ${displayName} in a row brought nothing, the last at ${minute(state.lastFailedAt ?? "")}`;
  if (answer.kind === "trial") return preload("circuit_breaker", "pass", `${seen}; the pause is over, and this run tries again`, state.failedRuns);
  if (force) return preload("circuit_breaker", "warn", `${seen}; asked all the same, as --force says`, state.failedRuns);
  return preload("circuit_breaker", "fail", `${seen}; it is left in peace until ${minute(answer.until.toISOString())}. Look at \`snapcount runs list\`; --force asks now`, state.failedRuns);
}

/** `2025-11-18 12:05 UTC` */
const minute = (instant: string): string => `${instant.slice(0, 16).replace("T", " ")} UTC`;

async function checkProvider({ http }: Home, { probeUrl, displayName }: AskedSource, isBlocked: boolean, signal: AbortSignal): Promise<CheckResult> {
  if (isBlocked) return preload("provider_reachable", "skipped", "not asked: the load is blocked already");
  const silence = await http.probe(probeUrl, signal);
  return silence === null ? preload("provider_reachable", "pass", `${displayName} answers`) : preload("provider_reachable", "fail", `${displayName} does not answer: ${silence}. Try again later; the last good snapshots stay`);
}

function preload(name: string, verdict: Verdict, message: string, observed: number | null = null): CheckResult {
  return { name, kind: "pre_load", verdict, observed, threshold: null, message, evidence: [] };
}

/**
 * Remembers for the next run what this one came to. A run that was kept from asking (credentials, the breaker itself, a full disk) says
 * nothing about the provider, nor does one that asked nobody.
 * @param results of `checkBlockers`; none: nobody was asked
 */
export async function rememberRun({ env: home }: Pick<FlowContext<Home>, "env">, source: SourceDescription, results: readonly CheckResult[], outcomes: readonly Pick<DatasetOutcome, "outcome">[]): Promise<void> {
  if (results.length === 0 || results.some(({ name, verdict }) => verdict === "fail" && name !== "provider_reachable")) return;
  const lost = outcomes.filter(({ outcome }) => outcome === "failed" || outcome === "lkg").length;
  if (outcomes.every(({ outcome }) => outcome === "skipped")) return;
  const before = await home.store.readBreaker(source.name);
  const after = breakerAfter(before, lost === outcomes.length ? "nothing" : "something", home.runAt);
  if (after.failedRuns !== before.failedRuns) await home.store.writeBreaker(source.name, after);
}

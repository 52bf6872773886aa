import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { loadConfig, withLeague } from "../../src/config/load.ts";
import { describeError } from "../../src/core/errors.ts";
import type { DatasetOutcome } from "../../src/core/outcome.ts";
import { dtOf } from "../../src/core/partition.ts";
import { chooseProfile } from "../../src/flows/choose-profile.ts";
import { requireFlow } from "../../src/flows/execute.ts";
import type { HouseFlow } from "../../src/flows/house-flow.ts";
import { runDays, type RunReport, type RunWatch } from "../../src/flows/run-days.ts";
import { type DatasetCheck, readLedger } from "../../src/ops/index.ts";
import { hurriedClock } from "../support/hurried-clock.ts";
import { type Day, writeDay } from "./day.ts";
import type { Fault, Ground } from "./fault.ts";

/** What a fault came to. */
export interface Tried {
  readonly fault: Fault;
  /** Promises that were not kept, in a sentence each; none: it was caught, nothing bad was published, and the next good day mended all. */
  readonly broken: readonly string[];
  /** What the catcher said. */
  readonly said: string | null;
  readonly ms: number;
}

/** Where faults are tried: homes after their good day are made once, and copied for each fault. */
export interface Campaign {
  try(fault: Fault): Promise<Tried>;
  remove(): void;
}

const GOOD: ReadonlySet<string> = new Set(["published", "unchanged"]);

export function openCampaign(): Campaign {
  const root = mkdtempSync(join(tmpdir(), "snapcount-campaign-"));
  const prepared = new Map<Ground, Promise<string>>();
  const goodHome = (ground: Ground): Promise<string> => {
    const home = prepared.get(ground) ?? prepareHome(root, join(root, `good-${prepared.size}`), ground);
    prepared.set(ground, home);
    return home;
  };
  let tried = 0;
  return {
    try: async (fault) => {
      const good = await goodHome(fault.ground);
      tried += 1;
      const home = join(root, `home-${tried}`);
      cpSync(good, home, { recursive: true });
      try {
        return await tryFault(root, home, fault);
      } finally {
        rmSync(home, { recursive: true, force: true });
      }
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

async function prepareHome(root: string, home: string, ground: Ground): Promise<string> {
  mkdirSync(home);
  const { good } = await ground.days();
  for (const { flow, parameters } of [...ground.before, { flow: ground.flow, parameters: {} }]) {
    const report = await play(root, home, good, requireFlow(flow), parameters);
    const lost = report.summary.datasets.filter(({ outcome }) => outcome !== "published");
    if (lost[0] !== undefined) throw new Error(`the good day of ${flow} is none: ${lost[0].dataset} ${lost[0].outcome}, ${lost[0].reason ?? ""}`);
  }
  return home;
}

/** @param root the profile lies at the same place for all days: a home belongs to one */
async function play(root: string, home: string, day: Day, flow: HouseFlow, parameters: Readonly<Record<string, unknown>>, note: (text: string) => void = () => undefined): Promise<RunReport> {
  const profile = join(root, "profile");
  writeDay(profile, day);
  const configured = loadConfig({ home, profile }, {}, root);
  const chosen = chooseProfile(configured);
  const now = new Date(day.now);
  const watch: RunWatch = { progress: (event) => { if (event.kind === "note") note(event.text); }, signal: new AbortController().signal, clock: () => now, env: {}, engineClock: hurriedClock };
  const run = { day: chosen.recording?.days[0] ?? null, flow, parameters, steps: [] };
  const [report] = await runDays(withLeague(configured, chosen.recording?.league ?? {}, profile), chosen, [run], null, watch);
  if (report === undefined) throw new Error("one day is one run");
  return report;
}

async function tryFault(root: string, home: string, fault: Fault): Promise<Tried> {
  const { ground, datasets, defect } = fault;
  const parameters = datasets === undefined ? {} : { datasets };
  const flow = requireFlow(ground.flow);
  const startedAt = performance.now();
  const { good, spoilt, later } = await ground.days();
  await fault.atHome?.(home);
  const before = hashSnapshots(home);
  const day = await fault.spoil(spoilt);
  const isRefused = fault.caught.by === "config";
  const notes: string[] = [];
  const report = await play(root, home, day, defect ?? flow, parameters, (text) => void notes.push(text)).catch((error: unknown) => { if (isRefused) return describeError(error).message; throw error; });
  const found = typeof report === "string" ? judgeRefusal(fault, report) : judgeRun(fault, { home, goodDt: dtOf(new Date(good.now)), report, notes });
  const touched = judgeSnapshots(before, hashSnapshots(home), typeof report === "string" ? [] : report.summary.datasets).filter((path) => path !== fault.caught.in);
  fault.mend?.(home);
  const healed = await play(root, home, later, flow, parameters);
  const unhealed = healed.summary.datasets.filter(({ outcome }) => !GOOD.has(outcome)).map(({ dataset, outcome, reason }) => `on the next good day ${dataset} is ${outcome}: ${reason ?? ""}`);
  return { fault, broken: [...found.broken, ...touched.map((path) => `${path} is not as it was`), ...unhealed], said: found.said, ms: performance.now() - startedAt };
}

type Found = Pick<Tried, "broken" | "said">;

/** Nothing was run: only the reason can be wrong. */
function judgeRefusal({ caught }: Fault, message: string): Found {
  return caught.says.test(message) ? { broken: [], said: message } : { broken: [`the run was refused for another reason: ${message}`], said: null };
}

interface Played {
  readonly home: string;
  readonly goodDt: string;
  readonly report: RunReport;
  /** What the store said of itself. */
  readonly notes: readonly string[];
}

function judgeRun(fault: Fault, { home, goodDt, report, notes }: Played): Found {
  const checks = readChecks(home, report);
  const said = fault.caught.by === "store" ? (notes.find((text) => fault.caught.says.test(text)) ?? null) : findCatcher(fault, report, checks);
  const untold = said === null ? [`${fault.caught.in}.${fault.caught.by} does not tell of it: ${describeFound(fault, report, checks)}`] : [];
  return { broken: [...judgeOutcomes(fault, report), ...judgeServing(goodDt, report), ...untold], said };
}

function judgeOutcomes({ harms, status = Object.keys(harms).length === 0 ? "success" : "partial_success" }: Fault, report: RunReport): readonly string[] {
  const { datasets } = report.summary;
  const absent = Object.keys(harms).filter((name) => !datasets.some(({ dataset }) => dataset === name)).map((name) => `${name} has no outcome`);
  const wrong = datasets.flatMap(({ dataset, outcome, reason }) => {
    const expected = harms[dataset];
    const isRight = expected === undefined ? GOOD.has(outcome) : outcome === expected;
    return isRight ? [] : [`${dataset} is ${outcome} (${reason ?? "no reason"}), ${expected ?? "published"} is expected`];
  });
  return [...absent, ...wrong, ...(report.status === status ? [] : [`the run is ${report.status}, ${status} is expected`])];
}

/** What was not published is served as the good day left it. */
function judgeServing(goodDt: string, { summary }: RunReport): readonly string[] {
  const kept = summary.datasets.filter(({ outcome }) => outcome === "quarantined" || outcome === "lkg");
  return kept.filter(({ servingDt }) => servingDt !== goodDt).map(({ dataset, servingDt }) => `of ${dataset} the snapshot ${servingDt ?? "of no date"} is served, ${goodDt} is the last good one`);
}

/** Only what the run says it published may differ; of that, only the new partition. @returns paths that are not as they were */
function judgeSnapshots(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>, outcomes: readonly DatasetOutcome[]): readonly string[] {
  const published = outcomes.filter(({ outcome }) => outcome === "published").map(({ source, dataset, dt }) => join(source, dataset, `dt=${dt ?? ""}`));
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path));
  return changed.filter((path) => !published.some((dir) => path.startsWith(dir)));
}

/** What the run left of its checks for people: the ledger. */
function readChecks(home: string, { flowRunId }: RunReport): readonly DatasetCheck[] {
  const ledger = readLedger(join(home, "data", "ops", "ledger.db"));
  try {
    return ledger.showRun(flowRunId)?.checks ?? [];
  } finally {
    ledger.close();
  }
}

/** @returns the catcher's sentence; null: it found nothing */
function findCatcher({ harms, caught }: Fault, { summary }: RunReport, checks: readonly DatasetCheck[]): string | null {
  const reason = summary.datasets.find(({ dataset }) => dataset === caught.in)?.reason ?? "";
  if (caught.by === "fetch" || caught.by === "parse") return caught.says.test(reason) ? reason : null;
  const verdict = caught.in in harms ? "fail" : "warn";
  return checks.find((check) => check.dataset === caught.in && check.name === caught.by && check.verdict === verdict && caught.says.test(check.message))?.message ?? null;
}

function describeFound({ caught }: Fault, { summary }: RunReport, checks: readonly DatasetCheck[]): string {
  const found = checks.filter(({ verdict }) => verdict === "fail" || verdict === "warn").map(({ dataset, name, verdict, message }) => `${dataset}.${name} ${verdict}: ${message}`);
  return [summary.datasets.find(({ dataset }) => dataset === caught.in)?.reason ?? "no reason", ...found].join("; ");
}

/** @returns sha256 of every file of the store, by its path below data/raw */
function hashSnapshots(home: string): ReadonlyMap<string, string> {
  const raw = join(home, "data", "raw");
  if (!existsSync(raw)) return new Map();
  const files = readdirSync(raw, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(files.map((path) => [relative(raw, path), createHash("sha256").update(readFileSync(path)).digest("hex")]));
}

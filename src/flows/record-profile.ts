import { existsSync, readdirSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { stringify as toYaml } from "yaml";
import type { LoadedConfig } from "../config/load.ts";
import { resolvePaths } from "../config/config.ts";
import { ConfigError } from "../core/errors.ts";
import { recordAnswers, type RecordingClient } from "../http/index.ts";
import { commissioner } from "../sources/commissioner/index.ts";
import { openLocalStore } from "../store/local/index.ts";
import { planDays, requireFlow } from "./execute.ts";
import { formatCsv } from "./csv.ts";
import { chooseProfile } from "./choose-profile.ts";
import { openRecordingFolder } from "./recording-folder.ts";
import { runDays, type RunReport, type RunWatch } from "./run-days.ts";

/** What `snapcount record` made. */
export interface RecordedProfile {
  readonly dir: string;
  readonly answers: number;
  readonly tabs: number;
  readonly reports: readonly RunReport[];
}

/**
 * Runs source flows in a home of their own, so that everything is asked, and keeps the answers as a profile that replays the run: without
 * tokens, cookies, e-mail addresses and phone numbers. Nothing of the caller's home is read or written. A profile is there
 * whole or not at all, and the answers as they came are gone when the recording has ended; a killed one's are removed by the next beside it.
 * @param dir where to; must not exist, or be empty
 * @throws ConfigError when there is something, or a flow is unknown
 */
export async function recordProfile(configured: LoadedConfig, dir: string, flows: readonly string[], watch: RunWatch): Promise<RecordedProfile> {
  const target = resolve(dir);
  if (existsSync(target) && readdirSync(target).length > 0) throw new ConfigError(`${target} is not empty`, "Name a folder that is not there yet.");
  const making = await openRecordingFolder(target);
  try {
    const { loaded, reports, client } = await runRecorded(withHome(configured, making.home), making.profile, flows, watch);
    if (watch.signal.aborted) return { dir: target, answers: 0, tabs: 0, reports };
    const tabs = await writeTabs(loaded, making.profile);
    const entries = client?.entries() ?? [];
    await writeFile(join(making.profile, "index.json"), `${JSON.stringify(entries, null, 2)}\n`);
    await writeFile(join(making.profile, "profile.yaml"), describeProfile(loaded, reports.at(-1)?.runAt ?? watch.clock(), tabs));
    await rm(target, { recursive: true, force: true });
    await rename(making.profile, target);
    return { dir: target, answers: entries.length, tabs: tabs.length, reports };
  } finally {
    await making.remove();
  }
}

function withHome(configured: LoadedConfig, home: string): LoadedConfig {
  const { externalRoot: _, ...config } = configured.config;
  const moved = { ...config, home };
  return { ...configured, config: moved, paths: resolvePaths(moved, configured.packageRoot, home) };
}

async function runRecorded(configured: LoadedConfig, dir: string, flows: readonly string[], watch: RunWatch): Promise<{ readonly loaded: LoadedConfig; readonly reports: readonly RunReport[]; readonly client: RecordingClient | null }> {
  const { plans, loaded } = planDays(configured, { flows, parameters: {}, dbt: false, out: null }, watch.clock());
  const plan = plans.at(-1);
  if (plan === undefined) throw new ConfigError("there is nothing to record", "Name a source's flow, or none for all.");
  let client: RecordingClient | null = null;
  const steps = plan.datasets.map(({ id }) => `${id.source}.${id.dataset}`).map((id) => ({ id, title: id }));
  const reports = await runDays(loaded, chooseProfile(configured), [{ day: plan.day, flow: requireFlow(plan.flow), parameters: plan.parameters, steps }], null, {
    ...watch,
    wrapHttp: (http) => (client = recordAnswers(http, dir)).http,
  });
  return { loaded, reports, client };
}

/** The league's tabs as the parse read them: without personal data since then. @returns their titles */
async function writeTabs({ paths }: LoadedConfig, dir: string): Promise<readonly string[]> {
  const store = await openLocalStore({ rawRoot: paths.rawRoot, dataRoot: paths.dataRoot, now: () => new Date() });
  try {
    const last = await store.readLastRun({ source: commissioner.name, dataset: commissioner.datasets[0]?.name ?? "" });
    const [answer] = Object.values(last?.validators ?? {});
    const archived = answer === undefined ? null : await store.payloads.find(answer.sha256);
    if (archived === null) return [];
    const { tabs } = JSON.parse(await readFile(archived.path, "utf8")) as { readonly tabs: readonly { readonly title: string; readonly values: readonly (readonly string[])[] }[] };
    for (const { title, values } of tabs) {
      await mkdir(join(dir, "sheets", title), { recursive: true });
      await writeFile(join(dir, "sheets", title, `${title}.csv`), formatCsv(values));
    }
    return tabs.map(({ title }) => title);
  } finally {
    store.close();
  }
}

/** The settings that decide what is asked and how it is read go along; ids of workbooks and the like stay here. */
function describeProfile({ config }: LoadedConfig, runAt: Date, tabs: readonly string[]): string {
  const { source: _source, copy: _copy, ...sheet } = config.sheet;
  const league = { sheet, ktc: config.ktc, sleeper: config.sleeper, ffanalytics: config.ffanalytics };
  return toYaml({ now: runAt.toISOString(), payloads: "index.json", ...(tabs.length === 0 ? {} : { sheets: { tabs: "sheets" } }), league });
}

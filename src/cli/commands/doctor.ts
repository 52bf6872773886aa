import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { promisify } from "node:util";
import { ENVIRONMENT } from "../../config/config.ts";
import type { LoadedConfig } from "../../config/load.ts";
import { describeError } from "../../core/errors.ts";
import type { AppliedOverride } from "../../core/overrides.ts";
import { governHome, type Governed } from "../../flows/govern.ts";
import { findChannels } from "../../flows/notifier.ts";
import { findPrefect } from "../../flows/prefect-settings.ts";
import { outboxDir } from "../../flows/reporting.ts";
import { missingSettings } from "../../sources/commissioner/connect.ts";
import { findCredentials } from "../../sources/commissioner/google/credentials.ts";
import { parsedSources, sources } from "../../sources/index.ts";
import type { SourcePart } from "../../sources/parsed-source.ts";
import { listChecks } from "../check-list.ts";
import { readSurroundings, type Surroundings } from "../context.ts";
import { EXIT, formatJson } from "../output.ts";
import type { CommandContext } from "../action.ts";
import { formatTable, shortenPath } from "../terminal.ts";

interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly seen: string;
  readonly fix: string | null;
}

interface Setting {
  readonly name: string;
  readonly value: string;
  readonly origin: string;
}

interface ListedPart extends SourcePart {
  readonly source: string;
}

/** `snapcount doctor`: tools, settings with their origin, what sources consist of, and what each dataset promises. Exit 1 when something is missing. */
export async function doctor({ options }: CommandContext): Promise<number> {
  const surroundings = readSurroundings();
  const overrides = readOverrides(surroundings.loaded);
  const governed = sources.map((source) => overrides.govern(source));
  if (options["checks"] === true && options["json"] !== true) {
    for (const line of listChecks(surroundings.terminal, governed, overrides.applied)) surroundings.terminal.out(line);
    return overrides.finding.ok ? EXIT.success : EXIT.failed;
  }
  const findings = [...(await examine(surroundings)), overrides.finding];
  const settings = describeSettings(surroundings.loaded);
  const datasets = governed.flatMap((source) => source.datasets.map((dataset) => ({ source: source.name, dataset: dataset.name, byDefault: dataset.byDefault, key: dataset.key, checks: dataset.checks, freshness: dataset.freshness })));
  const parts = parsedSources.flatMap((source): readonly ListedPart[] => (source.describeParts?.(surroundings.loaded.config) ?? []).map((part) => ({ source: source.name, ...part })));
  const ok = findings.every((finding) => finding.ok);
  if (options["json"] === true) surroundings.terminal.out(formatJson("doctor", { ok, findings, settings, overrides: overrides.applied, parts, datasets }));
  else print(surroundings, findings, settings, overrides.applied, parts, datasets);
  return ok ? EXIT.success : EXIT.failed;
}

async function examine({ loaded }: Surroundings): Promise<readonly Finding[]> {
  const { paths } = loaded;
  return [
    { name: "node", ok: true, seen: process.version, fix: null },
    await examineTool("dbt", paths.dbtCommand, ["--version"], /installed: *(\S+)/, "Run `make setup`: it installs dbt into .venv/dbt."),
    await examineModule("duckdb", async () => (await import("@duckdb/node-api")).version()),
    await examineModule("sqlite", sqliteVersion),
    await examinePrefect(outboxDir(loaded)),
    examineSheet(loaded),
    examineChannels(loaded),
    { name: "dbt project", ok: existsSync(paths.dbtProject), seen: paths.dbtProject, fix: existsSync(paths.dbtProject) ? null : "Set DBT_PROJECT_DIR to a folder with dbt_project.yml, or unset it." },
  ];
}

/** Thresholds of this home; a file that cannot be is a finding, and the defaults are shown. */
function readOverrides(loaded: LoadedConfig): Pick<Governed, "govern" | "applied"> & { readonly finding: Finding } {
  try {
    const { govern, applied, file } = governHome(loaded);
    const seen = applied.length === 0 ? "every check has its source's own thresholds" : `${applied.length === 1 ? "one threshold is" : `${applied.length} thresholds are`} overridden`;
    return { govern, applied, finding: { name: "governance", ok: true, seen: `${seen} (${shortenPath(file)})`, fix: null } };
  } catch (error) {
    const { message, fix } = describeError(error);
    return { govern: (source) => source, applied: [], finding: { name: "governance", ok: false, seen: message, fix } };
  }
}

/** A league without a sheet is no fault; a sheet whose key cannot be read is. */
function examineSheet({ config }: LoadedConfig): Finding {
  const { source, copy, tabs } = config.sheet;
  const missing = missingSettings({ source, copy, tabs, recorded: null });
  if (missing !== null) return { name: "sheet", ok: true, seen: `${missing.message}: sheets_pipeline is left out`, fix: source === undefined && copy === undefined ? null : missing.fix };
  try {
    return { name: "sheet", ok: true, seen: `${(tabs ?? []).length} tabs, as ${findCredentials(process.env).client_email.replace(/^.*@/, "...@")}`, fix: null };
  } catch (error) {
    const { message, fix } = describeError(error);
    return { name: "sheet", ok: false, seen: message, fix };
  }
}

/** Which are set, never where they lead; nobody has to be told anything. */
function examineChannels({ config }: LoadedConfig): Finding {
  const names = findChannels(config).map(({ name }) => name);
  return { name: "channels", ok: true, seen: names.length === 0 ? "none set: nobody is told of runs" : `${names.join(", ")} (\`snapcount notify test\` tries them)`, fix: null };
}

/** A server that is not set up is no fault; one that is set up and does not answer is. */
async function examinePrefect(outbox: string): Promise<Finding> {
  const waiting = existsSync(outbox) ? readdirSync(outbox).filter((name) => name.endsWith(".ndjson") && name !== "rejected.ndjson").length : 0;
  const owed = waiting === 0 ? "" : `; reports of ${waiting} processes wait in ${outbox}`;
  const { createPrefectApi } = await import("@snapcount/prefect/server");
  try {
    const settings = findPrefect(process.env);
    if (settings === null) return { name: "prefect", ok: true, seen: `no server set up: runs stay on this machine${owed}`, fix: null };
    const api = createPrefectApi({ ...settings, timeoutMs: 5_000, maxRetries: 0 });
    try {
      return { name: "prefect", ok: true, seen: `${await api.request<string>("GET", "/admin/version")} at ${api.apiUrl} (${settings.origin})${owed}`, fix: null };
    } finally {
      await api.close();
    }
  } catch (error) {
    const { message, fix } = describeError(error);
    return { name: "prefect", ok: false, seen: `${message}${owed}`, fix };
  }
}

async function sqliteVersion(): Promise<string> {
  const { openSqlite } = await import("../../store/sqlite.ts");
  const db = openSqlite(":memory:", { journal: "delete", readOnly: false });
  try {
    return db.prepare<{ readonly version: string }>("SELECT sqlite_version() AS version").get()?.version ?? "answers";
  } finally {
    db.close();
  }
}

async function examineTool(name: string, command: string, args: readonly string[], version: RegExp, fix: string): Promise<Finding> {
  try {
    const { stdout, stderr } = await promisify(execFile)(command, [...args], { timeout: 60_000 });
    return { name, ok: true, seen: version.exec(`${stdout}${stderr}`)?.[1] ?? "answers", fix: null };
  } catch (error) {
    return { name, ok: false, seen: `${command}: ${(error as NodeJS.ErrnoException).code ?? "does not answer"}`, fix };
  }
}

async function examineModule(name: string, version: () => Promise<string>): Promise<Finding> {
  try {
    return { name, ok: true, seen: await version(), fix: null };
  } catch (error) {
    return { name, ok: false, seen: error instanceof Error ? error.message : String(error), fix: "Run `make setup`: it installs the Node packages." };
  }
}

/** @returns `sheet.labels.gm` and its like, with a value that fits a line */
function flatten(prefix: string, value: unknown): readonly (readonly [string, string])[] {
  if (Array.isArray(value)) return [[prefix, value.every((entry) => typeof entry === "string") ? value.join(", ") : `${value.length} entries`]];
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return [[prefix, String(value)]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => flatten(prefix === "" ? key : `${prefix}.${key}`, inner));
}

/** Every setting that was given or has a default, and which layer won. */
function describeSettings({ config, layers, leagueFile, paths }: LoadedConfig): readonly Setting[] {
  const variables = new Map(Object.entries(ENVIRONMENT).map(([variable, path]) => [path.join("."), variable]));
  const flat = flatten("", config);
  const origin = (name: string): string => {
    const path = name.split(".");
    const has = (layer: object): boolean => path.reduce<unknown>((value, key) => (typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined), layer) !== undefined;
    if (has(layers.flags)) return "flag";
    if (has(layers.env)) return variables.get(name) ?? "environment";
    return has(layers.file) || (path[0] === "baselines" && leagueFile !== null) ? (leagueFile ?? "file") : "default";
  };
  const settings = flat.map(([name, value]) => ({ name, value: name.startsWith("notifications.") ? "(set)" : value, origin: origin(name) }));
  return [...settings, { name: "raw root", value: paths.rawRoot, origin: "derived" }, { name: "warehouse", value: paths.warehouse, origin: "derived" }];
}

function print({ terminal }: Surroundings, findings: readonly Finding[], settings: readonly Setting[], overrides: readonly AppliedOverride[], parts: readonly ListedPart[], datasets: readonly { source: string; dataset: string; byDefault: boolean; key: readonly string[]; checks: readonly unknown[]; freshness: { inSeason: { warnAfterHours: number; failAfterHours: number } } }[]): void {
  const { paint } = terminal;
  for (const finding of findings) terminal.out(`${finding.ok ? paint.green("ok     ") : paint.red("MISSING")} ${finding.name.padEnd(12)} ${finding.seen}${finding.fix === null ? "" : `\n        ${paint.dim("fix")} ${finding.fix}`}`);
  terminal.out("");
  terminal.out(formatTable(terminal, [{ head: "setting" }, { head: "from" }, { head: "value" }], settings.map((setting) => [setting.name, shortenPath(setting.origin), setting.value === "" ? paint.dim("none") : shortenPath(setting.value)])));
  terminal.out("");
  if (overrides.length > 0) {
    terminal.out(formatTable(terminal, [{ head: "override" }, { head: "default", align: "right" }, { head: "here", align: "right" }, { head: "reason" }], overrides.map(({ of, name, byDefault, here, reason }) => [`${of} ${name}`, String(byDefault ?? "-"), String(here), reason])));
    terminal.out("");
  }
  terminal.out(formatTable(terminal, [{ head: "part" }, { head: "state" }, { head: "about" }], parts.map(({ source, name, isOn, about }) => [`${source}.${name}`, isOn ? "on" : "off", about])));
  terminal.out("");
  terminal.out(
    formatTable(
      terminal,
      [{ head: "dataset" }, { head: "by default" }, { head: "checks", align: "right" }, { head: "stale after", align: "right" }, { head: "key" }],
      datasets.map((row) => [`${row.source}.${row.dataset}`, row.byDefault ? "yes" : "on request", String(row.checks.length), `${Math.round(row.freshness.inSeason.failAfterHours / 24)} d`, row.key.join(", ")]),
    ),
  );
}

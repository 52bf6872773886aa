import { rm } from "node:fs/promises";
import { relative } from "node:path";
import { datasetLabel } from "../../core/partition.ts";
import { chooseProfile } from "../../flows/choose-profile.ts";
import { findRejected } from "../../flows/rejected-entries.ts";
import type { QuarantineReport } from "../../store/store.ts";
import { readSurroundings, withStore } from "../context.ts";
import { EXIT, formatJson } from "../output.ts";
import type { CommandContext } from "../action.ts";
import { operatorName } from "../operator.ts";
import { describeRejection } from "../rejection-screen.ts";
import { formatCount, formatTable } from "../terminal.ts";

export async function listQuarantine({ options }: CommandContext): Promise<number> {
  const surroundings = readSurroundings();
  const entries = await withStore(surroundings, (store) => store.listQuarantine());
  if (options["json"] === true) surroundings.terminal.out(formatJson("quarantine.list", entries));
  else if (entries.length === 0) surroundings.terminal.out("Nothing is in quarantine.");
  else {
    surroundings.terminal.out(
      formatTable(
        surroundings.terminal,
        [{ head: "snapshot" }, { head: "date" }, { head: "rows", align: "right" }, { head: "run" }, { head: "failed checks" }],
        entries.map(({ report }) => [datasetLabel(report.id), report.id.dt, formatCount(report.rows), report.run_id.slice(0, 8), failed(report).map((check) => check.name).join(", ")]),
      ),
    );
    surroundings.terminal.out(surroundings.terminal.paint.dim("snapcount quarantine show SOURCE.DATASET explains one"));
  }
  return EXIT.success;
}

/** One screen: what failed, with offending rows, the payload it came from, what readers see instead, and what can be done. */
export async function showQuarantine({ options, args }: CommandContext): Promise<number> {
  const { explainRejected } = await import("../../flows/explain-rejected.ts");
  const surroundings = readSurroundings();
  const { path, rejection } = await withStore(surroundings, (store) => explainRejected(store, args[0] ?? ""));
  if (options["json"] === true) surroundings.terminal.out(formatJson("quarantine.show", { path, ...rejection }));
  else for (const line of describeRejection(surroundings.terminal, { ...rejection, file: rejection.file === null ? null : shorten(rejection.file, rejection.report.run_id, 8), payloads: rejection.payloads.map((payload) => ({ ...payload, path: payload.path === null ? null : shorten(payload.path, payload.sha256, 12) })) })) surroundings.terminal.out(line);
  return EXIT.success;
}

/** A path as a person types it here; a long name in it is cut to what a shell completes: `data/payloads/ab/abcdef012345*`. */
function shorten(path: string, name: string, length: number): string {
  const here = relative(process.cwd(), path);
  return (here.startsWith("..") ? path : here).replace(name, `${name.slice(0, length)}*`);
}

/** `snapcount quarantine release`: publishes what was rejected, with all that is published together with it, on a person's word. */
export async function releaseQuarantine({ options, args }: CommandContext): Promise<number> {
  const { releaseRejected } = await import("../../flows/release.ts");
  const surroundings = readSurroundings({ profile: options["profile"] });
  const { terminal, loaded, now } = surroundings;
  const word = { at: now().toISOString(), by: operatorName(options["by"], process.env), reason: options["reason"] as string };
  const manifests = await withStore(surroundings, async (store) => {
    if ((await store.listQuarantine()).length > 0) await store.claimProfile(chooseProfile(loaded).name);
    return releaseRejected(store, args[0] ?? "", word);
  });
  const released = manifests.map(({ source, dataset, dt, row_count: rows, verdict, warnings }) => ({ source, dataset, dt, rows, verdict, warnings }));
  if (options["json"] === true) terminal.out(formatJson("quarantine.release", { ...word, released }));
  else {
    for (const entry of released) terminal.out(`released ${terminal.paint.bold(datasetLabel(entry))} dt=${entry.dt}, ${formatCount(entry.rows)} rows: readers see it now, with the warning that ${word.by} released it`);
    terminal.out(terminal.paint.dim("snapcount dbt build                              carries it into the models"));
  }
  return EXIT.success;
}

export async function dropQuarantine({ options, args }: CommandContext): Promise<number> {
  const surroundings = readSurroundings();
  const entry = await withStore(surroundings, async (store) => {
    const picked = findRejected(await store.listQuarantine(), args[0] ?? "");
    await rm(picked.path, { recursive: true });
    return picked;
  });
  if (options["json"] === true) surroundings.terminal.out(formatJson("quarantine.drop", { dropped: entry.path }));
  else surroundings.terminal.out(`dropped ${entry.path}`);
  return EXIT.success;
}

function failed(report: QuarantineReport): QuarantineReport["checks"] {
  return report.checks.filter((check) => check.verdict === "fail");
}

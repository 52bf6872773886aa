import { ConfigError } from "../../core/errors.ts";
import { datasetLabel } from "../../core/partition.ts";
import { PruneDays } from "../../config/prune.ts";
import { type PrunedHome, pruneHome } from "../../flows/prune-home.ts";
import type { CommandContext } from "../action.ts";
import { readSurroundings, withStore } from "../context.ts";
import { EXIT, formatJson } from "../output.ts";
import { formatCount, formatTable, type Terminal } from "../terminal.ts";

/** `snapcount prune`: what every run of everything ends with, by hand. */
export async function prune({ options }: CommandContext): Promise<number> {
  const surroundings = readSurroundings();
  const { terminal, loaded, now } = surroundings;
  const days = readDays(options["olderThan"] as string | undefined, loaded.config.prune.days);
  const dryRun = options["dryRun"] === true;
  const pruned = await withStore(surroundings, (store) => pruneHome(store, loaded.paths.ledger, loaded.config.baselines, { now: now(), days, by: "snapcount prune", dryRun }));
  if (options["json"] === true) terminal.out(formatJson("prune", toJson(pruned, days, dryRun)));
  else print(terminal, pruned, days, dryRun);
  return EXIT.success;
}

/** @throws ConfigError when no number of days is set, or a wrong one is asked for */
function readDays(asked: string | undefined, configured: number | "never"): number {
  const parsed = PruneDays.safeParse(asked === undefined ? configured : Number(asked));
  if (parsed.success && parsed.data !== "never") return parsed.data;
  if (asked === undefined) throw new ConfigError("prune.days is 'never': nothing is old", "Say how old: snapcount prune --older-than 365");
  throw new ConfigError(`--older-than ${asked}: not a number of days above 6`, "For example: snapcount prune --older-than 365 --dry-run");
}

function toJson({ archive, payloads, before, refusal, payloadsStay, ledgerRuns }: PrunedHome, days: number, dryRun: boolean): object {
  return { dry_run: dryRun, days, before, refusal, archived: archive.map(({ source, dataset, dt, row_count: rows }) => ({ source, dataset, dt, rows })), payloads: { count: payloads.length, bytes: sizeOf(payloads), stay: payloadsStay }, ledger_runs: ledgerRuns };
}

function print(terminal: Terminal, { archive, payloads, before, refusal, payloadsStay, ledgerRuns }: PrunedHome, days: number, dryRun: boolean): void {
  const { paint } = terminal;
  if (refusal !== null) return terminal.out(`${paint.yellow("nothing was pruned")}: ${refusal}`);
  if (archive.length > 0) terminal.out(formatTable(terminal, [{ head: "to data/archive" }, { head: "date" }, { head: "rows", align: "right" }], archive.map((entry) => [datasetLabel(entry), entry.dt, formatCount(entry.row_count)])));
  const parts = [count(archive.length, "superseded snapshot"), `${count(payloads.length, "payload")} (${(sizeOf(payloads) / 1e6).toFixed(1)} MB)`, `${count(ledgerRuns, "run")} of the ledger`];
  terminal.out(`${dryRun ? "would prune" : "pruned"} ${parts.join(", ")}`);
  terminal.out(paint.dim(`older than ${days} days${before === null ? "" : `, before ${before}`}`));
  if (payloadsStay !== null) terminal.out(paint.dim(`payloads stay: ${payloadsStay}`));
}

function count(number: number, name: string): string {
  return `${formatCount(number)} ${name}${number === 1 ? "" : "s"}`;
}

function sizeOf(payloads: PrunedHome["payloads"]): number {
  return payloads.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

import { join } from "node:path";
import { sleep, systemClock } from "@snapcount/prefect";
import { commissioner } from "../sources/commissioner/index.ts";
import type { KnownCopy } from "../sources/commissioner/read-copy.ts";
import { connectWorkbooks, type LeagueWorkbooks } from "../sources/commissioner/connect.ts";
import type { LastRun } from "../store/store.ts";
import type { Home } from "./home.ts";

/** What the copy and the parse flow share: the workbooks, and what is remembered of the last whole copy. */

/** The working copy as the store knows it: a last_run without partitions. */
export const WORKING_COPY = { source: commissioner.name, dataset: "commissioner" } as const;

/** @throws ConfigError saying what to set */
export async function openLeagueWorkbooks(home: Home, signal: AbortSignal, onWait: (text: string) => void): Promise<LeagueWorkbooks> {
  const { source, copy, tabs } = home.config.sheet;
  return connectWorkbooks({ source, copy, tabs, env: home.env, recorded: home.recorded?.sheets ?? null, statePath: join(home.paths.dataRoot, "ops", "google-stand-in.json") }, { now: home.clock, pause: (ms) => pauseFor(ms, signal), onWait, signal });
}

/** @throws the signal's reason */
export async function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(systemClock, ms, signal);
  signal.throwIfAborted();
}

/** A tab's address, as a person would open it, and as the store knows it. */
export function tabUrl(copyId: string, title: string): string {
  return `https://docs.google.com/spreadsheets/d/${copyId}/edit#tab=${encodeURIComponent(title)}`;
}

/** @returns what the last whole copy left, or null when there was none into this workbook */
export function knownCopy(lastRun: LastRun | null, copyId: string): KnownCopy | null {
  if (lastRun === null || lastRun.inputs["copy"] !== copyId) return null;
  const prefix = tabUrl(copyId, "");
  return { checksums: new Map(Object.entries(lastRun.validators).flatMap(([url, { sha256 }]) => (url.startsWith(prefix) ? [[decodeURIComponent(url.slice(prefix.length)), sha256] as const] : []))) };
}

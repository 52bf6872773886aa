import { join } from "node:path";
import { sleep, systemClock } from "@snapcount/prefect";
import type { CopyToRead } from "../sources/commissioner/read-copy.ts";
import { connectWorkbooks, type LeagueWorkbooks } from "../sources/commissioner/connect.ts";
import type { Home } from "./home.ts";

/** What the copy and the parse flow share: the league's two workbooks. */

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

export function copyToRead({ config }: Home, { copyId, tabs }: LeagueWorkbooks): CopyToRead {
  return { copyId, tabs, largeTab: config.sheet.transactionsTab, managerLabel: config.sheet.labels.gm };
}

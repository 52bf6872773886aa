import { findLeftovers } from "../sources/commissioner/copy/plan.ts";
import type { CopiedTab, CopyResult } from "../sources/commissioner/copy/copy-workbook.ts";
import type { LeagueWorkbooks } from "../sources/commissioner/connect.ts";
import { commissioner } from "../sources/commissioner/index.ts";
import { findChanged, type KnownCopy, readTabs } from "../sources/commissioner/read-copy.ts";
import type { LastRun } from "../store/store.ts";
import type { Home } from "./home.ts";
import { copyToRead, tabUrl } from "./league-sheet.ts";

/** What the copy flow leaves for the next one and for the parse flow: which copy was whole, and of which moment of the sheet. */

/** The working copy as the store knows it: a last_run without partitions. */
export const WORKING_COPY = { source: commissioner.name, dataset: "commissioner" } as const;

/** @returns what the last whole copy left, or null when there was none into this workbook */
export function knownCopy(lastRun: LastRun | null, copyId: string): KnownCopy | null {
  if (lastRun === null || lastRun.inputs["copy"] !== copyId) return null;
  const prefix = tabUrl(copyId, "");
  return { checksums: new Map(Object.entries(lastRun.validators).flatMap(([url, { sha256 }]) => (url.startsWith(prefix) ? [[decodeURIComponent(url.slice(prefix.length)), sha256] as const] : []))) };
}

/** Only to be called when every tab is right: the next run then believes that this moment of the sheet was copied. */
export async function rememberCopy(home: Home, { sourceId, copyId }: LeagueWorkbooks, { tabs, modifiedTime }: CopyResult): Promise<void> {
  const validatorOf = ({ title, checksum, sizeBytes }: CopiedTab) => [tabUrl(copyId, title), { etag: null, lastModified: null, sha256: checksum, sizeBytes }] as const;
  await home.store.writeLastRun(WORKING_COPY, {
    schema: "snapcount.last_run/1",
    last_checked_at: home.runAt.toISOString(),
    last_changed_at: home.runAt.toISOString(),
    snapshot_date: null,
    row_count: tabs.length,
    source_hash: null,
    source_version: null,
    source_modified_time: modifiedTime,
    inputs: { source: sourceId, copy: copyId },
    validators: Object.fromEntries(tabs.map(validatorOf)),
  });
}

/** What the next copy finds of the last one. */
export type CopyState =
  /** People have not edited the commissioner's workbook since, and the copy stands as it was left. */
  | { readonly kind: "current"; readonly modifiedTime: string }
  /** @property reason null: the workbook was edited, or was never copied: nothing to wonder about */
  | { readonly kind: "outdated"; readonly reason: string | null };

/**
 * The copy itself is looked at too: a copy that was killed after its swap, or somebody's hand in it, would keep the parse flow from it until
 * the next edit of the sheet.
 */
export async function findCopyState(home: Home, workbooks: LeagueWorkbooks): Promise<CopyState> {
  const { google, sourceId, copyId } = workbooks;
  const lastRun = await home.store.readLastRun(WORKING_COPY);
  const known = knownCopy(lastRun, copyId);
  const modifiedTime = await google.modifiedTime(sourceId, "when was the commissioner's workbook changed");
  const copiedTime = lastRun?.source_modified_time ?? null;
  if (lastRun === null || known === null || copiedTime === null || lastRun.inputs["source"] !== sourceId || Date.parse(modifiedTime) > Date.parse(copiedTime)) return { kind: "outdated", reason: null };
  const reason = await findFault(home, workbooks, known);
  if (reason !== null) return { kind: "outdated", reason };
  await home.store.writeLastRun(WORKING_COPY, { ...lastRun, last_checked_at: home.runAt.toISOString() });
  return { kind: "current", modifiedTime };
}

/** @returns why the working copy is not the one that was left, or null */
async function findFault(home: Home, workbooks: LeagueWorkbooks, known: KnownCopy): Promise<string | null> {
  const { google, copyId, tabs } = workbooks;
  const present = await google.tabs(copyId, "list the working copy's tabs");
  const missing = tabs.filter((title) => !present.some((tab) => tab.title === title));
  if (missing.length > 0) return `it lacks ${missing.join(", ")}`;
  const leftovers = findLeftovers(present, tabs);
  if (leftovers.length > 0) return `it holds ${leftovers.map(({ title }) => title).join(", ")}`;
  const copy = copyToRead(home, workbooks);
  const changed = findChanged(await readTabs(google, copy), known, copy.managerLabel);
  return changed.length > 0 ? `not as they were left: ${changed.join(", ")}` : null;
}

import { createHash } from "node:crypto";
import { flow, type FlowContext, task } from "@snapcount/prefect";
import * as z from "zod";
import type { CheckResult } from "../core/check.ts";
import type { SourceDescription } from "../core/dataset.ts";
import { describeError } from "../core/errors.ts";
import type { DatasetOutcome } from "../core/outcome.ts";
import { datasetLabel, dtOf, isDt, parseDt } from "../core/partition.ts";
import { commissioner } from "../sources/commissioner/index.ts";
import { parseLeagueSheet, type SheetTab } from "../sources/commissioner/league-sheet.ts";
import { readGoodCopy, toPayload } from "../sources/commissioner/read-copy.ts";
import type { TableRow } from "../sources/commissioner/tables.ts";
import type { PreviousLog } from "../sources/commissioner/transaction-checks.ts";
import type { PublishedCrosswalk } from "./crosswalk.ts";
import { reportOutcome } from "./dataset-report.ts";
import { runDirectly } from "./direct.ts";
import { closeSourceFlow, noticeOfLoss } from "./governance.ts";
import { goodSnapshots } from "./good-snapshots.ts";
import type { Home } from "./home.ts";
import { ingestGroup, type PlannedTable } from "./ingest-group.ts";
import { copyToRead, openLeagueWorkbooks, tabUrl } from "./league-sheet.ts";
import { checkBlockers, requireUnblocked } from "./preload.ts";
import { publishedFile } from "./published-file.ts";
import { describeLoss, type PlannedDataset, type UsedPayload } from "./publishing.ts";
import { seasonal, whenParameter } from "./season-guard.ts";
import { readKnownTimeFrames } from "./seeds.ts";
import { type FlowSummary, stateOf } from "./summary.ts";
import { findUnmappedPlayers } from "./unmapped-players.ts";
import { knownCopy, WORKING_COPY } from "./working-copy.ts";

export const ParseParameters = z.strictObject({
  dt: z.string().refine(isDt, "not a date YYYY-MM-DD").optional().describe("Snapshot date (UTC); default: today"),
  force: z.boolean().default(false).describe("Publish although nothing changed"),
  when: whenParameter,
});
export type ParseParameters = z.output<typeof ParseParameters>;

interface ReadSheet {
  readonly tabs: readonly SheetTab[];
  readonly payload: UsedPayload;
  /** Of the commissioner's workbook when it was copied. */
  readonly modifiedTime: string | null;
}

const readSheet = task<void, ReadSheet, Home>(
  {
    name: "read_working_copy",
    description: "Reads all tabs of the working copy, holds them against what the copy flow left, and archives them without personal data",
    timeoutMs: 10 * 60_000,
    // A copy that ended between two reads: the second time all tabs are of one copy.
    retries: { limit: 1, delays: 2_000 },
    outcome: ({ tabs }) => ({ name: "Completed", message: `${tabs.length} tabs` }),
  },
  async (_, run) => {
    const { env: home } = run;
    const workbooks = await openLeagueWorkbooks(home, run.signal, (text) => run.log.warning(text));
    try {
      const lastRun = await home.store.readLastRun(WORKING_COPY);
      const tabs = await readGoodCopy(workbooks.google, copyToRead(home, workbooks), knownCopy(lastRun, workbooks.copyId));
      const archived = await home.store.payloads.put(once(toPayload(tabs)));
      const ageHours = lastRun === null ? 0 : (home.runAt.getTime() - Date.parse(lastRun.last_checked_at)) / 3_600_000;
      if (ageHours > STALE_COPY_HOURS) run.log.warning(`the working copy was last compared with the commissioner's workbook ${Math.round(ageHours)} h ago: is the copy's schedule running?`);
      return { tabs, payload: { url: tabUrl(workbooks.copyId, "all"), sha256: archived.sha256, sizeBytes: archived.sizeBytes, etag: null, lastModified: null }, modifiedTime: lastRun?.source_modified_time ?? null };
    } finally {
      await workbooks.close();
    }
  },
);

const STALE_COPY_HOURS = 24;

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

interface ParseInput {
  readonly sheet: ReadSheet;
  readonly plans: readonly PlannedDataset[];
  /** Who everybody is; null: nobody knows yet. */
  readonly published: PublishedCrosswalk | null;
}

const parseSheet = task<ParseInput, readonly PlannedTable[], Home>(
  { name: "parse_league_sheet", description: "Makes rows of the tabs; judges the sheet by its own arithmetic", timeoutMs: 5 * 60_000 },
  async ({ sheet, plans, published }, run) => {
    const { env: home } = run;
    const timeFrames = readKnownTimeFrames(home.seedDirs);
    const parsed = parseLeagueSheet(sheet.tabs, home.config.sheet, { timeFrames, previous: await previousLog(home, plans) });
    const unmapped = findUnmappedPlayers(published, parsed);
    const rows: Readonly<Record<string, readonly TableRow[]>> = { ...parsed.tables, transactions_qa_players: unmapped.rows };
    const { labels, draftRounds, transactionsTab, transactionsHeader, timeFrames: patterns } = home.config.sheet;
    const inputs = { league: fingerprint([labels, draftRounds, transactionsTab, transactionsHeader, patterns, timeFrames]), ...unmapped.inputs };
    return plans.map((plan) => ({ plan, content: { rows: rows[plan.id.dataset] ?? [] }, checks: [...(parsed.checks[plan.id.dataset] ?? []), ...(plan.id.dataset === "transactions_qa_players" ? unmapped.checks : [])], inputs }));
  },
);

/** Of settings that change what rows are made of equal tabs. */
const fingerprint = (value: unknown): string => createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);

/** What the log of transactions held before this snapshot's own date. */
async function previousLog(home: Home, plans: readonly PlannedDataset[]): Promise<PreviousLog | null> {
  const { store, stager } = home;
  const id = plans.find(({ dataset }) => dataset.name === "transactions")?.id;
  if (id === undefined) return null;
  const before = (await goodSnapshots(home, id, (dt) => dt < id.dt)).at(-1) ?? null;
  const path = publishedFile(store, id, before);
  if (before === null || path === null) return null;
  const rows = await stager.rows(path, ["transaction_id"]);
  const ids = rows.flatMap((row) => (row["transaction_id"] === null ? [] : [Number(row["transaction_id"])]));
  return { dt: before.dt, rows: before.row_count ?? rows.length, newestId: ids.length === 0 ? null : ids.reduce((max, value) => Math.max(max, value)) };
}

/** What the flow would publish: `--dry-run`, and its own first step. */
export function planSheet(source: SourceDescription, parameters: Pick<ParseParameters, "dt">, runAt: Date): readonly PlannedDataset[] {
  const dt = parameters.dt === undefined ? dtOf(runAt) : parseDt(parameters.dt, runAt);
  return source.datasets.map((dataset) => ({ source, dataset, id: { source: source.name, dataset: dataset.name, dt }, role: "snapshot" }));
}

/** Parses the last whole copy and publishes its tables in one step. A lost parse is an outcome: the last good snapshots stay. */
export const parseLeagueSheetFlow = flow(
  {
    name: "parse_league_sheet_flow",
    description: "Parses the working copy into contracts, picks, cap space and transactions, published together or not at all",
    parameters: ParseParameters,
    outcome: stateOf,
    hooks: noticeOfLoss,
  },
  seasonal(async ({ dt, force }: ParseParameters, run: FlowContext<Home>): Promise<FlowSummary> => {
    const { env: home } = run;
    const startedAt = home.clock().getTime();
    const source = home.govern(commissioner);
    const plans = planSheet(source, dt === undefined ? {} : { dt }, home.runAt);
    for (const { id } of plans) home.progress({ kind: "start", step: datasetLabel(id) });
    const preload = await run.submit(checkBlockers, { source, force });
    const outcomes = (await tryIngest(run, plans, preload, force || dt !== undefined)).map((outcome) => ({ ...outcome, durationMs: home.clock().getTime() - startedAt }));
    for (const outcome of outcomes) reportOutcome(run, outcome);
    const closing = await closeSourceFlow(run, { flow: "parse_league_sheet_flow", source, datasets: source.datasets, preload, outcomes });
    return { ...closing, checks: [], dbt: [], skipped: null };
  }),
);

async function tryIngest(run: FlowContext<Home>, plans: readonly PlannedDataset[], preload: readonly CheckResult[], alwaysPublish: boolean): Promise<readonly DatasetOutcome[]> {
  try {
    requireUnblocked(preload);
    const sheet = await run.submit(readSheet, undefined);
    // Waited for here: within the task its time would run.
    const published = await run.env.identity.crosswalk();
    const tables = await run.submit(parseSheet, { sheet, plans, published });
    return await ingestGroup(run, { label: commissioner.displayName, tables, payloads: [sheet.payload], sourceModifiedTime: sheet.modifiedTime, alwaysPublish });
  } catch (error) {
    if (run.signal.aborted) throw error;
    run.log.error(describeError(error).message);
    return loseAll(run.env, plans, error);
  }
}

/** One cause, told once for each table that it kept from readers. */
export async function loseAll(home: Home, plans: readonly PlannedDataset[], error: unknown): Promise<readonly DatasetOutcome[]> {
  return Promise.all(plans.map((plan) => describeLoss(home, plan, error)));
}

await runDirectly(import.meta.url, parseLeagueSheetFlow);

import { flow, type FlowContext, task } from "@snapcount/prefect";
import * as z from "zod";
import type { Config } from "../config/config.ts";
import { describeError } from "../core/errors.ts";
import { datasetLabel } from "../core/partition.ts";
import type { RecordedSheets } from "../http/index.ts";
import { type CopiedTab, clearLeftovers, copyWorkbook } from "../sources/commissioner/copy/copy-workbook.ts";
import { appendLog, describeCopy, type LogFacts } from "../sources/commissioner/copy/log.ts";
import { findLeftovers, requireTabs } from "../sources/commissioner/copy/plan.ts";
import { commissioner } from "../sources/commissioner/index.ts";
import type { LeagueWorkbooks } from "../sources/commissioner/connect.ts";
import { reportOutcome } from "./dataset-report.ts";
import { runDirectly } from "./direct.ts";
import { noticeOfLoss, sendNotice } from "./governance.ts";
import type { Home } from "./home.ts";
import { knownCopy, openLeagueWorkbooks, pauseFor, tabUrl, WORKING_COPY } from "./league-sheet.ts";
import { checkBlockers, rememberRun, requireUnblocked } from "./preload.ts";
import { blankOutcome } from "./publishing.ts";
import { seasonal, whenParameter } from "./season-guard.ts";
import { EMPTY_SUMMARY, type FlowSummary, stateOf } from "./summary.ts";

export const CopyParameters = z.strictObject({
  force: z.boolean().default(false).describe("Copy although the commissioner's workbook has not changed"),
  when: whenParameter,
});
export type CopyParameters = z.output<typeof CopyParameters>;

type Copied =
  /** The workbook has not been edited since, and the copy is whole. */
  | { readonly kind: "current"; readonly modifiedTime: string; readonly tabs: number }
  | { readonly kind: "copied"; readonly modifiedTime: string; readonly tabs: number };

const copySheet = task<{ force: boolean }, Copied, Home>(
  {
    name: "copy_league_sheet_tabs",
    description: "Copies all tabs with their formulas frozen, verifies them, and puts them in the place of the old ones in one step",
    timeoutMs: 30 * 60_000,
    retries: { limit: 1, delays: 5_000 },
    outcome: ({ kind, tabs }) => ({ name: "Completed", message: kind === "current" ? "not edited since the last copy" : `${tabs} tabs` }),
  },
  async ({ force }, run) => {
    const { env: home } = run;
    const step = datasetLabel(WORKING_COPY);
    const note = (text: string): void => run.log.warning(text);
    const workbooks = await openLeagueWorkbooks(home, run.signal, (text) => {
      note(text);
      home.progress({ kind: "update", step, text });
    });
    try {
      requireTabs(workbooks.tabs);
      if (!force) {
        const current = await findCurrent(home, workbooks);
        if (current !== null) return current;
      }
      const startedAt = home.clock();
      const facts = { runId: run.run.flowRunId, sourceId: workbooks.sourceId, copyId: workbooks.copyId, startedAt };
      const request = { sourceId: workbooks.sourceId, copyId: workbooks.copyId, tabs: workbooks.tabs, runId: run.run.flowRunId, managerLabel: home.config.sheet.labels.gm };
      try {
        const { tabs, modifiedTime } = await copyWorkbook(workbooks.google, request, {
          now: home.clock,
          pause: () => pauseFor(home.recorded === null ? home.config.sheet.pauseBetweenTabsMs : 0, run.signal),
          onTab: (title, done, of) => home.progress({ kind: "update", step, text: `${done} of ${of} tabs${done === of ? ", comparing" : `, copying ${title}`}` }),
          onNote: note,
        });
        await writeLog(workbooks, describeCopy(facts, tabs, modifiedTime, home.clock()), note);
        // Only now, when every tab is right: the next run may then believe that this moment of the sheet was copied.
        await rememberCopy(home, workbooks, tabs, modifiedTime);
        return { kind: "copied", modifiedTime, tabs: tabs.length };
      } catch (error) {
        if (!run.signal.aborted) await leaveTidy(workbooks, { ...facts, error: describeError(error).message, finishedAt: home.clock() }, note);
        throw error;
      }
    } finally {
      await workbooks.close();
    }
  },
);

/** Unchanged by people since the last whole copy, and that copy still stands as it was left. */
async function findCurrent(home: Home, { google, sourceId, copyId, tabs }: LeagueWorkbooks): Promise<Copied | null> {
  const lastRun = await home.store.readLastRun(WORKING_COPY);
  const known = knownCopy(lastRun, copyId);
  const modifiedTime = await google.modifiedTime(sourceId, "when was the commissioner's workbook changed");
  const copiedAt = lastRun?.source_modified_time ?? null;
  if (lastRun === null || known === null || copiedAt === null || lastRun.inputs["source"] !== sourceId || Date.parse(modifiedTime) > Date.parse(copiedAt)) return null;
  const present = await google.tabs(copyId, "list the working copy's tabs");
  const isWhole = tabs.every((title) => known.checksums.has(title) && present.some((tab) => tab.title === title)) && findLeftovers(present, tabs).length === 0;
  if (!isWhole) return null;
  await home.store.writeLastRun(WORKING_COPY, { ...lastRun, last_checked_at: home.runAt.toISOString() });
  return { kind: "current", modifiedTime, tabs: tabs.length };
}

async function rememberCopy(home: Home, { sourceId, copyId }: LeagueWorkbooks, tabs: readonly CopiedTab[], modifiedTime: string): Promise<void> {
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
    validators: Object.fromEntries(tabs.map(({ title, checksum, rows, columns }) => [tabUrl(copyId, title), { etag: null, lastModified: null, sha256: checksum, sizeBytes: rows * columns }])),
  });
}

/** The audit log tells of a copy; a copy does not fail for it. */
async function writeLog({ google, copyId }: LeagueWorkbooks, rows: Parameters<typeof appendLog>[2], note: (text: string) => void): Promise<void> {
  await appendLog(google, copyId, rows).catch((error: unknown) => note(`the copy's audit log could not be written: ${describeError(error).message}`));
}

/** After a failure: no half-made tab stays where a person could take it for one, as far as Google answers. */
async function leaveTidy(workbooks: LeagueWorkbooks, facts: LogFacts & { readonly error: string; readonly finishedAt: Date }, note: (text: string) => void): Promise<void> {
  await clearLeftovers(workbooks.google, workbooks).catch((error: unknown) => note(`tabs of this copy are left in the working copy; the next one clears them (${describeError(error).message})`));
  await writeLog(workbooks, describeCopy(facts, [], "", facts.finishedAt, facts.error), note);
}

/** @returns what a run would do, without asking Google */
export function describeCopyPlan({ source, copy, tabs }: Config["sheet"], recorded: RecordedSheets | null, force: boolean): string {
  const which = tabs === undefined ? (recorded === null ? "no tabs: SHEETS_TABS is not set" : `the tabs in ${recorded.tabs}`) : `${tabs.length} tabs (${tabs.join(", ")})`;
  const [from, into] = recorded === null ? [source ?? "no workbook: COMMISSIONER_SHEET_ID is not set", copy ?? "no workbook: LEAGUE_SHEET_COPY_ID is not set"] : ["the recorded workbook", "this home's working copy"];
  return `would copy ${which} from ${from} into ${into}, ${force ? "edited or not" : "if people have edited it since the last whole copy"}`;
}

/** Copies the league's sheet. A lost copy is an outcome: the old working copy stays in use. */
export const copyLeagueSheetFlow = flow(
  {
    name: "copy_league_sheet_flow",
    description: "Copies the league sheet's tabs into the working copy, formulas frozen to values, all of them or none",
    parameters: CopyParameters,
    outcome: stateOf,
    hooks: noticeOfLoss,
  },
  seasonal(async ({ force }: CopyParameters, run: FlowContext<Home>): Promise<FlowSummary> => {
    const { env: home } = run;
    const startedAt = home.clock().getTime();
    home.progress({ kind: "start", step: datasetLabel(WORKING_COPY) });
    const blank = { ...blankOutcome({ id: { ...WORKING_COPY, dt: home.runAt.toISOString().slice(0, 10) } }), dt: null };
    const preload = await run.submit(checkBlockers, { source: commissioner, force });
    try {
      requireUnblocked(preload);
      const copied = await run.submit(copySheet, { force });
      const outcome = { ...blank, outcome: copied.kind === "copied" ? ("published" as const) : ("unchanged" as const), rows: copied.tabs, reason: copied.kind === "copied" ? null : "not edited since the last copy", durationMs: home.clock().getTime() - startedAt };
      reportOutcome(run, outcome);
      await rememberRun(run, commissioner, preload, [outcome]);
      return { ...EMPTY_SUMMARY, datasets: [outcome] };
    } catch (error) {
      if (run.signal.aborted) throw error;
      const { message, fix } = describeError(error);
      const outcome = { ...blank, outcome: "failed" as const, reason: message, fix, durationMs: home.clock().getTime() - startedAt };
      reportOutcome(run, outcome);
      await rememberRun(run, commissioner, preload, [outcome]);
      await run.submit(sendNotice, { flow: "copy_league_sheet_flow", status: "failed", lines: [message] });
      return { ...EMPTY_SUMMARY, status: "failed", datasets: [outcome], warnings: [message] };
    }
  }),
);

await runDirectly(import.meta.url, copyLeagueSheetFlow);

import { flow, type FlowContext, task, type TaskContext } from "@snapcount/prefect";
import * as z from "zod";
import type { Config } from "../config/config.ts";
import type { CheckResult } from "../core/check.ts";
import { describeError } from "../core/errors.ts";
import type { DatasetOutcome } from "../core/outcome.ts";
import { datasetLabel } from "../core/partition.ts";
import type { RecordedSheets } from "../http/index.ts";
import { clearLeftovers, copyWorkbook } from "../sources/commissioner/copy/copy-workbook.ts";
import { appendLog, describeCopy, type LogFacts } from "../sources/commissioner/copy/log.ts";
import { type LogRow, requireTabs } from "../sources/commissioner/copy/plan.ts";
import { commissioner } from "../sources/commissioner/index.ts";
import type { LeagueWorkbooks } from "../sources/commissioner/connect.ts";
import { reportOutcome } from "./dataset-report.ts";
import { runDirectly } from "./direct.ts";
import { noticeOfLoss, sendNotice } from "./governance.ts";
import type { Home } from "./home.ts";
import { openLeagueWorkbooks, pauseFor } from "./league-sheet.ts";
import { checkBlockers, rememberRun, requireUnblocked } from "./preload.ts";
import { blankOutcome } from "./publishing.ts";
import { seasonal, whenParameter } from "./season-guard.ts";
import { sightingsOf } from "./sightings.ts";
import { EMPTY_SUMMARY, type FlowSummary, stateOf } from "./summary.ts";
import { findCopyState, rememberCopy, WORKING_COPY } from "./working-copy.ts";

export const CopyParameters = z.strictObject({
  force: z.boolean().default(false).describe("Copy although the commissioner's workbook has not changed"),
  when: whenParameter,
});
export type CopyParameters = z.output<typeof CopyParameters>;

type Log = TaskContext<Home>["log"];
const STEP = datasetLabel(WORKING_COPY);

/** `current`: not edited since the last copy, which stands as it was left. */
interface Copied {
  readonly kind: "current" | "copied";
  readonly tabs: number;
}

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
    const workbooks = await openLeagueWorkbooks(home, run.signal, (text) => {
      run.log.warning(text);
      home.progress({ kind: "update", step: STEP, text });
    });
    try {
      requireTabs(workbooks.tabs);
      const { sourceId, copyId } = workbooks;
      const facts = { runId: run.run.flowRunId, sourceId, copyId, startedAt: home.clock() };
      return (force ? null : await keepCurrent(run, workbooks, facts)) ?? (await copyTabs(run, workbooks, facts));
    } finally {
      await workbooks.close();
    }
  },
);

/** @returns null when there is something to copy */
async function keepCurrent({ env: home, log }: TaskContext<Home>, workbooks: LeagueWorkbooks, facts: LogFacts): Promise<Copied | null> {
  const state = await findCopyState(home, workbooks);
  if (state.kind === "outdated") {
    if (state.reason !== null) log.warning(`the working copy is not as the last copy left it: ${state.reason}; copying again`);
    return null;
  }
  await writeLog(workbooks, describeCopy(facts, { tabs: [], modifiedTime: state.modifiedTime }, home.clock(), "SKIP_UNCHANGED"), log);
  return { kind: "current", tabs: workbooks.tabs.length };
}

async function copyTabs({ env: home, log, signal }: TaskContext<Home>, workbooks: LeagueWorkbooks, facts: LogFacts): Promise<Copied> {
  const { labels, pauseBetweenTabsMs } = home.config.sheet;
  try {
    const copied = await copyWorkbook(workbooks.google, { ...facts, tabs: workbooks.tabs, managerLabel: labels.gm }, {
      now: home.clock,
      pause: () => pauseFor(home.recorded === null ? pauseBetweenTabsMs : 0, signal),
      onTab: (title, done, of) => home.progress({ kind: "update", step: STEP, text: `${done} of ${of} tabs${done === of ? ", comparing" : `, copying ${title}`}` }),
      onNote: (text) => log.warning(text),
    });
    await writeLog(workbooks, describeCopy(facts, copied, home.clock()), log);
    await rememberCopy(home, workbooks, copied);
    return { kind: "copied", tabs: copied.tabs.length };
  } catch (error) {
    if (!signal.aborted) await leaveTidy(workbooks, describeCopy(facts, { tabs: [], modifiedTime: "" }, home.clock(), `ERROR: ${describeError(error).message}`), log);
    throw error;
  }
}

/** The audit log tells of a copy; a copy does not fail for it. */
async function writeLog({ google, copyId }: LeagueWorkbooks, rows: readonly LogRow[], log: Log): Promise<void> {
  await appendLog(google, copyId, rows).catch((error: unknown) => log.warning(`the copy's audit log could not be written: ${describeError(error).message}`));
}

/** After a failure: no half-made tab stays where a person could take it for one, as far as Google answers. */
async function leaveTidy(workbooks: LeagueWorkbooks, rows: readonly LogRow[], log: Log): Promise<void> {
  await clearLeftovers(workbooks.google, workbooks).catch((error: unknown) => log.warning(`tabs of this copy are left in the working copy; the next one clears them (${describeError(error).message})`));
  await writeLog(workbooks, rows, log);
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
    home.progress({ kind: "start", step: STEP });
    const blank = { ...blankOutcome({ id: { ...WORKING_COPY, dt: home.runAt.toISOString().slice(0, 10) } }), dt: null };
    const preload = await run.submit(checkBlockers, { source: commissioner, force });
    try {
      requireUnblocked(preload);
      const copied = await run.submit(copySheet, { force });
      const outcome = { ...blank, outcome: copied.kind === "copied" ? ("published" as const) : ("unchanged" as const), rows: copied.tabs, reason: copied.kind === "copied" ? null : "not edited since the last copy", durationMs: home.clock().getTime() - startedAt };
      reportOutcome(run, outcome);
      await rememberRun(run, commissioner, preload, [outcome]);
      await tellOfCopy(run, preload, outcome, []);
      return { ...EMPTY_SUMMARY, datasets: [outcome] };
    } catch (error) {
      if (run.signal.aborted) throw error;
      const { name, message, fix } = describeError(error);
      const outcome = { ...blank, outcome: "failed" as const, reason: message, fix, causes: [{ check: name, message }], durationMs: home.clock().getTime() - startedAt };
      reportOutcome(run, outcome);
      await rememberRun(run, commissioner, preload, [outcome]);
      await tellOfCopy(run, preload, outcome, [message]);
      return { ...EMPTY_SUMMARY, status: "failed", datasets: [outcome], warnings: [message] };
    }
  }),
);

async function tellOfCopy(run: FlowContext<Home>, preload: readonly CheckResult[], outcome: DatasetOutcome, lines: readonly string[]): Promise<void> {
  await run.submit(sendNotice, { lines, sightings: sightingsOf({ flow: run.run.flowName, source: commissioner.name, preload, datasets: [outcome], freshness: [], manifests: null }) });
}

await runDirectly(import.meta.url, copyLeagueSheetFlow);

import { flow, type FlowContext } from "@snapcount/prefect";
import { BlockedError } from "../core/errors.ts";
import { copyLeagueSheetFlow } from "./copy_league_sheet_flow.ts";
import { commissioner } from "../sources/commissioner/index.ts";
import { reportOutcome } from "./dataset-report.ts";
import { runDirectly } from "./direct.ts";
import { rememberOutcomes } from "./governance.ts";
import type { Home } from "./home.ts";
import { loseAll, ParseParameters, parseLeagueSheetFlow, planSheet } from "./parse_league_sheet_flow.ts";
import { seasonal } from "./season-guard.ts";
import { type FlowSummary, joinSummaries, stateOf } from "./summary.ts";

/** Copy, then parse: also when the copy was current, as an earlier parse of it may have been lost. */
export const sheetsPipeline = flow(
  {
    name: "sheets_pipeline",
    description: "Copies the league sheet, then parses the copy",
    parameters: ParseParameters,
    outcome: stateOf,
  },
  seasonal(async ({ when: _, ...parameters }: ParseParameters, run: FlowContext<Home>): Promise<FlowSummary> => {
    const copied = await run.subflow(copyLeagueSheetFlow, { force: parameters.force });
    if (copied.status !== "failed") return joinSummaries([copied, await run.subflow(parseLeagueSheetFlow, parameters)]);
    const reason = copied.datasets[0]?.reason ?? "the copy failed";
    const outcomes = await loseAll(run.env, planSheet(run.env.govern(commissioner), parameters.dt === undefined ? {} : { dt: parameters.dt }, run.env.runAt), new BlockedError(reason));
    for (const outcome of outcomes) reportOutcome(run, outcome);
    await rememberOutcomes(run, commissioner, outcomes);
    return { ...copied, datasets: [...copied.datasets, ...outcomes] };
  }),
);

await runDirectly(import.meta.url, sheetsPipeline);

import { flow, type FlowContext } from "@snapcount/prefect";
import type { DatasetOutcome } from "../core/outcome.ts";
import { datasetLabel } from "../core/partition.ts";
import { nflverse } from "../sources/nflverse/index.ts";
import { closeSourceFlow, noticeOfLoss } from "./governance.ts";
import type { Home } from "./home.ts";
import { IngestParameters } from "./ingest-parameters.ts";
import { ingestDataset } from "./ingest-dataset.ts";
import { planIngest } from "./plan-ingest.ts";
import { blockersOf, checkBlockers } from "./preload.ts";
import { runDirectly } from "./direct.ts";
import { seasonal } from "./season-guard.ts";
import { type FlowSummary, stateOf } from "./summary.ts";

export const nflDataPipeline = flow(
  {
    name: "nfl_data_pipeline",
    description: "nflverse: weekly stats, snap counts, expected points, schedule, teams and the player id crosswalk",
    parameters: IngestParameters,
    outcome: stateOf,
    hooks: noticeOfLoss,
  },
  seasonal(async (parameters: IngestParameters, run: FlowContext<Home>): Promise<FlowSummary> => {
    const { config, runAt, out, govern } = run.env;
    const source = govern(nflverse);
    const plans = planIngest(source, parameters, { runAt, baselines: config.baselines, out });
    const preload = await run.submit(checkBlockers, { source, force: parameters.force });
    const underway = new Map<string, Promise<DatasetOutcome>>();
    for (const plan of plans) underway.set(datasetLabel(plan.id), ingestDataset(run, plan, { blockers: blockersOf(preload), underway }));
    const outcomes = await Promise.all(underway.values());
    const closing = await closeSourceFlow(run, { flow: "nfl_data_pipeline", source, datasets: plans.map((plan) => plan.dataset), preload, outcomes });
    return { ...closing, checks: [], dbt: [], skipped: null };
  }),
);

await runDirectly(import.meta.url, nflDataPipeline);

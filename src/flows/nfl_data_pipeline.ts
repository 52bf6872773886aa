import { flow, type FlowContext } from "@snapcount/prefect";
import { currentSeason } from "../core/nfl-calendar.ts";
import { decideRunStatus } from "../core/outcome.ts";
import { nflverse } from "../sources/nflverse/index.ts";
import { checkBlockers, closeSourceFlow } from "./governance.ts";
import type { Home } from "./home.ts";
import { IngestParameters } from "./ingest-parameters.ts";
import { ingestDataset } from "./ingest-dataset.ts";
import { planIngest } from "./plan-ingest.ts";
import { runDirectly } from "./direct.ts";
import { type FlowSummary, stateOf } from "./summary.ts";

export const nflDataPipeline = flow(
  {
    name: "nfl_data_pipeline",
    description: "nflverse: weekly stats, snap counts, expected points, schedule, teams and the player id crosswalk",
    parameters: IngestParameters,
    outcome: ({ status }: FlowSummary) => stateOf(status),
  },
  async (parameters, run: FlowContext<Home>): Promise<FlowSummary> => {
    const plans = planIngest(nflverse, parameters, run.env, run.run.flowRunId);
    const runningSeason = currentSeason(run.env.runAt);

    const blockers = await run.submit(checkBlockers, { source: nflverse, probeUrl: plans[0]?.assets[0]?.url ?? "" });
    const outcomes = await Promise.all(plans.map((plan) => ingestDataset(run, plan, runningSeason, blockers)));
    run.env.findings.recordOutcomes(run.run.flowRunId, outcomes);

    const closing = await closeSourceFlow(run, {
      flow: "nfl_data_pipeline",
      source: nflverse,
      datasets: plans.map((plan) => plan.dataset),
      outcomes,
      decideStatus: ({ datasets, manifests }) => decideRunStatus(datasets, { brokenManifests: manifests?.broken.length ?? 0 }),
    });
    return { ...closing, checks: [], dbt: [] };
  },
);

await runDirectly(import.meta.url, nflDataPipeline);

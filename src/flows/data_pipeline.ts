import { flow, type FlowContext } from "@snapcount/prefect";
import * as z from "zod";
import { dbtRun } from "./dbt_run.ts";
import { dbtTest } from "./dbt_test.ts";
import { runDirectly } from "./direct.ts";
import type { Home } from "./home.ts";
import { IngestParameters } from "./ingest-parameters.ts";
import { sourceFlows } from "./source-flows.ts";
import { seasonal } from "./season-guard.ts";
import { type FlowSummary, joinSummaries, stateOf } from "./summary.ts";

const Parameters = IngestParameters.extend({
  flows: z.array(z.string()).optional().describe("Source flows to run; default: all"),
  dbt: z.boolean().default(true).describe("Build and test the models downstream of what was loaded"),
});

/** Every source, then the models that depend on them. A failing source does not stop the others. */
export const dataPipeline = flow(
  {
    name: "data_pipeline",
    description: "All source flows in parallel, then dbt_run and dbt_test on what they published",
    parameters: Parameters,
    outcome: stateOf,
  },
  seasonal(async ({ flows, dbt, when: _, ...parameters }: z.output<typeof Parameters>, run: FlowContext<Home>): Promise<FlowSummary> => {
    const chosen = sourceFlows.filter((entry) => flows === undefined || flows.includes(entry.flow.name));
    const loaded = joinSummaries(await Promise.all(chosen.map((entry) => run.subflow(entry.flow, parameters))));
    if (!dbt || loaded.status === "failed") return loaded;

    const sources = flows === undefined ? [] : chosen.map((entry) => entry.source);
    const built = await run.subflow(dbtRun, { sources });
    if (built.status === "failed") return joinSummaries([loaded, built]);
    return joinSummaries([loaded, built, await run.subflow(dbtTest, { sources })]);
  }),
);

await runDirectly(import.meta.url, dataPipeline);

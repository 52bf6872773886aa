import { flow, type FlowContext } from "@snapcount/prefect";
import * as z from "zod";
import { dbtRun } from "./dbt_run.ts";
import { dbtTest } from "./dbt_test.ts";
import { runDirectly } from "./direct.ts";
import type { Home } from "./home.ts";
import { identify } from "./identify.ts";
import { IngestParameters } from "./ingest-parameters.ts";
import { nflverse } from "../sources/nflverse/index.ts";
import { chooseSourceFlows } from "./source-flows.ts";
import { seasonal } from "./season-guard.ts";
import { type FlowSummary, joinSources, joinSummaries, stateOf } from "./summary.ts";

const Parameters = IngestParameters.extend({
  flows: z.array(z.string()).optional().describe("Source flows to run; default: all"),
  dbt: z.boolean().default(true).describe("Build and test the models downstream of what was loaded"),
});

/** Every source, then the models that depend on them. A failing source does not stop the others. */
export const dataPipeline = flow(
  {
    name: "data_pipeline",
    description: "All source flows in parallel, identity between them, then dbt_run and dbt_test on what they published",
    parameters: Parameters,
    outcome: stateOf,
  },
  seasonal(async ({ flows, dbt, when: _, ...parameters }: z.output<typeof Parameters>, run: FlowContext<Home>): Promise<FlowSummary> => {
    const { config, recorded, identity } = run.env;
    const { chosen, leftOut } = chooseSourceFlows(flows, parameters, config, recorded);
    for (const line of leftOut) run.log.info(line);
    const running = chosen.map(({ entry, parameters: own }) => ({ entry, done: run.subflow(entry.flow, entry.parametersOf(own)) }));
    // Who everybody is comes with nflverse: the others fetch meanwhile, and wait for it where they look players up.
    const crosswalk = running.find(({ entry }) => entry.source === nflverse);
    if (crosswalk !== undefined) identity.hold(crosswalk.done);
    // Whoever needs it and does not get it says so in its own outcome.
    const identified = Promise.resolve(crosswalk?.done).then(() => run.submit(identify, undefined)).catch(() => null);
    const [loaded] = await Promise.all([Promise.all(running.map(({ done }) => done)).then(joinSources), identified]);
    if (!dbt || loaded.status === "failed") return loaded;

    const sources = flows === undefined ? [] : chosen.map(({ entry }) => entry.source.name);
    run.env.changes.begin();
    const built = await run.subflow(dbtRun, { sources });
    if (built.status === "failed") return joinSummaries([loaded, built]);
    return joinSummaries([loaded, built, await run.subflow(dbtTest, { sources })]);
  }),
);

await runDirectly(import.meta.url, dataPipeline);

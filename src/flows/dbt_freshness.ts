import { flow, type FlowContext } from "@snapcount/prefect";
import type * as z from "zod";
import { describeDbt, invokeDbt, summarizeFreshness } from "./dbt-step.ts";
import { DbtParameters } from "./dbt_run.ts";
import { runDirectly } from "./direct.ts";
import type { Home } from "./home.ts";
import { seasonal } from "./season-guard.ts";
import { exportSourceStatus } from "./source-status.ts";
import { type FlowSummary, stateOf } from "./summary.ts";

export const dbtFreshness = flow(
  {
    name: "dbt_freshness",
    tags: ["dbt"],
    description: "Asks dbt how long ago each source was looked at; one beyond its limit fails the run, one never loaded is skipped",
    parameters: DbtParameters,
    outcome: stateOf,
  },
  seasonal(async ({ sources }: z.output<typeof DbtParameters>, run: FlowContext<Home>): Promise<FlowSummary> => {
    run.env.progress({ kind: "start", step: "dbt freshness" });
    await exportSourceStatus(run.env);
    const report = await run.submit(invokeDbt, { command: "freshness", sources });
    run.env.progress({ kind: "end", step: "dbt freshness", ...describeDbt(report) });
    return summarizeFreshness(report);
  }),
);

await runDirectly(import.meta.url, dbtFreshness);

import { flow, type FlowContext } from "@snapcount/prefect";
import * as z from "zod";
import { describeDbt, invokeDbt, summarizeDbt, tellOfDbt } from "./dbt-step.ts";
import { runDirectly } from "./direct.ts";
import { noticeOfLoss } from "./governance.ts";
import type { Home } from "./home.ts";
import { seasonal, whenParameter } from "./season-guard.ts";
import { exportSourceStatus } from "./source-status.ts";
import { type FlowSummary, stateOf } from "./summary.ts";

export const DbtParameters = z.strictObject({
  when: whenParameter,
  sources: z.array(z.string()).default([]).describe("Only what depends on these sources; empty: everything"),
});

export const dbtRun = flow(
  {
    name: "dbt_run",
    tags: ["dbt"],
    description: "Seeds and builds the models; the registry becomes a seed just before",
    parameters: DbtParameters,
    outcome: stateOf,
    hooks: noticeOfLoss,
  },
  seasonal(async ({ sources }: z.output<typeof DbtParameters>, run: FlowContext<Home>): Promise<FlowSummary> => {
    run.env.progress({ kind: "start", step: "dbt run" });
    await Promise.all([run.env.writeRegistrySeed(), exportSourceStatus(run.env)]);
    const report = await run.submit(invokeDbt, { command: "run", sources });
    run.env.progress({ kind: "end", step: "dbt run", ...describeDbt(report) });
    await tellOfDbt(run, report);
    return summarizeDbt("run", report, null);
  }),
);

await runDirectly(import.meta.url, dbtRun);

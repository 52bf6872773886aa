import { flow, type FlowContext } from "@snapcount/prefect";
import type * as z from "zod";
import { describeDbt, exportPassedMarts, invokeDbt, summarizeDbt, tellOfDbt } from "./dbt-step.ts";
import { runDirectly } from "./direct.ts";
import { DbtParameters } from "./dbt_run.ts";
import { noticeOfLoss } from "./governance.ts";
import type { Home } from "./home.ts";
import { seasonal } from "./season-guard.ts";
import { type FlowSummary, stateOf } from "./summary.ts";

export const dbtTest = flow(
  {
    name: "dbt_test",
    tags: ["dbt"],
    description: "Runs the dbt tests; a failing one fails the run and is named with its rows",
    parameters: DbtParameters,
    outcome: stateOf,
    hooks: noticeOfLoss,
  },
  seasonal(async ({ sources }: z.output<typeof DbtParameters>, run: FlowContext<Home>): Promise<FlowSummary> => {
    run.env.progress({ kind: "start", step: "dbt test" });
    const report = await run.submit(invokeDbt, { command: "test", sources });
    run.env.progress({ kind: "end", step: "dbt test", ...describeDbt(report) });
    await tellOfDbt(run, report);
    return summarizeDbt("test", report, await run.submit(exportPassedMarts, report));
  }),
);

await runDirectly(import.meta.url, dbtTest);

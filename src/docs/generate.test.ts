import { describe, expect, it } from "vitest";
import type { FlowEntry } from "../core/flow-entry.ts";
import type { Schedules } from "../core/schedules.ts";
import { renderParts } from "./generate.ts";

const flow = (name: string, rest: Partial<FlowEntry> = {}): FlowEntry => ({ name, file: `src/flows/${name}.ts`, about: "about", source: null, status: "implemented", dependsOn: [], datasets: [], ...rest });
const flows = [
  flow("copy_flow", { source: "sheet", status: "planned" }),
  flow("sheet_pipeline", { source: "sheet", status: "planned", dependsOn: ["copy_flow", "nfl_pipeline"] }),
  flow("nfl_pipeline", { source: "nfl" }),
  flow("dbt_run", { dependsOn: ["sheet_pipeline", "nfl_pipeline"] }),
  flow("data_pipeline", { dependsOn: ["nfl_pipeline"] }),
];
const schedules: Schedules = {
  missed: "latest",
  crashedAfterSeconds: 120,
  schedules: [
    { slug: "nfl-daily", flow: "nfl_pipeline", cron: "0 1 * * *", timezone: "America/New_York", about: "daily", when: "in-season", parameters: {} },
    { slug: "copy-daily", flow: "copy_flow", cron: "0 3 * * *", timezone: "UTC", about: "daily", when: "always", parameters: {} },
    { slug: "all-daily", flow: "data_pipeline", cron: "0 2 * * *", timezone: "UTC", about: "daily", when: "always", parameters: {}, startedBy: "w.yml" },
  ],
  chains: [{ slug: "build-after-nfl", after: "nfl_pipeline", run: "dbt_run", delayMinutes: 20, about: "because" }],
  flows: {},
};
const workflowCrons = [{ file: "w.yml", line: 1, cron: "0 2 * * *", flows: ["dbt_run"] }];
const part = (name: string): string => renderParts({ flows, schedules, workflowCrons }).get(name) ?? "";

describe("the generated parts", () => {
  it("show one row a source, with what starts it and what it needs from other sources only", () => {
    expect(part("sources").split("\n")).toEqual([
      "| Source | Current Method | Prefect Status | Dependencies |",
      "|---|---|---|---|",
      "| sheet | none: not loaded by this system yet | `sheet_pipeline`: planned | `nfl_pipeline` |",
      "| nfl | schedules of a Prefect server or `snapcount serve`; by hand (`snapcount run nfl_pipeline`) | `nfl_pipeline`: implemented | none |",
      "| dbt models | GitHub Actions (`w.yml`); schedules of a Prefect server or `snapcount serve`; by hand (`snapcount dbt run`) | `dbt_run`: implemented | `sheet_pipeline`, `nfl_pipeline` |",
    ]);
  });

  it("draw in the current diagram only what is implemented, in the future one all, planned ones marked", () => {
    expect(part("jobs-current")).not.toContain("sheet_pipeline");
    expect(part("jobs-current")).toContain("nfl_pipeline -.-> data_pipeline");
    expect(part("jobs-future")).toContain('sheet_pipeline["sheet_pipeline"]:::planned');
    expect(part("jobs-future")).toContain("sheet_pipeline --> dbt_run");
  });

  it("say of every kind of check what it asks", () => {
    expect(part("checks").split("\n").slice(0, 3)).toEqual(["| Check | Asks |", "|---|---|", "| `row_count` | Are there at least, and at most, so many rows? |"]);
    expect(part("checks")).toContain("| `team_coverage` | ");
  });

  it("count the flows and name no file of one that is not written", () => {
    expect(part("flow-summary")).toContain("3 of 5 flows are implemented.");
    expect(part("flow-status")).not.toContain("src/flows/copy_flow.ts");
  });

  it("say which schedule runs and what starts it", () => {
    expect(part("schedules")).toContain("| nfl-daily | `nfl_pipeline` | `0 1 * * *` | America/New_York | in-season | daily | a Prefect server, or `snapcount serve` |");
    expect(part("schedules")).toContain("| copy-daily | `copy_flow` | `0 3 * * *` | UTC | always | daily | nobody yet: the flow is planned |");
    expect(part("schedules")).toContain("| all-daily | `data_pipeline` | `0 2 * * *` | UTC | always | daily | `w.yml` |");
    expect(part("chains")).toContain("| build-after-nfl | `nfl_pipeline` | `dbt_run` | 20 min | because | implemented |");
  });
});

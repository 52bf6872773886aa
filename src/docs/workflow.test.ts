import { describe, expect, it } from "vitest";
import { readCrons } from "./workflow.ts";

const workflow = (...steps: readonly string[]): string => `on:\n  schedule:\n    - cron: "0 12 * * 2,3" # twice\njobs:\n  a:\n    steps:\n${steps.map((step) => `      - name: A step\n        run: ${step}\n`).join("")}`;

describe("a workflow's crons", () => {
  it("come with the flows that its steps run", () => {
    const text = workflow("make setup", "bin/snapcount run nfl_data_pipeline --no-dbt || test $? -eq 3", "bin/snapcount validate --fail-on-gaps", "bin/snapcount dbt run", "bin/snapcount dbt test");
    expect(readCrons("w.yml", text)).toEqual([{ file: "w.yml", line: 3, cron: "0 12 * * 2,3", flows: ["nfl_data_pipeline", "dbt_run", "dbt_test"] }]);
  });

  it("name the whole run where a step names no flow, and none where nothing is run", () => {
    expect(readCrons("w.yml", workflow("bin/snapcount run --no-dbt"))).toMatchObject([{ flows: ["data_pipeline"] }]);
    expect(readCrons("w.yml", workflow("make test"))).toMatchObject([{ flows: [] }]);
  });
});

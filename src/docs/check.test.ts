import { describe, expect, it } from "vitest";
import type { FlowEntry } from "../core/flow-entry.ts";
import type { Schedule, Schedules } from "../core/schedules.ts";
import { checkDocuments } from "./check.ts";
import type { DocsFacts } from "./facts.ts";
import { renderParts } from "./generate.ts";
import type { Document } from "./issue.ts";
import { replaceBlocks } from "./markers.ts";
import { ORCHESTRATION_DOCUMENT, ORCHESTRATION_HEADINGS, SEED_FLOWS, SEED_PATHS } from "./seed-names.ts";

const flows: readonly FlowEntry[] = SEED_FLOWS.map((name) => ({
  name,
  file: `src/flows/${name}.ts`,
  about: `What ${name} does`,
  source: name === "nfl_data_pipeline" ? "nflverse" : null,
  status: name === "ktc_pipeline" ? "planned" : "implemented",
  dependsOn: [],
  datasets: [],
}));
const schedule: Schedule = { slug: "twice", flow: "data_pipeline", cron: "0 12 * * 2,3", timezone: "UTC", about: "twice a week", when: "always", parameters: {}, startedBy: ".github/workflows/data-pipeline.yml" };
const file = (schedules: readonly Schedule[]): Schedules => ({ missed: "latest", crashedAfterSeconds: 120, schedules: [...schedules], chains: [], flows: {} });
const files = new Set([...SEED_PATHS, ...flows.filter((flow) => flow.status === "implemented").map((flow) => flow.file), "README.md", "bin/snapcount", "src/core/check.ts", "src/core", "config/schedules.yaml"]);
const facts: DocsFacts = {
  flows,
  schedules: file([schedule]),
  commands: [
    { path: ["run"], flags: [{ name: "--profile", takesValue: true }, { name: "--no-dbt", takesValue: false }], maxArguments: Infinity },
    { path: ["dbt", "test"], flags: [], maxArguments: 0 },
  ],
  makeTargets: new Set(["run", "validate-manifests", "prefect-server"]),
  workflowCrons: [{ file: ".github/workflows/data-pipeline.yml", line: 5, cron: schedule.cron, flows: [schedule.flow] }],
  exists: (path) => files.has(path),
};
const parts = renderParts(facts);

const headings = ORCHESTRATION_HEADINGS.map(([depth, text]) => `${"#".repeat(depth)} ${text}`);
const orchestration: Document = {
  file: ORCHESTRATION_DOCUMENT,
  text: replaceBlocks([...headings, "<!-- generated:flow-status -->", "<!-- /generated:flow-status -->"].join("\n"), parts),
};

/** @returns what is found in a README of these lines, beside a sound orchestration document: `line kind message`. */
function found(lines: readonly string[], changed: Partial<DocsFacts> = {}, other: Document = orchestration): readonly string[] {
  const documents = [other, { file: "README.md", text: lines.join("\n") }];
  return checkDocuments(documents, { ...facts, ...changed }, parts).map((issue) => `${issue.file === "README.md" ? "" : `${issue.file} `}${issue.line} ${issue.kind}: ${issue.message}`);
}

describe("documents that are true", () => {
  it("have no issues", () => {
    const readme = [
      "# Title",
      "`src/core/check.ts` [doc](docs/ops/orchestration_architecture.md#overview) [here](#title) [web](https://example.org/x) `data/raw/x` `nfl_data_pipeline`",
      "Starts at `0 12 * * 2,3`. `make run`",
      "```sh",
      "bin/snapcount run nfl_data_pipeline \\",
      "  --profile sample --no-dbt   # a comment",
      "SNAPCOUNT_HOME=x bin/snapcount dbt test",
      "npx tsx src/flows/dbt_run.ts",
      "```",
      "```text",
      "snapcount nonsense is output here; see src/nowhere.ts",
      "```",
    ];
    expect(found(readme)).toEqual([]);
  });
});

describe("a document is refused", () => {
  it("whose generated part is not what the code says now", () => {
    const stale = { ...orchestration, text: orchestration.text.replace("What dbt_run does", "What it did once") };
    expect(found([], {}, stale)).toEqual([`${ORCHESTRATION_DOCUMENT} 15 stale: the generated part flow-status is not what the code says now`]);
  });

  it("whose markers are wrong, or name a part that nothing generates", () => {
    expect(found(["<!-- generated:flow-status -->"])).toEqual(["1 marker: generated:flow-status is never closed"]);
    expect(found(["<!-- generated:weather -->", "<!-- /generated:weather -->"])).toEqual(["1 marker: nothing generates a part named weather"]);
  });

  it("that names a path that is not there, in a sentence or in a command", () => {
    expect(found(["see `src/core/chek.ts`"])).toEqual(["1 path: src/core/chek.ts does not exist"]);
    expect(found(["```sh", "npx tsx src/flows/nothing.ts", "```"])).toEqual(["2 path: src/flows/nothing.ts does not exist"]);
  });

  it("with a link to nothing, out of the repository, or to a heading that is not there", () => {
    expect(found(["[a](docs/none.md)"])).toEqual(["1 link: the link docs/none.md leads to nothing"]);
    expect(found(["[a](../../shared)"])).toEqual(["1 link: the link ../../shared leads to nothing"]);
    expect(found(["# T", "[a](#t) [b](#u)", "[c](docs/ops/orchestration_architecture.md#overvew)"])).toEqual(["2 link: README.md has no heading #u", `3 link: ${ORCHESTRATION_DOCUMENT} has no heading #overvew`]);
  });

  it("with a command, flag or flow that does not exist", () => {
    expect(found(["`snapcount rnu`"])).toEqual(["1 command: there is no command 'snapcount rnu'"]);
    expect(found(["```sh", "x=1 bin/snapcount run --prfile sample", "```"])).toEqual(["2 command: 'snapcount run' has no flag --prfile"]);
    expect(found(["`snapcount run nfl_data_pipelin`"])).toEqual(["1 command: there is no flow 'nfl_data_pipelin' that can be run"]);
    expect(found(["`snapcount run ktc_pipeline`"])).toEqual(["1 command: there is no flow 'ktc_pipeline' that can be run"]);
  });

  it("with a make target that does not exist", () => {
    expect(found(["`make rnu`"])).toEqual(["1 command: the Makefile has no target 'rnu'"]);
  });

  it("with the name of a flow that is in no registry", () => {
    expect(found(["`weather_pipeline`"])).toEqual(["1 flow: weather_pipeline is in no flow registry"]);
  });

  it("with a schedule that config/schedules.yaml does not have", () => {
    expect(found(["at `0 13 * * 2,3`"])).toEqual(["1 schedule: the schedule 0 13 * * 2,3 is not in config/schedules.yaml"]);
  });

  it("that leaves out a flow, or changes the order of the headings", () => {
    const silent = { ...orchestration, text: headings.join("\n") };
    expect(found([], {}, silent)).toHaveLength(flows.length);
    const swapped = { ...orchestration, text: orchestration.text.replace("## Overview\n## Current Architecture", "## Current Architecture\n## Overview") };
    expect(found([], {}, swapped)).toEqual([`${ORCHESTRATION_DOCUMENT} 1 heading: the heading 'Overview' is expected here, found 'Current Architecture'`]);
    const longer = { ...orchestration, text: `${orchestration.text}\n## More` };
    expect(found([], {}, longer)).toEqual([expect.stringContaining("heading: the heading 'More' is one too many")]);
  });
});

describe("the repository is refused", () => {
  it("whose workflow and schedules do not agree", () => {
    const idle = "config/schedules.yaml 1 schedule: .github/workflows/data-pipeline.yml does not start data_pipeline at 0 12 * * 2,3";
    expect(found([], { workflowCrons: facts.workflowCrons.map((cron) => ({ ...cron, flows: ["nfl_data_pipeline"] })) })).toEqual([idle]);
    expect(found([], { workflowCrons: [] })).toEqual([idle]);
    expect(found([], { workflowCrons: [...facts.workflowCrons, { file: ".github/workflows/x.yml", line: 7, cron: "0 1 * * *", flows: [] }] })).toEqual([
      ".github/workflows/x.yml 7 schedule: the cron 0 1 * * * is not an active schedule of config/schedules.yaml",
    ]);
    expect(found([], { schedules: file([schedule, { slug: "weather", flow: "weather", cron: "0 1 * * *", timezone: "UTC", about: "x", when: "always", parameters: {} }]) })).toEqual(["config/schedules.yaml 1 flow: weather is in no flow registry"]);
  });

  it("that lost a name of the seed: a flow, a file, a path or a make target", () => {
    expect(found([], { flows: flows.slice(1) })).toContain(`${ORCHESTRATION_DOCUMENT} 1 flow: the flow copy_league_sheet_flow is missing in the registry`);
    expect(found([], { exists: (path) => path !== "src/flows/dbt_run.ts" && files.has(path) })).toContain(`${ORCHESTRATION_DOCUMENT} 1 path: src/flows/dbt_run.ts of the implemented flow dbt_run does not exist`);
    expect(found([], { exists: (path) => path !== "docs/ops/ci_transition_plan.md" && files.has(path) })).toEqual(["docs/ops/ci_transition_plan.md 1 path: docs/ops/ci_transition_plan.md does not exist"]);
    expect(found([], { makeTargets: new Set() })).toEqual(["validate-manifests", "prefect-server"].map((target) => `Makefile 1 command: the target ${target} is missing`));
  });
});

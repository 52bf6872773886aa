import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { loadSchedules } from "../src/config/schedules.ts";

const root = resolve(import.meta.dirname, "..");

const Workflow = z.object({
  name: z.string(),
  on: z.object({ schedule: z.array(z.object({ cron: z.string() })), workflow_dispatch: z.unknown() }),
  permissions: z.record(z.string(), z.string()),
  concurrency: z.object({ group: z.string(), "cancel-in-progress": z.boolean() }),
  env: z.record(z.string(), z.string()),
  jobs: z.record(
    z.string(),
    z.object({
      "timeout-minutes": z.number(),
      steps: z.array(z.object({ name: z.string(), run: z.string().optional(), uses: z.string().optional(), if: z.string().optional(), with: z.record(z.string(), z.unknown()).optional() })),
    }),
  ),
});
const path = join(root, ".github/workflows/data-pipeline.yml");
const text = readFileSync(path, "utf8");
const workflow = Workflow.parse(parse(text));
const steps = workflow.jobs["ingest"]?.steps ?? [];

describe("the workflow Data Pipeline", () => {
  it("has the seed's name, job and step names in the seed's order, then the dbt tests", () => {
    expect(workflow.name).toBe("Data Pipeline");
    expect(Object.keys(workflow.jobs)).toEqual(["ingest"]);
    expect(steps.filter((step) => step.run !== undefined).map((step) => step.name)).toEqual(["Install", "Load nflverse data", "Validate manifests", "Run dbt models", "Test dbt models"]);
  });

  it("starts Tuesday and Wednesday at 12:00 UTC or by hand, as config/schedules.yaml says", () => {
    expect(workflow.on.schedule).toEqual([{ cron: "0 12 * * 2,3" }]);
    expect(workflow.on).toHaveProperty("workflow_dispatch");
    const active = loadSchedules(root, root).schedules.filter((schedule) => schedule.startedBy === ".github/workflows/data-pipeline.yml");
    expect(active.map((schedule) => schedule.cron)).toEqual(["0 12 * * 2,3"]);
  });

  it("may only read the repository, keeps no token on disk, ends in time, and is never run twice at once", () => {
    expect(workflow.permissions).toEqual({ contents: "read" });
    expect(steps[0]?.with).toEqual({ "persist-credentials": false });
    expect(workflow.jobs["ingest"]?.["timeout-minutes"]).toBeLessThanOrEqual(60);
    expect(workflow.concurrency).toEqual({ group: "data-pipeline", "cancel-in-progress": false });
  });

  it("pins every action to a full commit, with the version beside it", () => {
    const uses = text.split("\n").filter((line) => line.includes("uses:"));
    expect(uses.length).toBe(steps.filter((step) => step.uses !== undefined).length);
    for (const line of uses) expect(line).toMatch(/uses: actions\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it("restores the store before loading and saves it under the same key also after a failure", () => {
    const names = steps.map((step) => step.name);
    const restore = steps.find((step) => step.name === "Restore the store");
    const save = steps.find((step) => step.name === "Save the store");
    expect(names.indexOf("Restore the store")).toBeLessThan(names.indexOf("Load nflverse data"));
    expect(names.at(-1)).toBe("Save the store");
    expect(save?.with?.["key"]).toBe(restore?.with?.["key"]);
    expect(save?.if).toBe("${{ !cancelled() }}");
  });

  it("runs live, and needs no other setting: the profile is the only variable", () => {
    expect(workflow.env).toEqual({ SNAPCOUNT_PROFILE: "live" });
    expect(text).not.toMatch(/secrets\./);
    expect(existsSync(join(root, "bin/snapcount"))).toBe(true);
  });
});

import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const run = promisify(execFile);

interface Step {
  readonly name: string;
  readonly run?: string;
}
interface WorkflowFile {
  readonly jobs: { readonly ingest: { readonly steps: readonly Step[] } };
}

/**
 * The workflow's own lines, in its order, with the shell that GitHub uses, in a clean clone of what is committed. Only the profile
 * differs: the sample league instead of the live provider. `make setup` really installs from the registries.
 */
describe("the workflow's run steps, in a clean clone, on the sample league", () => {
  let folder = "";
  let clone = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "snapcount-workflow-"));
    clone = join(folder, "clone");
    execFileSync("git", ["clone", "--quiet", "--no-hardlinks", root, clone]);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const { jobs } = parse(readFileSync(join(root, ".github/workflows/data-pipeline.yml"), "utf8")) as WorkflowFile;
  for (const step of jobs.ingest.steps.filter((candidate) => candidate.run !== undefined)) {
    it(step.name, async () => {
      const { CI: _ci, SNAPCOUNT_HOME: _home, EXTERNAL_ROOT: _raw, ...inherited } = process.env;
      const env = { ...inherited, SNAPCOUNT_PROFILE: "sample" };
      await run("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", step.run ?? ""], { cwd: clone, env, maxBuffer: 64 * 1024 * 1024 });
    });
  }

  it("leaves a store with a warehouse, and git clean", async () => {
    const { stdout } = await run(join(clone, "bin/snapcount"), ["status", "--json"], { cwd: clone });
    expect(stdout).toContain('"weekly"');
    expect(readFileSync(join(clone, "dbt/ff_data_transform/target/dev.duckdb")).byteLength).toBeGreaterThan(0);
    expect((await run("git", ["status", "--porcelain"], { cwd: clone })).stdout).toBe("");
  });
});

import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigError } from "../core/errors.ts";
import { createDbtRunner } from "./runner.ts";
import type { DbtRunner } from "./seam.ts";

/** How the runner treats its child; what the real dbt says is asked in tests/contract/dbt-project.test.ts. */
let home = "";
const never = new AbortController().signal;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "runner-"));
  mkdirSync(join(home, "project"));
  writeFileSync(join(home, "project", "dbt_project.yml"), "name: p\n");
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** A dbt that is the given shell script. `$TARGET` is its target folder. */
function dbt(script: string): DbtRunner {
  const dbtPath = join(home, "dbt");
  writeFileSync(dbtPath, `#!/bin/sh\nTARGET='${join(home, "target")}'\n${script}\n`);
  chmodSync(dbtPath, 0o755);
  return createDbtRunner({ dbtPath, home, projectDir: join(home, "project"), targetDir: join(home, "target"), duckdbPath: join(home, "w", "dev.duckdb"), rawRoot: join(home, "raw"), opsRoot: join(home, "ops"), runAt: new Date("2025-11-18T12:00:00Z"), seedDirs: [], threads: 1, env: { PATH: process.env["PATH"] } });
}

const results = (nodes: readonly object[]): string => `cat > "$TARGET/run_results.json" <<'E'\n${JSON.stringify({ results: nodes })}\nE\necho '{"nodes": {}}' > "$TARGET/manifest.json"`;
const good = { unique_id: "model.p.a", status: "success", execution_time: 1 };

describe("createDbtRunner", () => {
  it("asks for make setup when dbt is not there", async () => {
    const runner = dbt("");
    rmSync(join(home, "dbt"));
    const error: unknown = await runner.invoke({ command: "run", signal: never }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({ message: expect.stringContaining(join(home, "dbt")) as string, fix: expect.stringContaining("make setup") as string });
  });

  it("reports what dbt's artifacts say, from the home as working directory", async () => {
    const report = await dbt(`pwd > "$TARGET/cwd"\n${results([good])}`).invoke({ command: "run", signal: never });
    expect(report).toMatchObject({ command: "run", ok: true, nodes: [{ name: "a", state: "success" }], warehouse: join(home, "w", "dev.duckdb") });
    expect(readFileSync(join(home, "target", "cwd"), "utf8").trim()).toBe(home);
  });

  it("never takes an earlier run's artifact for its own", async () => {
    await dbt(results([good])).invoke({ command: "run", signal: never });
    await expect(dbt("echo 'disk is full' >&2; exit 2").invoke({ command: "run", signal: never })).rejects.toThrow(/^dbt run stopped before anything ran: disk is full$/);
  });

  it("does not believe good nodes when dbt itself ended badly", async () => {
    await expect(dbt(`${results([good])}\nexit 1`).invoke({ command: "run", signal: never })).rejects.toThrow(/code 1 though no node failed/);
  });

  it("is content when nothing matched the selection", async () => {
    expect(await dbt("exit 0").invoke({ command: "run", sources: ["ktc"], signal: never })).toMatchObject({ ok: true, nodes: [] });
  });

  it("remembers a test that failed until it is asked again: no mart above it passes meanwhile", async () => {
    const manifest = { nodes: {
      "model.p.stg": { name: "stg", depends_on: { nodes: [] } }, "model.p.mart": { name: "mart", tags: ["mart"], relation_name: '"dev"."main"."mart"', depends_on: { nodes: ["model.p.stg"] } },
      "test.p.stg_once": { name: "stg_once", attached_node: "model.p.stg" }, "test.p.mart_once": { name: "mart_once", attached_node: "model.p.mart" },
    } };
    const passed = async (said: Readonly<Record<string, string>>, tests = manifest): Promise<boolean | undefined> => {
      const nodes = Object.entries(said).map(([name, status]) => ({ unique_id: `test.p.${name}`, status, execution_time: 1 }));
      const script = `${results(nodes)}\necho '${JSON.stringify(tests)}' > "$TARGET/manifest.json"`;
      return (await dbt(script).invoke({ command: "test", signal: never })).marts[0]?.passed;
    };
    expect(await passed({ mart_once: "pass" })).toBe(true);
    expect(await passed({ mart_once: "pass", stg_once: "fail" })).toBe(false);
    expect(await passed({ mart_once: "pass" })).toBe(false);
    expect(await passed({ stg_once: "pass" })).toBe(false);
    expect(await passed({ mart_once: "pass" })).toBe(true);
    expect(await passed({ stg_once: "fail", mart_once: "pass" })).toBe(false);
    const { "test.p.stg_once": _gone, ...nodes } = manifest.nodes;
    expect(await passed({ mart_once: "pass" }, { nodes } as typeof manifest)).toBe(true);
  });

  it("says who may have the warehouse open", async () => {
    const fatal = JSON.stringify({ info: { level: "error", name: "MainEncounteredError", msg: "" }, data: { exc: "IO Error: Could not set lock on file" } });
    const error: unknown = await dbt(`echo '${fatal}'; exit 2`).invoke({ command: "run", signal: never }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "DbtError", fix: expect.stringContaining("Another process has the warehouse open") as string });
  });

  it("ends dbt and all it started when the run is cancelled", async () => {
    const controller = new AbortController();
    const started = JSON.stringify({ info: { level: "info", name: "LogStartLine", msg: "" }, data: { index: 1, total: 1, node_info: { unique_id: "model.p.a", node_status: "started" } } });
    // The grandchild holds the output open: without its end the invocation would not end for ten minutes.
    const runner = dbt(`sh -c 'sleep 600; touch "${join(home, "survived")}"' &\necho '${started}'\nwait`);
    const running = runner.invoke({ command: "run", signal: controller.signal, onEvent: () => controller.abort(new Error("cancelled by the operator")) });
    await expect(running).rejects.toThrow("cancelled by the operator");
    expect(existsSync(join(home, "survived"))).toBe(false);
  });

  it("starts nothing for a run that is cancelled already", async () => {
    await expect(dbt(`touch "${join(home, "started")}"`).invoke({ command: "run", signal: AbortSignal.abort(new Error("too late")) })).rejects.toThrow("too late");
    expect(existsSync(join(home, "started"))).toBe(false);
  });
});

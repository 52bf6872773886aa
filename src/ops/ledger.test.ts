import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { flow, type FlowContext, runFlow, task } from "@snapcount/prefect";
import { describeRecorder } from "@snapcount/prefect/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { ConfigError } from "../core/errors.ts";
import type { DatasetOutcome } from "../core/outcome.ts";
import { openSqlite } from "../store/sqlite.ts";
import { type DatasetCheck, type Ledger, markCrashedRuns, openLedger, readLedger } from "./index.ts";

let folder = "";
let path = "";
let notes: string[] = [];
let open: Ledger[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ledger-"));
  path = join(folder, "ops", "ledger.db");
  notes = [];
  open = [];
});
afterEach(async () => {
  for (const ledger of open) await ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

const openHere = (): Ledger => {
  const ledger = openLedger(path, { onNote: (note) => notes.push(note) });
  open.push(ledger);
  return ledger;
};

describeRecorder("SQLite ledger", async () => {
  const home = mkdtempSync(join(tmpdir(), "ledger-contract-"));
  const file = join(home, "ledger.db");
  return {
    recorder: openLedger(file),
    read: async (flowRunId) => {
      const reader = readLedger(file);
      const run = reader.showRun(flowRunId);
      const logs = reader.readLogs(flowRunId) ?? [];
      reader.close();
      return { flowRun: run, taskRuns: run?.taskRuns ?? [], logs };
    },
    dispose: async () => rmSync(home, { recursive: true, force: true }),
  };
});

const step = task<{ n: number; after?: number }, number, null>({ name: "step", runName: ({ n }) => `step ${n}` }, ({ n }, { log }) => {
  log.info(`at step ${n}`);
  if (n < 0) throw new Error("negative");
  return n;
});
const inner = flow({ name: "inner", description: "a child", parameters: z.object({}) }, async (_, run: FlowContext<null>) => run.submit(step, { n: 7 }));
const outer = flow({ name: "outer", description: "a parent", parameters: z.object({ season: z.int() }), tags: ["test"] }, async (_, run: FlowContext<null>) => {
  run.log.warning("from the flow");
  const first = run.submit(step, { n: 1 });
  const failing = run.submit(step, { n: -1 });
  await run.submit(step, { n: 2, after: first });
  await failing.settled();
  return run.subflow(inner, {});
});

const check: DatasetCheck = { source: "nflverse", dataset: "weekly", name: "row_count", kind: "row_count", verdict: "pass", observed: 500, threshold: 1, message: "500 rows", evidence: [{ season: 2024 }] };
const outcome: DatasetOutcome = {
  source: "nflverse", dataset: "weekly", dt: "2025-11-23", outcome: "published", verdict: "pass", rows: 500, previousRows: null, path: "/x/weekly.parquet", servingDt: "2025-11-23", reason: null, fix: null, durationMs: 12.5,
};

describe("what commands ask", () => {
  it("knows of each dataset the newest outcome, since when it is in trouble, and its newest audit", async () => {
    const ledger = openHere();
    const say = (runId: string, dataset: string, dt: string, what: DatasetOutcome["outcome"]): void => ledger.recordOutcomes(runId, [{ ...outcome, dataset, dt, outcome: what }]);
    ledger.recordChecks("first", [{ ...check, verdict: "fail" }]);
    ledger.recordChecks("second", [check, { ...check, name: "required_columns" }, { ...check, dataset: "teams" }]);
    // A later run found nothing new: what it came to is told beside the newest audit, and does not hide it.
    for (const [run, verdict] of [["second", "pass"], ["third", "warn"]] as const) ledger.recordChecks(run, [{ ...check, name: "data_age", kind: "freshness", verdict }]);
    ledger.recordChecks("third", [{ ...check, name: "changed", kind: "pre_load", verdict: "skipped" }]);
    for (const [run, dt, what] of [["first", "2025-11-21", "failed"], ["second", "2025-11-22", "published"], ["third", "2025-11-23", "lkg"], ["fourth", "2025-11-24", "quarantined"], ["fifth", "2025-11-25", "skipped"]] as const) say(run, "weekly", dt, what);
    say("fourth", "schedule", "2025-11-24", "unchanged");
    await ledger.flush();
    const reader = readLedger(path);
    const datasets = reader.readDatasets().map(({ dataset, last, trouble, checks }) => [dataset, last === null ? null : [last.runId, last.outcome], trouble, checks.map(({ name, verdict }) => `${name} ${verdict}`)]);
    reader.close();
    expect(datasets).toEqual([
      ["schedule", ["fourth", "unchanged"], null, []],
      ["teams", null, null, ["row_count pass"]],
      ["weekly", ["fourth", "quarantined"], { sinceDt: "2025-11-23", runs: 2 }, ["row_count pass", "required_columns pass", "data_age warn"]],
    ]);
    expect(readLedger(join(folder, "none.db")).readDatasets()).toEqual([]);
  });

  it("shows a run with tasks, edges, children, checks, outcomes and logs", async () => {
    const ledger = openHere();
    const { run } = await runFlow(outer, { season: 2024 }, { env: null, recorder: ledger, runName: "tuesday" });
    const child = await childOf(ledger, run.flowRunId);
    ledger.recordChecks(child, [check, { ...check, name: "not_null(player_id)", verdict: "skipped", observed: null, threshold: "none" }]);
    ledger.recordOutcomes(child, [outcome]);
    await ledger.flush();

    const reader = readLedger(path);
    expect(reader.listRuns(10)).toMatchObject([{ flow: "outer", name: "tuesday", stateType: "COMPLETED", tasks: 4, failedTasks: 1, parentRunId: null }]);
    expect(reader.listRuns(10, { withChildren: true })).toHaveLength(2);
    expect(reader.listRuns(10, { flow: "inner", withChildren: true })).toHaveLength(1);
    const detail = reader.showRun("tuesday");
    expect(detail).toMatchObject({ runId: run.flowRunId, parameters: { season: 2024 }, tags: ["test"], attempts: 1, children: [{ flow: "inner", stateName: "Completed" }], checks: [check, { verdict: "skipped" }], outcomes: [outcome] });
    expect(detail?.states.map((state) => state.name)).toEqual(["Pending", "Running", "Completed"]);
    expect(detail?.taskRuns.map((row) => [row.name, row.stateName, row.attempts])).toEqual([["step 1", "Completed", 1], ["step -1", "Failed", 1], ["step 2", "Completed", 1], ["inner-0", "Completed", 1]]);
    expect(detail?.taskRuns[2]?.inputs).toEqual({ after: [{ input_type: "task_run", id: detail?.taskRuns[0]?.taskRunId }] });
    expect(detail?.taskRuns[1]?.states.at(-1)?.details).toMatchObject({ error: { name: "Error", message: "negative" } });
    expect(detail?.durationMs).toBeGreaterThan(0);
    expect(reader.readLogs("tuesday")?.map((line) => [line.flow, line.task, line.level, line.message])).toEqual([
      ["outer", null, "warning", "from the flow"],
      ["outer", "step 1", "info", "at step 1"],
      ["outer", "step -1", "info", "at step -1"],
      ["outer", "step 2", "info", "at step 2"],
      ["inner", "step 7", "info", "at step 7"],
    ]);
    expect(reader.showRun("no such run")).toBeNull();
    expect(reader.readLogs("no such run")).toBeNull();
    reader.close();
  });

  it("lists the newest runs first", async () => {
    const ledger = openHere();
    for (const runName of ["one", "two", "three"]) await runFlow(inner, {}, { env: null, recorder: ledger, runName });
    await ledger.flush();
    const reader = readLedger(path);
    expect(reader.listRuns(2).map((row) => row.name)).toEqual(["three", "two"]);
    reader.close();
  });

  it("finds nothing in a home without a ledger, and creates nothing", () => {
    const reader = readLedger(path);
    expect([reader.listRuns(5), reader.showRun("x"), markCrashedRuns(path, new Date())]).toEqual([[], null, []]);
    reader.close();
    expect(existsSync(join(folder, "ops"))).toBe(false);
  });

  async function childOf(ledger: Ledger, runId: string): Promise<string> {
    await ledger.flush();
    const reader = readLedger(path);
    const id = reader.showRun(runId)?.children[0]?.runId ?? "";
    reader.close();
    return id;
  }
});

describe("a ledger that is in the way", () => {
  const count = (file: string): number => {
    const reader = readLedger(file);
    const runs = reader.listRuns(100).filter((row) => row.stateName === "Completed").length;
    reader.close();
    return runs;
  };

  it("of a newer version is a clear error, and stays as it is", () => {
    mkdirSync(join(folder, "ops"));
    const db = openSqlite(path);
    db.exec("PRAGMA user_version = 99");
    db.close();
    expect(() => openLedger(path)).toThrow(ConfigError);
    expect(() => openLedger(path)).toThrow(/version 99, this program knows versions up to 3/);
    expect(() => readLedger(path)).toThrow(/version 99/);
    expect(() => markCrashedRuns(path, new Date())).toThrow(/version 99/);
  });

  it("damaged before the run: moved aside with a note, the run is recorded in a new one", async () => {
    mkdirSync(join(folder, "ops"));
    writeFileSync(path, "no database at all ".repeat(500));
    await runFlow(inner, {}, { env: null, recorder: openHere() });
    await open[0]?.close();
    expect(notes.join()).toMatch(/damaged and has been moved to .*ledger\.db\.damaged-/);
    expect(readdirSync(join(folder, "ops")).filter((name) => name.includes("damaged"))).toHaveLength(1);
    expect(count(path)).toBe(1);
  });

  it("damaged during the run: the same, and the run goes on", async () => {
    const ledger = openHere();
    const spoil = task<null, void, null>({ name: "spoil" }, async () => {
      await ledger.flush();
      // Another connection's commit makes ours read the pages again; by then all but the first are garbage.
      const vandal = openSqlite(path);
      vandal.exec("CREATE TABLE vandal (n INTEGER); PRAGMA wal_checkpoint(TRUNCATE)");
      vandal.close();
      const file = openSync(path, "r+");
      writeSync(file, Buffer.alloc(statSync(path).size - 4096, 7), 0, null, 4096);
      closeSync(file);
    });
    const spoiled = flow({ name: "spoiled", description: "", parameters: z.object({}) }, async (_, run: FlowContext<null>) => {
      await run.submit(spoil, null);
      await run.submit(step, { n: 1 });
      await ledger.flush();
    });
    expect((await runFlow(spoiled, {}, { env: null, recorder: ledger })).state.type).toBe("COMPLETED");
    await ledger.close();
    expect(notes.join()).toMatch(/damaged and has been moved to .*ledger\.db\.damaged-/);
    expect(count(path)).toBe(1);
  });

  it("deleted during the run: a new one is begun and holds the run's end", async () => {
    const ledger = openHere();
    const remove = task<null, void, null>({ name: "remove" }, async () => {
      await ledger.flush();
      rmSync(join(folder, "ops"), { recursive: true });
    });
    const removed = flow({ name: "removed", description: "", parameters: z.object({}) }, async (_, run: FlowContext<null>) => {
      await run.submit(remove, null);
      return run.submit(step, { n: 1 });
    });
    const { state } = await runFlow(removed, {}, { env: null, recorder: ledger });
    await ledger.flush();
    expect(state.type).toBe("COMPLETED");
    expect(notes.join()).toContain("was removed while a run was being recorded");
    expect(count(path)).toBe(1);
    expect(markCrashedRuns(path, new Date())).toEqual([]);
  });

  it("that cannot be made: one note, and the run goes on without history", async () => {
    writeFileSync(join(folder, "ops"), "a file where the folder should be");
    const { state } = await runFlow(inner, {}, { env: null, recorder: openHere() });
    expect(state.type).toBe("COMPLETED");
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain("the run goes on");
    rmSync(join(folder, "ops"));
  });

  it("held by another writer: the queue is kept and nothing is lost or doubled", async () => {
    const ledger = openHere();
    await ledger.flush();
    const other = openSqlite(path);
    other.exec("BEGIN IMMEDIATE");
    const { run } = await runFlow(inner, {}, { env: null, recorder: ledger });
    const flushed = ledger.flush();
    other.exec("COMMIT");
    await flushed;
    other.close();
    const reader = readLedger(path);
    expect(reader.showRun(run.flowRunId)?.states.map((state) => state.name)).toEqual(["Pending", "Running", "Completed"]);
    reader.close();
    expect(notes).toEqual([]);
  });
});

describe("several processes", () => {
  const importPath = (module: string): string => JSON.stringify(new URL(module, import.meta.url).href);
  /** A process that records runs of a flow; `body` is the flow's body. */
  const writeChild = (body: string): string => {
    const file = join(folder, `child-${Math.random().toString(36).slice(2)}.mts`);
    writeFileSync(
      file,
      `import { flow, runFlow, task } from ${JSON.stringify(import.meta.resolve("@snapcount/prefect"))};
       import { openLedger } from ${importPath("./index.ts")};
       import * as z from ${JSON.stringify(import.meta.resolve("zod"))};
       const ledger = openLedger(${JSON.stringify(path)}, { onNote: (note) => { throw new Error(note); } });
       const step = task({ name: "step" }, (n) => n);
       const f = flow({ name: "child_flow", description: "", parameters: z.object({}) }, async (_, run) => { ${body} });
       await runFlow(f, {}, { env: null, recorder: ledger });
       await ledger.close();`,
    );
    return file;
  };
  const runChild = (file: string) => promisify(execFile)(process.execPath, ["--import", import.meta.resolve("tsx"), file]);

  it("write one ledger at once without losing a task", async () => {
    const file = writeChild("await Promise.all(Array.from({ length: 1000 }, (_, n) => run.submit(step, n)));");
    await Promise.all([runChild(file), runChild(file), runChild(file), runChild(file)]);
    const reader = readLedger(path);
    expect(reader.listRuns(10).map((row) => [row.stateName, row.tasks])).toEqual(Array.from({ length: 4 }, () => ["Completed", 1000]));
    reader.close();
    expect(readdirSync(join(folder, "ops", "live"))).toEqual([]);
  });

  it("killed by SIGKILL leave runs that the next command ends as Crashed; living ones, also blocked ones, are not touched", async () => {
    const start = async (body: string) => {
      const child = spawn(process.execPath, ["--import", import.meta.resolve("tsx"), writeChild(`const open = run.submit(step, 1); await open; run.submit(task({ name: "never" }, () => new Promise(() => undefined)), null); await ledger.flush(); console.log("ready"); ${body}`)], { stdio: ["ignore", "pipe", "inherit"] });
      await once(child.stdout, "data");
      return child;
    };
    const victim = await start("setInterval(() => undefined, 1000); await new Promise(() => undefined);");
    // Blocks its event loop until its own input is closed by its end: no timer, no heartbeat could run there.
    const blocked = await start("Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);");
    const stopped = await start("setInterval(() => undefined, 1000); await new Promise(() => undefined);");
    stopped.kill("SIGSTOP");
    try {
      expect(markCrashedRuns(path, new Date())).toEqual([]);
      victim.kill("SIGKILL");
      await once(victim, "exit");
      const [crashed, ...others] = [...markCrashedRuns(path, new Date())];
      expect(others).toEqual([]);
      expect(crashed).toMatchObject({ flow: "child_flow", pid: victim.pid });
      expect(markCrashedRuns(path, new Date())).toEqual([]);
      const reader = readLedger(path);
      const detail = reader.showRun(crashed?.runId ?? "");
      expect(detail).toMatchObject({ stateType: "CRASHED", stateName: "Crashed", message: `process ${victim.pid} ended without finishing this run` });
      expect(detail?.states.map((state) => state.name)).toEqual(["Pending", "Running", "Crashed"]);
      expect(detail?.taskRuns.map((row) => row.stateName).sort()).toEqual(["Completed", "Crashed"]);
      expect(reader.listRuns(10).map((row) => row.stateType).sort()).toEqual(["CRASHED", "RUNNING", "RUNNING"]);
      reader.close();
    } finally {
      for (const child of [victim, blocked, stopped]) child.kill("SIGKILL");
    }
    await Promise.all([blocked, stopped].map(async (child) => (child.signalCode === null ? once(child, "exit") : undefined)));
    expect(markCrashedRuns(path, new Date())).toHaveLength(2);
    expect(readdirSync(join(folder, "ops", "live"))).toEqual([]);
  });

  it("this very process is alive while it records, and its ended runs stay ended", async () => {
    const ledger = openHere();
    const looking = flow({ name: "looking", description: "", parameters: z.object({}) }, async () => {
      await ledger.flush();
      return markCrashedRuns(path, new Date()).length;
    });
    expect((await runFlow(looking, {}, { env: null, recorder: ledger })).result).toBe(0);
    await ledger.close();
    expect(markCrashedRuns(path, new Date())).toEqual([]);
  });
});

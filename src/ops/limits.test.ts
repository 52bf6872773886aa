import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createManualClock, describeLimits } from "@snapcount/prefect/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openLimits, type OpenedLimits } from "./limits.ts";

const HOLDER = { flowRunId: "run", taskRunId: "task" };
const never = new AbortController().signal;

describeLimits("a file of this host", async (capacities) => {
  const folder = mkdtempSync(join(tmpdir(), "snapcount-limits-"));
  const opened: OpenedLimits[] = [];
  return {
    open: async () => {
      const limits = openLimits(join(folder, "limits.db"), capacities, { onNote: (note) => { throw new Error(note); } });
      opened.push(limits);
      return limits;
    },
    dispose: async () => {
      for (const limits of opened) limits.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});

describe("limits in a file", () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "snapcount-limits-"));
    path = join(folder, "ops", "limits.db");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const capacities = new Map([["host:example.org", 2]]);

  it("of a process that was killed are free at once for whoever waits", async () => {
    const child = spawn(process.execPath, ["--import", import.meta.resolve("tsx"), writeChild()], { stdio: ["ignore", "pipe", "inherit"] });
    const limits = openLimits(path, capacities);
    try {
      await once(child.stdout, "data");
      let isIn = false;
      const waiting = limits.acquire(["host:example.org"], HOLDER, never).then((release) => {
        isIn = true;
        return release;
      });
      await expect(limits.acquire(["host:example.org"], HOLDER, AbortSignal.timeout(300))).rejects.toThrow();
      expect(isIn).toBe(false);
      child.kill("SIGKILL");
      await (await waiting)();
    } finally {
      child.kill("SIGKILL");
      limits.close();
    }
    expect(readdirSync(join(folder, "ops", "limits-live"))).toEqual([]);
  });

  it("are given back by close, also those that nobody released", async () => {
    const one = openLimits(path, capacities);
    await one.acquire(["host:example.org"], HOLDER, never);
    await one.acquire(["host:example.org"], HOLDER, never);
    one.close();
    const two = openLimits(path, capacities);
    await (await two.acquire(["host:example.org"], HOLDER, never))();
    two.close();
  });

  it("touch no file before a limited name is asked for", async () => {
    const limits = openLimits(path, capacities);
    await (await limits.acquire(["host:elsewhere.org"], HOLDER, never))();
    limits.close();
    expect(existsSync(join(folder, "ops"))).toBe(false);
  });

  it("that cannot be used limit nobody, and say so once", async () => {
    mkdirSync(join(folder, "ops"));
    writeFileSync(path, "this is no database, but it is long enough to be looked at as one".repeat(50));
    const notes: string[] = [];
    const limits = openLimits(path, capacities, { onNote: (note) => void notes.push(note) });
    const releases = await Promise.all([1, 2, 3].map(() => limits.acquire(["host:example.org"], HOLDER, never)));
    for (const release of releases) await release();
    limits.close();
    expect(notes).toEqual([expect.stringMatching(/limits\.db cannot be used .*the run goes on/)]);
  });

  it("ask again after a pause of the clock that was handed in", async () => {
    const clock = createManualClock();
    const holding = openLimits(path, new Map([["one", 1]]));
    const waiting = openLimits(path, new Map([["one", 1]]), { clock });
    const release = await holding.acquire(["one"], HOLDER, never);
    const acquired = waiting.acquire(["one"], HOLDER, never);
    await clock.settle();
    expect(clock.waiting()).toHaveLength(1);
    await release();
    await clock.advance(clock.waiting()[0] ?? 0);
    await (await acquired)();
    holding.close();
    waiting.close();
  });

  /** Takes both slots and stays. */
  function writeChild(): string {
    const file = join(folder, "child.ts");
    const source = `
      import { openLimits } from ${JSON.stringify(join(import.meta.dirname, "limits.ts"))};
      const limits = openLimits(${JSON.stringify(path)}, new Map([["host:example.org", 2]]));
      const never = new AbortController().signal;
      for (const taskRunId of ["a", "b"]) await limits.acquire(["host:example.org"], { flowRunId: "child", taskRunId }, never);
      console.log("ready");
      setInterval(() => undefined, 1000);
    `;
    writeFileSync(join(folder, "package.json"), '{"type":"module"}');
    writeFileSync(file, source);
    return file;
  }
});

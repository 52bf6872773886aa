import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { buildCommandLine } from "./built.ts";

/** `snapcount serve` as a process: one a home, an orderly end, and nothing that a kill leaves in the way. */

let home: string;
let program: string;
beforeAll(async () => {
  program = await buildCommandLine();
});
const children: ChildProcess[] = [];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "snapcount-serve-"));
  mkdirSync(join(home, "config"));
  // Yesterday's run was missed: it is caught up on at once.
  writeFileSync(join(home, "config", "schedules.yaml"), "schedules:\n  - { slug: daily, flow: nfl_data_pipeline, cron: 0 0 * * *, about: x, missed: latest, parameters: { datasets: [teams] } }\n");
  mkdirSync(join(home, "data", ".metadata"), { recursive: true });
  const yesterday = new Date(Date.now() - 86_400_000).toISOString();
  writeFileSync(join(home, "data", ".metadata", "serve.json"), JSON.stringify({ schema: "snapcount.serve/1", started_at: yesterday, instance: { pid: 1, host: "x", since: yesterday }, last_slots: { daily: yesterday }, pending_chains: [] }));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(home, { recursive: true, force: true });
});

function start(): { readonly child: ChildProcess; readonly lines: string[]; until: (text: string) => Promise<void>; ended: Promise<number | null> } {
  const child = spawn(process.execPath, [program, "serve", "--profile", "sample"], { env: { ...process.env, SNAPCOUNT_HOME: home, NO_COLOR: "1", PREFECT_HOME: join(home, "none") }, stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => lines.push(...chunk.toString().split("\n").filter((line) => line !== "")));
  const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  return { child, lines, ended, until: (text) => expect.poll(() => lines.join("\n"), { timeout: 30_000, interval: 25 }).toContain(text) };
}

describe("snapcount serve", () => {
  it("catches up on what was missed, remembers it, and ends with 0 on SIGTERM", async () => {
    const served = start();
    await served.until("nfl_data_pipeline success");
    await served.until("next daily");
    expect(served.lines.join("\n")).toContain("(daily, missed at");
    served.child.kill("SIGTERM");
    expect(await served.ended).toBe(0);
    const state = JSON.parse(readFileSync(join(home, "data", ".metadata", "serve.json"), "utf8")) as { readonly last_slots: Record<string, string> };
    expect(state.last_slots["daily"]).toBe(`${new Date().toISOString().slice(0, 10)}T00:00:00.000Z`);
  });

  it("winds down the run that is going, which counts as missed", async () => {
    const served = start();
    await served.until("nfl_data_pipeline (daily");
    served.child.kill("SIGTERM");
    expect(await served.ended).toBe(0);
    const again = start();
    await again.until("nfl_data_pipeline (daily");
  });

  it("serves a home once; after a kill the home is free", async () => {
    const served = start();
    await served.until("next daily");
    const second = await new Promise<{ readonly code: number | null; readonly text: string }>((resolve) => {
      execFile(process.execPath, [program, "serve"], { env: { ...process.env, SNAPCOUNT_HOME: home, NO_COLOR: "1" } }, (error, stdout, stderr) => resolve({ code: (error as { readonly code?: number } | null)?.code ?? 0, text: stdout + stderr }));
    });
    expect(second.code).toBe(2);
    expect(second.text).toContain(`process ${String(served.child.pid)}`);
    served.child.kill("SIGKILL");
    await served.ended;
    await start().until("next daily");
  });
});

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "signals-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A real process that runs a flow with one waiting task; prints each state, and exits 130 when cancelled, as the CLI does. */
function startFlow(bodyEnds: boolean): ChildProcess {
  const index = JSON.stringify(new URL("./index.ts", import.meta.url).href);
  const script = `
    import { cancelOnSignals, flow, MemoryRecorder, runFlow, task } from ${index};
    import * as z from ${JSON.stringify(import.meta.resolve("zod"))};
    class Printing extends MemoryRecorder {
      flowState(run, state) { console.log("flow " + state.name); }
      taskState(run, state) { console.log("task " + state.name); }
    }
    const waits = task({ name: "waits" }, (_, { signal }) => new Promise((resolve, reject) => {
      const keepAlive = setInterval(() => undefined, 1000);
      if (${bodyEnds}) signal.addEventListener("abort", () => { clearInterval(keepAlive); reject(signal.reason); });
    }));
    const waiting = flow({ name: "waiting", description: "", parameters: z.object({}) }, async (_, run) => run.submit(waits, null));
    const { signal, dispose } = cancelOnSignals(process);
    const { state } = await runFlow(waiting, {}, { env: null, recorder: new Printing(), signal, graceMs: 60_000 });
    dispose();
    console.log(state.message);
    process.exitCode = state.type === "CANCELLED" ? 130 : 0;`;
  const file = join(folder, "flow.mts");
  writeFileSync(file, script);
  return spawn(process.execPath, ["--import", import.meta.resolve("tsx"), file], { stdio: ["ignore", "pipe", "inherit"] });
}

function collect(child: ChildProcess): { readonly text: () => string; readonly until: (line: string) => Promise<void> } {
  let text = "";
  const waiters: { readonly line: string; readonly resolve: () => void }[] = [];
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
    for (const waiter of waiters) if (text.includes(waiter.line)) waiter.resolve();
  });
  return { text: () => text, until: (line) => new Promise((resolve) => (text.includes(line) ? resolve() : waiters.push({ line, resolve }))) };
}

it("Ctrl-C cancels the run: the task gets the signal, the run ends Cancelled", async () => {
  const child = startFlow(true);
  const output = collect(child);
  await output.until("task Running");
  child.kill("SIGINT");
  const [code] = (await once(child, "exit")) as [number];
  expect(code).toBe(130);
  expect(output.text().trim().split("\n")).toEqual(["flow Pending", "flow Running", "task Pending", "task Running", "flow Cancelling", "task Cancelled", "flow Cancelled", "cancelled by SIGINT (Ctrl-C)"]);
});

it("a second Ctrl-C ends a process whose body is deaf", async () => {
  const child = startFlow(false);
  const output = collect(child);
  await output.until("task Running");
  child.kill("SIGINT");
  await output.until("flow Cancelling");
  child.kill("SIGINT");
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  expect([code, signal]).toEqual([null, "SIGINT"]);
});

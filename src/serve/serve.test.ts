import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createManualClock } from "@snapcount/prefect/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SchedulesSchema } from "../core/schedules.ts";
import { type ServedEnd, serve } from "./serve.ts";
import { readServeState, statePath } from "./state.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const file = SchedulesSchema.parse({
  missed: "latest",
  schedules: [
    { slug: "copy", flow: "copy_flow", cron: "0 */4 * * *", about: "x" },
    { slug: "dbt", flow: "dbt_run", cron: "0 8 * * *", about: "x" },
    { slug: "later", flow: "not_written", cron: "0 * * * *", about: "x" },
  ],
  chains: [{ slug: "parse", after: "copy_flow", run: "parse_flow", delayMinutes: 20, about: "x" }],
});
const good: ServedEnd = { text: "success", completed: true, ok: true };
const skipped: ServedEnd = { text: "skipped", completed: false, ok: true };

let dataRoot: string;
beforeEach(() => {
  dataRoot = mkdtempSync(join(tmpdir(), "snapcount-serve-"));
});
afterEach(() => rmSync(dataRoot, { recursive: true, force: true }));

/** Serves from an instant on; each run ends at once with what `answer` says, unless it is held. */
function start(from: string, answer: (flow: string) => ServedEnd | Promise<ServedEnd> = () => good) {
  const clock = createManualClock(Date.parse(from));
  const controller = new AbortController();
  const runs: string[] = [];
  const ended = serve({
    file,
    flows: new Set(["copy_flow", "parse_flow", "dbt_run"]),
    dataRoot,
    clock,
    signal: controller.signal,
    execute: async ({ flow }) => {
      runs.push(`${new Date(clock.now()).toISOString().slice(5, 16)} ${flow}`);
      return answer(flow);
    },
    onEvent: () => undefined,
  });
  return {
    clock,
    runs,
    stop: async () => {
      controller.abort();
      await clock.settle();
      await ended;
    },
  };
}

describe("serving a day", () => {
  it("runs each flow at its time, and the parse twenty minutes after each good copy", async () => {
    const served = start("2025-11-18T07:30:00Z");
    await served.clock.advance(6 * HOUR);
    expect(served.runs).toEqual(["11-18T08:00 copy_flow", "11-18T08:00 dbt_run", "11-18T08:20 parse_flow", "11-18T12:00 copy_flow", "11-18T12:20 parse_flow"]);
    await served.stop();
  });

  it("a copy that was skipped or failed starts no parse", async () => {
    const served = start("2025-11-18T07:30:00Z", (flow) => (flow === "copy_flow" ? skipped : good));
    await served.clock.advance(6 * HOUR);
    expect(served.runs.filter((run) => run.endsWith("parse_flow"))).toEqual([]);
    await served.stop();
  });

  it("one run at a time: what comes due meanwhile waits, and is run once", async () => {
    let finish: (end: ServedEnd) => void = () => undefined;
    let held = true;
    const served = start("2025-11-18T03:59:00Z", (flow) => (flow === "copy_flow" && held ? new Promise((resolve) => (finish = resolve)) : good));
    await served.clock.advance(9 * HOUR);
    expect(served.runs).toEqual(["11-18T04:00 copy_flow"]);
    held = false;
    finish(good);
    await served.clock.advance(5 * MINUTE);
    expect(served.runs).toEqual(["11-18T04:00 copy_flow", "11-18T12:59 dbt_run", "11-18T12:59 copy_flow"]);
    await served.stop();
  });
});

describe("what it remembers", () => {
  it("a slot that passed while it was away is run at the next start; a chain that was pending too", async () => {
    const first = start("2025-11-18T07:30:00Z");
    await first.clock.advance(35 * MINUTE);
    await first.stop();
    expect(readServeState(dataRoot)?.pending_chains).toEqual([{ slug: "parse", at: "2025-11-18T08:20:00.000Z" }]);
    const second = start("2025-11-18T17:00:00Z");
    await second.clock.advance(MINUTE);
    expect(second.runs).toEqual(["11-18T17:00 parse_flow", "11-18T17:00 copy_flow"]);
    await second.stop();
  });

  it("a run that was stopped in the middle counts as missed", async () => {
    let finish: (end: ServedEnd) => void = () => undefined;
    const first = start("2025-11-18T07:59:00Z", () => new Promise((resolve) => (finish = resolve)));
    await first.clock.advance(2 * MINUTE);
    expect(first.runs).toHaveLength(1);
    const stopping = first.stop();
    finish({ text: "cancelled", completed: false, ok: false });
    await stopping;
    const second = start("2025-11-18T08:30:00Z");
    await second.clock.advance(MINUTE);
    expect(second.runs).toEqual(["11-18T08:30 copy_flow", "11-18T08:30 dbt_run"]);
    await second.stop();
  });

  it("a damaged memory is begun anew", async () => {
    const first = start("2025-11-18T07:30:00Z");
    await first.stop();
    writeFileSync(statePath(dataRoot), "{");
    const second = start("2025-11-18T09:00:00Z");
    await second.clock.advance(MINUTE);
    expect(second.runs).toEqual([]);
    await second.stop();
  });
});

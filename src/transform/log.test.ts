import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseLogLine } from "./log.ts";

function line(name: string, level: string, data: object, msg = ""): string {
  return JSON.stringify({ data, info: { category: "", code: "Q011", level, msg, name, ts: "2026-11-23T13:04:10Z" } });
}
const nodeInfo = (node_status: string, unique_id = "model.p.dim_team"): object => ({ node_info: { unique_id, node_status } });

describe("parseLogLine", () => {
  it("tells the start and the end of a node", () => {
    expect(parseLogLine(line("LogStartLine", "info", { index: 2, total: 9, ...nodeInfo("started") }))).toEqual({ kind: "event", uniqueId: "model.p.dim_team", event: { node: "dim_team", status: "started", index: 2, total: 9, seconds: 0 } });
    expect(parseLogLine(line("LogTestResult", "error", { index: 3, num_models: 9, execution_time: 0.25, ...nodeInfo("fail", "test.p.unique_x.ab12") }))).toMatchObject({ kind: "event", event: { node: "unique_x", status: "fail", total: 9, seconds: 0.25 } });
  });

  it("tells what stopped dbt from what it only minds, and keeps stacks to itself", () => {
    expect(parseLogLine(line("MainEncounteredError", "error", { exc: "Runtime Error\n  no target" }, "Encountered an error:\nRuntime Error"))).toEqual({ kind: "problem", level: "error", fatal: true, text: "Runtime Error no target" });
    expect(parseLogLine(line("NoNodesForSelectionCriteria", "warn", {}, "nothing matches"))).toEqual({ kind: "problem", level: "warn", fatal: false, text: "nothing matches" });
    expect(parseLogLine(line("NoNodeForYamlKey", "warn", {}, "[\u001b[33mWARNING\u001b[0m]: no node"))).toMatchObject({ text: "no node" });
    expect(parseLogLine(line("MainStackTrace", "error", { stack_trace: "Traceback" }, "Traceback"))).toEqual({ kind: "noise" });
  });

  it("never throws, whatever stands in the line", () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => ["event", "problem", "noise"].includes(parseLogLine(text).kind)));
  });
});

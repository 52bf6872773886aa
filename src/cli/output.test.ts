import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { ConfigError, PayloadError, WrongProfileError } from "../core/errors.ts";
import { exitCodeOf, exitCodeOfError, formatError, formatJson } from "./output.ts";
import { createTerminal } from "./terminal.ts";

const terminal = createTerminal(new PassThrough() as never, new PassThrough() as never, {});

describe("exit codes", () => {
  it("follow the run status", () => {
    expect((["success", "failed", "partial_success", "cancelled"] as const).map(exitCodeOf)).toEqual([0, 1, 3, 130]);
  });
  it("are 2 for a wrong call or configuration, 1 for the rest", () => {
    expect(exitCodeOfError(new ConfigError("a", "b"))).toBe(2);
    expect(exitCodeOfError(new WrongProfileError("/d", "live", "sample"))).toBe(2);
    expect(exitCodeOfError(new PayloadError("x", "y"))).toBe(1);
    expect(exitCodeOfError("thrown text")).toBe(1);
  });
});

describe("formatError", () => {
  it("says what failed and what to do, without a stack", () => {
    const text = formatError(terminal, new PayloadError("weekly_2025.parquet", "1,234 of 5,000 bytes", { fix: "Run again." }), false);
    expect(text).toBe("error weekly_2025.parquet: 1,234 of 5,000 bytes\n  fix Run again.");
  });
  it("calls a bug a bug", () => {
    expect(formatError(terminal, new TypeError("x is undefined"), false)).toMatch(/bug of Snapcount \(TypeError\)/);
  });
});

it("wraps every fact in one envelope", () => {
  expect(JSON.parse(formatJson("status", [1]))).toEqual({ schema: "snapcount.status/1", data: [1], errors: [] });
});

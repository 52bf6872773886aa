import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { createTerminal, formatAge, formatBytes, formatCount, formatDuration, formatTable } from "./terminal.ts";

function fakeStream(isTTY: boolean): NodeJS.WriteStream {
  return Object.assign(new PassThrough(), { isTTY, columns: 80 }) as unknown as NodeJS.WriteStream;
}

describe("formatTable", () => {
  const terminal = createTerminal(fakeStream(false), fakeStream(false), {});

  it("aligns numbers right and leaves no trailing blanks", () => {
    const text = formatTable(terminal, [{ head: "dataset" }, { head: "rows", align: "right" }], [["weekly", "12,201"], ["teams", "768"]]);
    expect(text.split("\n")).toEqual(["dataset    rows", "weekly   12,201", "teams       768"]);
  });

  it("paints nothing into a pipe, and on a terminal only without NO_COLOR", () => {
    const onTerminal = createTerminal(fakeStream(true), fakeStream(true), {});
    expect(formatTable(onTerminal, [{ head: "a" }], [["b"]])).toContain("\u001b[");
    const silenced = createTerminal(fakeStream(true), fakeStream(true), { NO_COLOR: "1" });
    expect(formatTable(silenced, [{ head: "a" }], [["b"]])).not.toContain("\u001b[");
  });
});

describe("units", () => {
  it.each([
    [840, "840 ms"],
    [12_340, "12.3 s"],
    [245_000, "4 min 05 s"],
  ])("%d ms is %s", (ms, text) => expect(formatDuration(ms)).toBe(text));

  it.each([
    [512, "512 B"],
    [4_210, "4.2 kB"],
    [13_000_000, "13.0 MB"],
  ])("%d bytes are %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it("writes what is unknown as a dash", () => {
    expect(formatCount(null)).toBe("-");
    expect(formatAge(null, new Date())).toBe("-");
  });

  it("tells ages in the unit a person compares", () => {
    const now = new Date("2025-11-18T12:00:00Z");
    expect(formatAge("2025-11-18T11:30:00Z", now)).toBe("30 min ago");
    expect(formatAge("2025-11-17T12:00:00Z", now)).toBe("24 h ago");
    expect(formatAge("2025-11-11T12:00:00Z", now)).toBe("7 d ago");
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dtOf, isDt, parseDt, parquetFileName, parsePartitionPath, partitionPath } from "./partition.ts";

const NOW = new Date("2025-11-23T23:30:00Z");
const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,12}$/);
const date = fc.date({ min: new Date("1970-01-01T00:00:00Z"), max: new Date("2199-12-31T00:00:00Z"), noInvalidDate: true }).map(dtOf);

describe("a partition's address", () => {
  it("survives the way to a path and back", () => {
    fc.assert(fc.property(name, name, date, (source, dataset, dt) => {
      expect(parsePartitionPath(partitionPath({ source, dataset, dt }))).toEqual({ source, dataset, dt });
    }));
  });

  it("is no other path", () => {
    for (const path of ["nflverse/weekly", "nflverse/weekly/dt=latest", "nflverse/weekly/dt=2025-02-30", "nflverse/weekly/dt=2025-11-23/x", "NFL/weekly/dt=2025-11-23", "../weekly/dt=2025-11-23", ".snapcount/weekly/dt=2025-11-23", ""]) {
      expect(parsePartitionPath(path)).toBeNull();
    }
    fc.assert(fc.property(fc.string(), (path) => {
      const id = parsePartitionPath(path);
      expect(id === null || partitionPath(id) === path).toBe(true);
    }));
  });
});

describe("dt", () => {
  it("is a real calendar date and nothing else", () => {
    expect(["2025-11-23", "2024-02-29"].every(isDt)).toBe(true);
    expect(["2025-02-29", "2025-13-01", "2025-1-1", "2025-11-23T00:00:00Z", "latest", "", "1969-12-31", "20251123"].some(isDt)).toBe(false);
    fc.assert(fc.property(date, (dt) => isDt(dt)));
  });

  it("may be today in UTC, never tomorrow", () => {
    expect(parseDt("2025-11-23", NOW)).toBe("2025-11-23");
    expect(() => parseDt("2025-11-24", NOW)).toThrow(/lies in the future/);
    expect(() => parseDt("yesterday", NOW)).toThrow(/not a calendar date/);
  });
});

describe("a partition's file", () => {
  it("is called as the contract's globs expect", () => {
    const id = { source: "ffanalytics", dataset: "projections", dt: "2025-11-23" };
    expect(parquetFileName(id)).toBe("projections_2025-11-23.parquet");
    expect(parquetFileName(id, "plain")).toBe("projections.parquet");
    expect(parquetFileName(id, { prefix: "projections_consensus" })).toBe("projections_consensus_2025-11-23.parquet");
  });
});

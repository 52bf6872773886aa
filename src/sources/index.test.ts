import { describe, expect, it } from "vitest";
import { ConfigError } from "../core/errors.ts";
import { findSource, loaderPath, requireDataset, requireSeasons, requireSource, sources } from "./index.ts";
import { nflverse } from "./nflverse/index.ts";

describe("sources", () => {
  it("are found by name and by alias, without anybody asking who they are", () => {
    const renamed = { ...nflverse, name: "commissioner", aliases: ["sheets"] };
    expect(findSource("nflverse")).toBe(nflverse);
    expect(findSource("sheets", [nflverse, renamed])).toBe(renamed);
    expect(findSource("commissioner", [nflverse, renamed])).toBe(renamed);
    expect(findSource("sheet", [nflverse, renamed])).toBeNull();
  });

  it("have names and aliases of their own", () => {
    const names = sources.flatMap((source) => [source.name, ...(source.aliases ?? [])]);
    expect(new Set(names).size).toBe(names.length);
  });

  it("refuse an unknown name with the known ones", () => {
    expect(() => requireSource("nflvers")).toThrow("there is no source 'nflvers'");
    const error = catchError(() => requireDataset(nflverse, "weeklies"));
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as ConfigError).fix).toContain("weekly, snap_counts, ff_opportunity");
  });

  it("name the code that wrote a file", () => {
    expect(loaderPath(nflverse, requireDataset(nflverse, "weekly"))).toBe("snapcount:nflverse.weekly");
  });
});

describe("seasons asked for", () => {
  const weekly = requireDataset(nflverse, "weekly");
  const snaps = requireDataset(nflverse, "snap_counts");

  it("lie between the dataset's first and the running one", () => {
    expect(() => requireSeasons(nflverse, weekly, [1999, 2024, 2025], 2025)).not.toThrow();
    expect(() => requireSeasons(nflverse, weekly, [1900, 2024], 2025)).toThrow("nflverse.weekly: no data for season 1900");
    expect(() => requireSeasons(nflverse, weekly, [2026], 2025)).toThrow("no data for season 2026");
    expect(() => requireSeasons(nflverse, snaps, [2011], 2025)).toThrow("no data for season 2011");
    expect(() => requireSeasons(nflverse, weekly, [2024.5], 2025)).toThrow("no data for season 2024.5");
  });

  it("say which are possible", () => {
    const error = catchError(() => requireSeasons(nflverse, snaps, [2011], 2025)) as ConfigError;
    expect(error.fix).toBe("Ask for seasons between 2012 (the first of this dataset) and 2025 (the one running).");
  });

  it("mean nothing to a dataset without seasons", () => {
    expect(() => requireSeasons(nflverse, requireDataset(nflverse, "ff_playerids"), [1900], 2025)).not.toThrow();
  });
});

function catchError(body: () => unknown): unknown {
  try {
    body();
  } catch (error) {
    return error;
  }
  return null;
}

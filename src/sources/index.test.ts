import { describe, expect, it } from "vitest";
import { ConfigError } from "../core/errors.ts";
import { findSource, loaderPath, requireDataset, requireSource, sources } from "./index.ts";
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

function catchError(body: () => unknown): unknown {
  try {
    body();
  } catch (error) {
    return error;
  }
  return null;
}

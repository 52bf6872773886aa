import { describe, expect, it } from "vitest";
import { ConfigError } from "../core/errors.ts";
import { datasetLabel } from "../core/partition.ts";
import { othersNamed } from "../core/surroundings.ts";
import { fetchedSources, findSource, hostLimitName, hostLimits, loaderPath, parsedSources, requireDataset, requireSource, sources } from "./index.ts";
import { nflverse } from "./nflverse/index.ts";

describe("sources", () => {
  it("are found by name and by alias, without anybody asking who they are", () => {
    const renamed = { ...nflverse, name: "commissioner", aliases: ["sheets"] };
    expect(findSource("nflverse", sources)).toBe(nflverse);
    expect(findSource("sheets", [nflverse, renamed])).toBe(renamed);
    expect(findSource("commissioner", [nflverse, renamed])).toBe(renamed);
    expect(findSource("sheet", [nflverse, renamed])).toBeNull();
  });

  it("have names and aliases of their own", () => {
    const names = sources.flatMap((source) => [source.name, ...(source.aliases ?? [])]);
    expect(new Set(names).size).toBe(names.length);
  });

  it("refuse an unknown name with the known ones", () => {
    expect(() => requireSource("nflvers", sources)).toThrow("there is no source 'nflvers'");
    const error = catchError(() => requireDataset(nflverse, "weeklies"));
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as ConfigError).fix).toContain("weekly, snap_counts, ff_opportunity");
  });

  it("name the code that wrote a file", () => {
    expect(loaderPath(nflverse, requireDataset(nflverse, "weekly"))).toBe("snapcount:nflverse.weekly");
  });

  it("have audits that wait for no one who waits for them: what checks read leads to datasets that read none", () => {
    for (const source of sources) {
      const waitsFor = new Map(source.datasets.map(({ name, checks }) => [datasetLabel({ source: source.name, dataset: name }), othersNamed(checks).map(datasetLabel)]));
      const depth = (label: string, seen: readonly string[]): number => {
        expect(seen).not.toContain(label);
        return Math.max(0, ...(waitsFor.get(label) ?? []).map((other) => 1 + depth(other, [...seen, label])));
      };
      for (const label of waitsFor.keys()) expect(depth(label, [])).toBeLessThan(3);
    }
  });

  it("say how many requests each host of their files gets at once", () => {
    const limits = hostLimits();
    for (const source of fetchedSources) for (const dataset of source.datasets) for (const asset of dataset.assets([2024])) expect(limits.has(hostLimitName(asset.url))).toBe(true);
    for (const source of parsedSources) for (const { host } of source.politeness) expect(limits.has(`host:${host}`)).toBe(true);
    expect(limits.get("host:keeptradecut.com")).toBe(1);
  });

  it("that share a host are as careful as the most careful one", () => {
    const careful = { ...nflverse, politeness: [{ host: "github.com", requests: 1, reason: "a test" }, { host: "example.org", requests: 2, reason: "a test" }] };
    expect(hostLimits([nflverse, careful])).toEqual(new Map([["host:github.com", 1], ["host:example.org", 2]]));
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

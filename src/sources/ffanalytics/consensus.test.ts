import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Averaging, buildConsensus } from "./consensus.ts";
import type { Projection } from "./projection.ts";
import { identify } from "./subjects.ts";

const WEIGHTS = { cbs: 0.1103, espn: 0.1155, nfl: 0.1097, fantasypros: 0.1305 };
const weighted: Averaging = { average: "weighted", weights: WEIGHTS };
const projection = (site: string, stats: Projection["stats"], more: Partial<Projection> = {}): Projection => ({ site, player: "Alto Quercia", team: "BUF", pos: "QB", siteId: null, idKind: null, season: 2025, week: 12, stats, ...more });
const consensusOf = (projections: readonly Projection[], averaging = weighted): ReturnType<typeof buildConsensus> => buildConsensus(identify(projections, null), averaging);

describe("the consensus of one player", () => {
  it("is the contract's example: weights are renormalised over the sites that have the number", () => {
    const [row, ...others] = consensusOf([projection("cbs", { pass_yds: 250 }), projection("espn", { pass_yds: 240 }), projection("nfl", { rush_yds: 12 })]);
    expect(others).toEqual([]);
    expect(row).toMatchObject({ sites: ["cbs", "espn", "nfl"], season: 2025, week: 12, pos: "QB", team: "BUF" });
    expect(row?.means.pass_yds).toBeCloseTo((250 * 0.1103 + 240 * 0.1155) / (0.1103 + 0.1155), 12);
    expect(row?.means.rush_yds).toBe(12);
    expect(row?.totalWeight).toBeCloseTo(0.3355, 12);
  });

  it("has the deviation of the ffanalytics package, and none of one site", () => {
    const [a, b, w1, w2] = [250, 240, 0.1103, 0.1155];
    const [row] = consensusOf([projection("cbs", { pass_yds: a, rush_yds: 3 }), projection("espn", { pass_yds: b })]);
    const [total, mean] = [w1 + w2, (a * w1 + b * w2) / (w1 + w2)];
    expect(row?.deviations.pass_yds).toBeCloseTo(Math.sqrt((total / (total ** 2 - w1 ** 2 - w2 ** 2)) * (w1 * (a - mean) ** 2 + w2 * (b - mean) ** 2)), 12);
    expect(row?.deviations.rush_yds).toBeUndefined();
  });

  it("counts every site alike where the average is plain, with or without a weight", () => {
    const [row] = consensusOf([projection("cbs", { pass_yds: 250 }), projection("espn", { pass_yds: 240 }), projection("unheard_of", { pass_yds: 200 })], { average: "plain", weights: WEIGHTS });
    expect(row).toMatchObject({ sites: ["cbs", "espn", "unheard_of"], totalWeight: 3, means: { pass_yds: 230 } });
    expect(row?.deviations.pass_yds).toBeCloseTo(Math.sqrt((20 ** 2 + 10 ** 2 + 30 ** 2) / 2), 12);
  });

  it("leaves out a site without a weight", () => {
    expect(consensusOf([projection("unheard_of", { pass_yds: 250 })])).toEqual([]);
  });

  it("shows name and team as the heaviest site writes them; of sites that tell no team, another one's", () => {
    const [row] = consensusOf([projection("cbs", { pass_yds: 1 }, { team: "KC", player: "Alto Quercia Jr." }), projection("fantasypros", { pass_yds: 2 }, { team: "KCC" })]);
    expect(row).toMatchObject({ player: "Alto Quercia", team: "KCC", teamAsWritten: "KCC", sites: ["cbs", "fantasypros"] });
  });

  it("gives a site one say, also where it lists a player twice", () => {
    const [row] = consensusOf([projection("cbs", { pass_yds: 200, rush_yds: 10 }), projection("cbs", { pass_yds: 300 }), projection("espn", { pass_yds: 250 })]);
    expect(row).toMatchObject({ sites: ["cbs", "espn"], means: { pass_yds: 250, rush_yds: 10 } });
  });
});

it("three rows of one site have one mean in every order, to the last bit", () => {
  const [a, b, c] = [0.1, 1e3, 0.7].map((yards) => projection("cbs", { pass_yds: yards })) as [Projection, Projection, Projection];
  const means = [[a, b, c], [a, c, b], [b, a, c], [b, c, a], [c, a, b], [c, b, a]].map((rows) => consensusOf(rows)[0]?.means.pass_yds);
  expect(new Set(means).size).toBe(1);
});

const stats = fc.dictionary(fc.constantFrom("pass_yds", "rush_yds", "rec", "idp_solo"), fc.double({ min: -1000, max: 6000, noNaN: true }), { maxKeys: 4 });
const projections = fc.array(
  fc.record({ site: fc.constantFrom("cbs", "espn", "nfl", "fantasypros"), player: fc.constantFrom("Alto Quercia", "Beppo Rovere", "Alto Quercia Jr."), team: fc.constantFrom("BUF", "KC", "KCC", null), week: fc.constantFrom(12, 13), stats }).map(({ site, ...more }) => projection(site, more.stats, more)),
  { maxLength: 40 },
);

describe("for any sites", () => {
  it("the order of what they say changes no bit", () => {
    fc.assert(fc.property(projections, fc.infiniteStream(fc.nat()), (said, order) => {
      const shuffled = said.map((entry) => [order.next().value, entry] as const).sort(([a], [b]) => a - b).map(([, entry]) => entry);
      expect(consensusOf(shuffled)).toEqual(consensusOf(said));
    }));
  });

  it("a mean lies between the least and the greatest, and agreement comes out as it is", () => {
    fc.assert(fc.property(projections, (said) => {
      for (const { subject, week, means } of consensusOf(said)) {
        const values = identify(said, null).filter((voice) => voice.subject.key === subject.key && voice.projection.week === week).flatMap((voice) => voice.projection.stats.pass_yds ?? []);
        expect(values.length > 0).toBe(means.pass_yds !== undefined);
        if (means.pass_yds === undefined) continue;
        const slack = 1e-9 * Math.max(1, ...values.map(Math.abs));
        expect(means.pass_yds).toBeGreaterThanOrEqual(Math.min(...values) - slack);
        expect(means.pass_yds).toBeLessThanOrEqual(Math.max(...values) + slack);
        // A mean of -0 is 0.
        if (new Set(values).size === 1) expect(means.pass_yds).toBe((values[0] ?? Number.NaN) + 0);
      }
    }));
  });

  it("weights count only against each other, and a number added to all moves the mean and not the deviation", () => {
    fc.assert(fc.property(projections, fc.constantFrom(0.001, 7, 1000), (said, factor) => {
      const rows = consensusOf(said);
      const heavier = consensusOf(said, { average: "weighted", weights: Object.fromEntries(Object.entries(WEIGHTS).map(([site, weight]) => [site, weight * factor])) });
      const moved = consensusOf(said.map((entry) => ({ ...entry, stats: Object.fromEntries(Object.entries(entry.stats).map(([stat, value]) => [stat, value + 100])) })));
      rows.forEach(({ means, deviations }, index) => {
        for (const stat of ["pass_yds", "rec"] as const) {
          expect(heavier[index]?.means[stat] ?? 0).toBeCloseTo(means[stat] ?? 0, 6);
          expect(heavier[index]?.deviations[stat] ?? 0).toBeCloseTo(deviations[stat] ?? 0, 6);
          expect(moved[index]?.means[stat] ?? 100).toBeCloseTo((means[stat] ?? 0) + 100, 6);
          expect(moved[index]?.deviations[stat] ?? 0).toBeCloseTo(deviations[stat] ?? 0, 6);
        }
      });
    }));
  });

  it("every voice with a weight is in exactly one row", () => {
    fc.assert(fc.property(projections, (said) => {
      const sites = (rows: ReturnType<typeof buildConsensus>): number => rows.reduce((sum, row) => sum + row.sites.length, 0);
      const keys = new Set(identify(said, null).map(({ projection: { site, week }, subject }) => `${site}|${week}|${subject.key}`));
      expect(sites(consensusOf(said))).toBe(keys.size);
    }));
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildCrosswalk } from "../../identity/index.ts";
import type { Projection } from "./projection.ts";
import { identify } from "./subjects.ts";
import { defenseIdOf, mflDefense, mflTeam } from "./teams.ts";

const person = (mfl_id: string, name: string, position: string, team: string, more: object = {}): Readonly<Record<string, unknown>> => ({ mfl_id, name, position, team, draft_year: 2020, ...more });
/** Invented: a quarterback and a cornerback of one name, two receivers of one name, a chief and a jaguar. */
const CROSSWALK = buildCrosswalk([
  person("101", "Alto Quercia", "QB", "BUF", { espn_id: "9001", cbs_id: "7001" }),
  person("102", "Alto Quercia", "CB", "MIA"),
  person("103", "Beppo Rovere", "WR", "KCC", { espn_id: "9003" }),
  person("104", "Beppo Rovere", "WR", "LVR", { espn_id: "9004" }),
  person("105", "Cosimo Salice", "RB", "JAC"),
  person("106", "Dario Tiglio", "DE", "DEN"),
  person("107", "Fosco Vite", "TE", "FA", { draft_year: 2014 }),
  person("108", "Fosco Vite", "TE", "FA", { draft_year: 2024 }),
]);
const row = (player: string, pos: Projection["pos"], team: string | null, more: Partial<Projection> = {}): Projection => ({ site: "espn", player, team, pos, siteId: null, idKind: null, season: 2025, week: 12, stats: {}, ...more });
const keysOf = (...projections: readonly Projection[]): readonly string[] => identify(projections, CROSSWALK).map(({ subject }) => subject.key);

describe("who is meant", () => {
  it.each<[string, Projection, string]>([
    ["the id in the site's column, whatever the name says", row("A. Quercia", "QB", "KC", { siteId: "9001", idKind: "espn_id" }), "mfl:101"],
    ["an id of a site without a column is none", row("Alto Quercia", "QB", "BUF", { siteId: "9003" }), "mfl:101"],
    ["name, position and team", row("Beppo Rovere", "WR", "KC"), "mfl:103"],
    ["the team in any spelling", row("Beppo Rovere", "WR", "LV"), "mfl:104"],
    ["name and position, when only one is called so", row("Cosimo Salice Jr.", "RB", "DAL"), "mfl:105"],
    ["a position of the fantasy game", row("Dario Tiglio", "DL", "DEN"), "mfl:106"],
    ["of two who fit alike neither, also when one was drafted long before", row("Fosco Vite", "TE", "DAL"), "name:fosco vite|TE|DAL"],
    ["of two who fit alike neither", row("Beppo Rovere", "WR", "DAL"), "name:beppo rovere|WR|DAL"],
    ["somebody the crosswalk does not know", row("Ennio Ulivo III", "TE", "SF"), "name:ennio ulivo|TE|SFO"],
    ["somebody without a team", row("Ennio Ulivo", "TE", null), "name:ennio ulivo|TE|-"],
    ["a defense by its name", row("Jacksonville Jaguars", "DST", null), "dst:JAC"],
    ["a defense by its team", row("Defense", "DST", "KC"), "dst:KCC"],
    ["a defense of no club", row("Frankfurt Galaxy", "DST", "FRA"), "name:frankfurt galaxy|DST|-"],
  ])("%s", (_, projection, key) => {
    expect(keysOf(projection)).toEqual([key]);
  });

  it("two players of a site never are one: who is certain stays, the other keeps the name", () => {
    expect(keysOf(row("Cosimo Salice", "RB", "JAX", { siteId: "1" }), row("Cosimo Salice", "RB", "DAL", { siteId: "2" }))).toEqual(["mfl:105", "name:cosimo salice|RB|DAL"]);
    expect(keysOf(row("Alto Quercia", "QB", "NYG", { siteId: "5" }), row("A. Quercia", "QB", "NYG", { siteId: "9001", idKind: "espn_id" }))).toEqual(["name:alto quercia|QB|NYG", "mfl:101"]);
    expect(keysOf(row("Cosimo Salice", "RB", "NYG", { siteId: "1" }), row("Cosimo Salice", "RB", "DAL", { siteId: "2" }))).toEqual(["name:cosimo salice|RB|NYG", "name:cosimo salice|RB|DAL"]);
    expect(keysOf(row("Ennio Ulivo", "TE", "SF", { siteId: "1" }), row("Ennio Ulivo Jr.", "TE", "SF", { siteId: "2" }))).toEqual(["name:ennio ulivo|TE|SFO|espn:1", "name:ennio ulivo|TE|SFO|espn:2"]);
  });

  it("one player on two pages of a site stays one; so do two weeks, and two sites that differ in team", () => {
    expect(keysOf(row("Cosimo Salice", "RB", "JAX", { siteId: "1" }), row("Cosimo Salice", "WR", "JAX", { siteId: "1" }))).toEqual(["mfl:105", "mfl:105"]);
    expect(keysOf(row("Cosimo Salice", "RB", "NYG", { siteId: "1" }), row("Cosimo Salice", "RB", "DAL", { siteId: "2", week: 13 }), row("Cosimo Salice", "RB", "DAL", { site: "cbs" }))).toEqual(["mfl:105", "mfl:105", "mfl:105"]);
  });

  it("tells the crosswalk's position and team, and a defense's id", () => {
    expect(identify([row("Dario Tiglio", "DL", null), row("KC", "DST", null)], CROSSWALK).map(({ subject }) => subject)).toEqual([
      { key: "mfl:106", mflId: "106", defenseId: null, position: "DE", team: "DEN" },
      { key: "dst:KCC", mflId: null, defenseId: 90_016, position: "DST", team: "KCC" },
    ]);
  });

  it("without a crosswalk everybody but defenses is a name", () => {
    expect(identify([row("Alto Quercia", "QB", "BUF", { siteId: "9001", idKind: "espn_id" }), row("Broncos", "DST", "DEN")], null).map(({ subject }) => subject.key)).toEqual(["name:alto quercia|QB|BUF", "dst:DEN"]);
  });

  it("whatever the order", () => {
    const some = fc.array(fc.record({ player: fc.constantFrom("Alto Quercia", "Beppo Rovere", "Cosimo Salice", "Ennio Ulivo"), team: fc.constantFrom("KC", "JAX", null), siteId: fc.constantFrom("1", "2", null), site: fc.constantFrom("espn", "cbs") }), { maxLength: 12 });
    fc.assert(fc.property(some, fc.infiniteStream(fc.nat()), (entries, order) => {
      const rows = entries.map(({ player, team, ...more }) => row(player, "RB", team, more));
      const shuffled = rows.map((entry) => [order.next().value, entry] as const).sort(([a], [b]) => a - b).map(([, entry]) => entry);
      const byRow = new Map(identify(shuffled, CROSSWALK).map(({ projection, subject }) => [projection, subject.key]));
      for (const { projection, subject } of identify(rows, CROSSWALK)) expect(byRow.get(projection)).toBe(subject.key);
    }));
  });
});

describe("clubs", () => {
  it("have MFL's codes, whoever writes them", () => {
    expect(["KC", "kcc", "JAX", "JAC", "LA", "RAM", "LAR", "STL", "SD", "OAK", "WSH", "ARZ", "GB", "NE", "NO", "SF", "TB", "FA", "", null].map(mflTeam)).toEqual(["KCC", "KCC", "JAC", "JAC", "LAR", "LAR", "LAR", "LAR", "LAC", "LVR", "WAS", "ARI", "GBP", "NEP", "NOS", "SFO", "TBB", null, null, null]);
  });

  it("have the seed's numbers", () => {
    expect(["Arizona Cardinals", "Rams, Los Angeles", "Raiders D/ST", "Washington"].map((name) => defenseIdOf(mflDefense(name) ?? ""))).toEqual([90_001, 90_018, 90_019, 90_032]);
    expect(mflDefense("New York")).toBeNull();
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Alias, buildCrosswalk, type Crosswalk } from "./crosswalk.ts";
import { cleanId } from "./ids.ts";
import { nameKey, withFullFirstName } from "./names.ts";
import { fitPosition, fitSlot } from "./positions.ts";
import { type Query, resolve } from "./resolve.ts";
import { defenseOf, teamOf } from "./teams.ts";
import { reportUnmapped } from "./unmapped.ts";

const row = (mfl_id: string, name: string, position: string, more: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => ({ mfl_id, name, position, team: "FA", draft_year: 2020, birthdate: null, ...more });
/** Invented people: two of one name, a father and a son, one who is called otherwise. */
const ROWS = [
  row("1", "Alto Quercia", "QB", { team: "BUF", gsis_id: "00-01", draft_year: 2018 }),
  row("2", "Alto Quercia-Pino", "DE", { team: "JAC", gsis_id: "00-02", draft_year: 2019 }),
  row("3", "Beppo Rovere", "WR", { team: "KCC", draft_year: 2010, espn_id: "24755.0" }),
  row("4", "Beppo Rovere", "WR", { team: "LVR", draft_year: 2021 }),
  row("5", "Cosimo Salice Jr.", "RB", { draft_year: 2022, gsis_id: "00-05" }),
  row("6", "Cosimo Salice", "RB", { draft_year: 1998 }),
  row("7", "Délio Tíglio", "TE", { sleeper_id: " 77", draft_year: 2023 }),
  row("8", "Joshua Ulivo", "WR", { team: "DEN", draft_year: 2021 }),
  row("9", "Efrem Vite", "LB", { gsis_id: "00-09" }),
  row("10", "Efrem Vite", "CB", { gsis_id: "00-09" }),
  row("11", "Fausto Zappa", "DT", { draft_year: 2023, team: "PHI" }),
  row("12", "Fausto Zappa", "DE", { draft_year: 2023, team: "LAR" }),
  row("13", "Gildo Acero", "XX", { draft_year: 2026, mfl_id: "13" }),
];
const ALIASES: readonly Alias[] = [
  { alias: "Alto Quercia", canonical: "Alto Quercia-Pino", position: "DL", treatAs: null },
  { alias: "Kosimo Salice", canonical: "Cosimo Salice Jr.", position: null, treatAs: null },
];
const crosswalk = buildCrosswalk(ROWS, ALIASES);
const idOf = (query: Query, among: Crosswalk = crosswalk): string => {
  const answer = resolve(among, query);
  return answer.kind === "person" ? answer.person.id : answer.kind === "defense" ? answer.team : "nobody";
};

describe("who is meant", () => {
  it.each<[string, Query, string]>([
    ["by an id, whatever the name", { name: "Somebody Else", ids: { gsis_id: "00-05" } }, "5"],
    ["by an id that a spreadsheet has damaged", { name: "", ids: { espn_id: "24755" } }, "3"],
    ["by an id with a blank before it", { name: "", ids: { sleeper_id: "77 " } }, "7"],
    ["by ids of two people: nobody", { name: "Alto Quercia", ids: { gsis_id: "00-01", mfl_id: "2" } }, "nobody"],
    ["by an id that two people share: by the name then", { name: "Efrem Vite", position: "LB", ids: { gsis_id: "00-09" } }, "9"],
    ["by name and position", { name: "Alto Quercia", position: "QB" }, "1"],
    ["by an alias that is for a position", { name: "Alto Quercia", position: "LB" }, "2"],
    ["by an alias for everybody", { name: "kosimo salice", position: "RB" }, "5"],
    ["without a position the alias for one is not used", { name: "Alto Quercia" }, "1"],
    ["accents, case and punctuation say nothing", { name: "DELIO TIGLIO" }, "7"],
    ["remarks of the sheet say nothing", { name: "Délio Tíglio (RS)", slot: "TAXI", season: 2025 }, "7"],
    ["a suffix tells father and son apart", { name: "Cosimo Salice Jr.", position: "RB" }, "5"],
    ["two of one name: by the team", { name: "Beppo Rovere", position: "WR", team: "LV" }, "4"],
    ["two of one name: by the season", { name: "Beppo Rovere", position: "WR", season: 2015 }, "3"],
    ["two of one name: by who came clearly later", { name: "Beppo Rovere", position: "WR", season: 2023 }, "4"],
    ["two of one name and nothing else: nobody", { name: "Beppo Rovere", position: "WR" }, "nobody"],
    ["two rookies of one name and year: nobody", { name: "Fausto Zappa", position: "DL", season: 2023 }, "nobody"],
    ["two rookies of one name: by the team", { name: "Fausto Zappa", position: "DL", season: 2023, team: "LA" }, "12"],
    ["a nickname beside a position", { name: "Josh Ulivo", position: "WR" }, "8"],
    ["a nickname alone: nobody", { name: "Josh Ulivo" }, "nobody"],
    ["nobody plays before being drafted", { name: "Gildo Acero", position: "WR", season: 2020 }, "nobody"],
    ["a prospect without a position, when it is time", { name: "Gildo Acero", position: "WR", season: 2026 }, "13"],
    ["a defense by its club", { name: "Minnesota Vikings", slot: "IDP BN" }, "MIN"],
    ["a defense by its nickname, asked for", { name: "49ers", position: "D/ST" }, "SF"],
    ["a club that is none", { name: "Frankfurt Galaxy", position: "D/ST" }, "nobody"],
    ["an empty name", { name: "  " }, "nobody"],
    ["an emoji", { name: "🏈" }, "nobody"],
    ["somebody of another position", { name: "Alto Quercia-Pino", position: "K" }, "nobody"],
  ])("%s", (_, query, expected) => {
    expect(idOf(query)).toBe(expected);
  });

  it("every answer says why", () => {
    for (const query of [{ name: "Alto Quercia", position: "LB" }, { name: "Beppo Rovere" }, { name: "Nobody" }]) expect(resolve(crosswalk, query).reasons.length).toBeGreaterThan(0);
    expect(resolve(crosswalk, { name: "Alto Quercia", position: "LB" }).reasons[0]).toBe("'Alto Quercia' is an alias of Alto Quercia-Pino for a DL");
  });
});

describe("texts", () => {
  it.each([["Ja'Marr O’Quercia Jr.", "jamarr oquercia", "jr"], ["D.J. Rovere III", "dj rovere", "iii"], ["JuJu Smith-Salice (x2)", "juju smith salice", ""], ["V", "v", ""], ["  Élan   Vite ", "elan vite", ""], ["BJØRN Łukasz-Weiß", "bjorn lukasz weiss", ""]])("%s", (name, key, suffix) => {
    expect(nameKey(name)).toEqual({ key, suffix });
  });

  it.each([["KCC", "KC"], ["LVR", "LV"], ["OAK", "LV"], ["LAR", "LA"], ["RAM", "LA"], ["JAC", "JAX"], ["WSH", "WAS"], ["KAN", "KC"], ["GNB", "GB"], ["GBP", "GB"], ["kc", "KC"], ["FA", null], ["", null]])("team %s", (code, expected) => {
    expect(teamOf(code)).toBe(expected);
  });

  it.each([["Washington Football Team", "WAS"], ["Oakland Raiders", "LV"], ["Vikings, Minnesota", "MIN"], ["New York", null], ["Green Bay", "GB"], ["Cardinals D/ST", "ARI"]])("defense %s", (name, code) => {
    expect(defenseOf(name)).toBe(code);
  });

  it.each([["NA", null], ["", null], [0, null], ["0", null], ["24755.0", "24755"], [" 12 ", "12"], ["0012", "0012"], [null, null], [{}, null]])("id %j", (value, expected) => {
    expect(cleanId(value)).toBe(expected);
  });

  it("positions and roster places, best first", () => {
    expect([fitPosition("QB", "QB"), fitPosition("PK", "K"), fitPosition("WR/DB", "CB"), fitPosition("DL", "DE"), fitPosition("QB", "LB")]).toEqual([100, 100, 90, 90, 0]);
    expect([fitSlot("FLEX", "WR"), fitSlot("IDP BN", "LB"), fitSlot("IDP BN", "QB"), fitSlot("BN", "RB"), fitSlot("BN", "LB"), fitSlot("QB", "QB")]).toEqual([90, 80, 0, 50, 25, 100]);
  });
});

describe("properties", () => {
  const name = fc.constantFrom("Alto Quercia", "Beppo Rovere", "Josh Ulivo", "Joshua Ulivo", "Cosimo Salice Jr.", "Cosimo Salice", "Delio Tiglio");
  const id = fc.constantFrom(null, "NA", "1", "2", "3", "4", "5");
  const person = fc.record({ mfl_id: fc.constantFrom("1", "2", "3", "4", "5", "6", "7", "8"), name, position: fc.constantFrom("QB", "WR", "RB", "DE", "CB", "XX"), team: fc.constantFrom("KCC", "LV", "FA"), draft_year: fc.constantFrom(2000, 2010, 2020, 2021, null), gsis_id: id, espn_id: id, birthdate: fc.constant(null) });
  const query = fc.record({ name, position: fc.constantFrom(null, "QB", "WR", "DL", "WR/DB", "-"), team: fc.constantFrom(null, "KC", "LVR"), season: fc.constantFrom(null, 2005, 2015, 2024), ids: fc.record({ gsis_id: id, espn_id: id }) });

  it("the order of the rows, and of the aliases, is irrelevant", () => {
    fc.assert(fc.property(fc.array(person, { maxLength: 12 }).chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length, maxLength: rows.length }))), query, ([rows, shuffled], asked) => {
      const aliases = [...ALIASES, { alias: "Josh Ulivo", canonical: "Beppo Rovere", position: null, treatAs: null }];
      expect(idOf(asked, buildCrosswalk(shuffled, aliases.toReversed()))).toBe(idOf(asked, buildCrosswalk(rows, aliases)));
    }));
  });

  it("no two people share an identity: each stands once, an id leads to one person or to nobody", () => {
    fc.assert(fc.property(fc.array(person, { maxLength: 12 }), (rows) => {
      const made = buildCrosswalk(rows);
      expect(new Set(made.people.map(({ id: own }) => own)).size).toBe(made.people.length);
      for (const [key, owner] of made.byId) {
        const owners = made.people.filter(({ ids }) => Object.entries(ids).some(([kind, value]) => `${kind}:${value}` === key));
        expect(owners).toEqual([owner]);
      }
    }));
  });

  it("whoever is asked for as the crosswalk has them is found, or nobody: never somebody else", () => {
    fc.assert(fc.property(fc.array(person, { maxLength: 12 }), (rows) => {
      const made = buildCrosswalk(rows);
      for (const { id: own, name: called, position, team, draftYear, ids } of made.people) {
        for (const asked of [{}, { team }, { season: draftYear }, { team, season: draftYear }, { ids }]) expect([own, "nobody"]).toContain(idOf({ name: called, position, ...asked }, made));
      }
    }));
  });

  it("a name made comparable twice is as made once", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const { key } = nameKey(text);
      expect(nameKey(key).key.startsWith(nameKey(nameKey(key).key).key)).toBe(true);
      expect(withFullFirstName(withFullFirstName(key))).toBe(withFullFirstName(key));
    }));
  });

  it("who is not known is reported once, with all rows, whatever their order", () => {
    const mentions = Array.from({ length: 9 }, (_, n) => ({ dataset: "transactions", where: `t${n}`, name: n % 3 === 0 ? "Nemo Nessuno" : n % 3 === 1 ? "Alto Quercia" : "Beppo Rovere", position: n % 3 === 1 ? "QB" : "WR" }));
    const report = reportUnmapped(crosswalk, mentions);
    expect(report.map(({ name: who, rows, where }) => [who, rows, where])).toEqual([["Beppo Rovere", 3, "t2"], ["Nemo Nessuno", 3, "t0"]]);
    fc.assert(fc.property(fc.shuffledSubarray(mentions, { minLength: 9, maxLength: 9 }), (shuffled) => {
      expect(reportUnmapped(crosswalk, shuffled)).toEqual(report);
    }));
  });
});

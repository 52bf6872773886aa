import { describe, expect, it } from "vitest";
import { SheetSchema } from "../../../src/config/sheet.ts";
import { worstVerdict } from "../../../src/core/check.ts";
import { type LeagueSheet, parseLeagueSheet } from "../../../src/sources/commissioner/league-sheet.ts";
import { createLeague } from "../model.ts";
import { renderSeeds, renderSheet } from "../render/sheet.ts";
import { renderSleeper } from "../render/sleeper/index.ts";
import { FRANCHISES, LEAGUE_ID } from "./franchises.ts";
import { type FantasyDay, fantasyDays } from "./season.ts";

const league = createLeague();
const days = fantasyDays(league);
const sheets = days.map(({ sheet }): LeagueSheet => parseLeagueSheet([...renderSheet(sheet.day)].map(([title, values]) => ({ title, values })), SheetSchema.parse({}), { timeFrames: [], previous: null }));
const sleeper = league.days.map((day, index) => new Map(renderSleeper(league, day, days[index] as FantasyDay).map(({ url, body }) => [url.replace("https://api.sleeper.app/v1", ""), JSON.parse(body) as unknown])));
const ask = <T>(day: number, path: string): T => sleeper[day]?.get(path) as T;

interface Roster {
  readonly roster_id: number;
  readonly players: readonly string[];
  readonly starters: readonly string[];
  readonly reserve: readonly string[] | null;
  readonly taxi: readonly string[] | null;
  readonly settings: Readonly<Record<string, number>>;
}
const rosters = (day: number): readonly Roster[] => ask(day, `/league/${LEAGUE_ID}/rosters`);

describe("the fantasy league", () => {
  it("brings each day a trade, a cut and a claim", () => {
    expect(days.map(({ deals }, index) => deals.filter(({ leg }) => leg === 9 + index).map(({ kind }) => kind).toSorted())).toEqual(Array.from({ length: 3 }, () => ["claim", "cut", "trade"]));
  });

  it("has everybody on one roster, and every roster of a legal size", () => {
    for (const { state } of days) {
      const ids = state.franchises.flatMap(({ contracts }) => contracts.map(({ player }) => player.id));
      expect(new Set(ids).size).toBe(ids.length);
      for (const { contracts } of state.franchises) expect(contracts.length).toSatisfy((size: number) => size >= 25 && size <= 33);
    }
  });
});

describe("the sheet", () => {
  it("adds up to the dollar on every day, and nobody spends what is not there", () => {
    for (const sheet of sheets) {
      expect(Object.values(sheet.checks).flat().filter(({ verdict }) => verdict !== "pass" && verdict !== "skipped")).toEqual([]);
      expect(worstVerdict(Object.values(sheet.checks).flat())).toBe("pass");
      expect(sheet.franchises).toHaveLength(12);
      expect(Math.min(...sheet.franchises.flatMap(({ cap }) => cap.map(({ available }) => available)))).toBeGreaterThanOrEqual(0);
    }
  });

  it("grows by the week's deals, and on the third day nobody has written", () => {
    const rows = sheets.map(({ transactions }) => transactions.transactions.length);
    expect((rows[1] ?? 0) - (rows[0] ?? 0)).toBeGreaterThanOrEqual(5);
    expect(days[2]?.sheet).toEqual(days[1]?.sheet);
    expect(days[1]?.sheet.modifiedTime).not.toBe(days[0]?.sheet.modifiedTime);
  });

  it("has what makes real sheets hard: places that are paid for without a player, conditions, rookies, a misspelt name", () => {
    const [sheet] = sheets;
    expect(sheet?.franchises.flatMap(({ active }) => active.filter(({ player }) => player === "")).length).toBe(2);
    expect(sheet?.tables.draft_pick_conditions.length).toBeGreaterThan(0);
    expect(sheet?.franchises.every(({ active }) => active.some(({ player }) => player.endsWith(" (RS)")))).toBe(true);
    const [alias = ""] = renderSeeds(days).get("dim_name_alias.csv")?.split("\n").slice(1) ?? [];
    expect(sheet?.transactions.transactions.some(({ texts }) => texts.Player === alias.split(",")[0])).toBe(true);
  });

  it("shows numbers and addresses of nobody: those that are kept for examples", () => {
    const text = [...renderSheet((days[0] as FantasyDay).sheet.day).values()].flat(2).join("\n");
    expect(text.match(/\(\d{3}\) \d{3}-\d{4}/g)?.every((number) => /^\(555\) 555-01\d\d$/.test(number))).toBe(true);
    expect(text.match(/\S+@\S+/g)?.every((address) => address.endsWith("@example.com"))).toBe(true);
  });
});

describe("Sleeper", () => {
  it("has the rosters of the sheet; what the commissioner has not written yet is the difference of the third day", () => {
    const canonical = new Map((renderSeeds(days).get("dim_name_alias.csv") ?? "").split("\n").slice(1).map((line) => line.split(",").slice(0, 2) as [string, string]));
    const differences = days.map((_, day) => {
      const players = ask<Record<string, { first_name: string; last_name: string }>>(day, "/players/nfl");
      const inSleeper = rosters(day).flatMap(({ roster_id, players: ids }) => ids.map((id) => `${roster_id} ${players[id]?.first_name ?? ""} ${players[id]?.last_name ?? ""}`));
      const inSheet = FRANCHISES.flatMap(({ rosterId, owner }) => [...new Set(sheets[day]?.franchises.find(({ tab }) => tab === owner)?.active.map(({ player }) => player.replace(" (RS)", "")))].filter((name) => name !== "").map((name) => `${rosterId} ${canonical.get(name) ?? name}`));
      return new Set([...inSleeper.filter((entry) => !inSheet.includes(entry)), ...inSheet.filter((entry) => !inSleeper.includes(entry))]).size;
    });
    // A trade moves two players, a claim one in and one out, a cut one out.
    expect(differences).toEqual([0, 0, 7]);
  });

  it("starts, reserves and taxis only whom a roster has; an empty place is \"0\"", () => {
    const empty = rosters(0).flatMap(({ players, starters, reserve, taxi }) => {
      for (const id of [...starters.filter((starter) => starter !== "0"), ...(reserve ?? []), ...(taxi ?? [])]) expect(players).toContain(id);
      return starters.filter((starter) => starter === "0");
    });
    expect(empty).toHaveLength(2);
    expect(rosters(0).some(({ reserve }) => reserve === null)).toBe(true);
  });

  it("counts a standing from its matchups", () => {
    for (const day of [0, 1, 2]) {
      const played = 9 + day;
      const total = (name: string): number => rosters(day).reduce((sum, { settings }) => sum + (settings[name] ?? 0), 0);
      expect(total("wins")).toBe(total("losses"));
      expect(total("wins") + total("ties") / 2).toBe(played * 6);
      expect(total("fpts") * 100 + total("fpts_decimal")).toBe(total("fpts_against") * 100 + total("fpts_against_decimal"));
    }
  });

  it("lists a traded pick as the sheet does", () => {
    const picks = ask<readonly { season: string; round: number; roster_id: number; owner_id: number }[]>(1, `/league/${LEAGUE_ID}/traded_picks`);
    const out = sheets[1]?.franchises.flatMap(({ tab, picks: own }) => own.filter(({ source }) => source === "trade_out").map(({ year, round, recipient }) => `${year} ${round} ${tab} ${recipient ?? ""}`));
    const ownerOf = (rosterId: number): string => FRANCHISES[rosterId - 1]?.owner ?? "";
    expect(picks.map(({ season, round, roster_id, owner_id }) => `${season} ${round} ${ownerOf(roster_id)} ${ownerOf(owner_id)}`).toSorted()).toEqual(out?.toSorted());
  });
});

import { readdirSync } from "node:fs";
import { load } from "cheerio";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { PayloadError } from "../../src/core/errors.ts";
import type { Position, Projection, Stat } from "../../src/sources/ffanalytics/projection.ts";
import type { Reading } from "../../src/sources/ffanalytics/sites/site.ts";
import { inquiryOf, kindsOf, read, rowsSeen, siteOf } from "../../src/sources/ffanalytics/sites/testing/cases.ts";
import { bytesOf, espnAnswer, fantasyprosPage, FOLDER, fragmentsOf } from "./ffanalytics-answers.ts";
import { exports, realFiles } from "./ffanalytics-files.ts";

/** Every real answer of a site through its module: all rows are there, and their numbers are those that a second way of reading finds. */
function ask(name: string, position: Position, season: number, week: number, bytes: Uint8Array | string): Reading {
  const site = siteOf(name);
  return read({ site, inquiry: inquiryOf(site, position, { season, week }) }, bytes);
}
const all = ({ projections, withheld }: Reading): readonly Projection[] => [...projections, ...withheld];
/** A file of CSV as csv-parse alone reads it: rows of cells, the header first. */
const linesOf = (path: string): readonly (readonly string[])[] => parse(bytesOf(path), { relax_column_count: true, relax_quotes: true });
const rowsOf = (path: string): number => realFiles[path]?.rows ?? Number.NaN;

/** Texts of the cells that hold a number, row by row, by a reader that builds a tree. */
function numbersIn(html: string, rowSelector: string): readonly (readonly number[])[] {
  const $ = load(html);
  return $(rowSelector).toArray().map((row) => $(row).find("td").toArray().map((cell) => $(cell).text().trim()).filter((text) => /^[\d.,—]+$/.test(text)).map((text) => (text === "—" ? Number.NaN : Number(text.replaceAll(",", "")))));
}

/** @param order what the numbers of a row are, in the order of its columns; "" for one that is not kept */
function expectNumbers(rows: readonly Projection[], numbers: readonly (readonly number[])[], order: readonly (Stat | "")[]): void {
  expect(rows.length).toBe(numbers.length);
  rows.forEach(({ player, stats }, row) => {
    const wanted = order.flatMap((stat, column): readonly (readonly [string, number])[] => { const value = numbers[row]?.[column] ?? Number.NaN; return stat === "" || Number.isNaN(value) ? [] : [[stat, value]]; });
    expect(stats, player).toEqual(Object.fromEntries(wanted));
  });
}

it("the folder has no file that nobody reads", () => {
  const found = readdirSync(FOLDER, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && entry.name !== "README.md").map((entry) => `${entry.parentPath}/${entry.name}`.slice(FOLDER.length + 1));
  expect(found.sort()).toEqual(Object.keys(realFiles).sort());
});

describe("CBS, week 3 of 2026, an excerpt", () => {
  const path = "cbs/projections_2026_week3_QB.html";

  it("is read as far as it goes, and called short", () => {
    const reading = ask("cbs", "QB", 2026, 3, bytesOf(path));
    expect([rowsSeen(reading), kindsOf(reading), reading.remarks]).toEqual([rowsOf(path), ["short"], []]);
    expectNumbers(all(reading), numbersIn(bytesOf(path).toString(), "tr.TableBase-bodyTr"), ["", "pass_att", "pass_comp", "pass_yds", "", "pass_tds", "pass_int", "", "rush_att", "rush_yds", "", "rush_tds", "fumbles_lost", "site_pts", ""]);
    expect(all(reading).map(({ player, team, siteId }) => [player.split(" ").length, /^[A-Z]{2,3}$/.test(team ?? ""), /^\d+$/.test(siteId ?? "")])).toEqual([[2, true, true], [2, true, true], [2, true, true]]);
  });

  it("is no answer about another week, season or position", () => {
    expect(() => ask("cbs", "QB", 2026, 4, bytesOf(path))).toThrow(/the page is of week 3: another list than was asked for/);
    expect(() => ask("cbs", "QB", 2025, 3, bytesOf(path))).toThrow(/the page is of season 2026/);
    expect(() => ask("cbs", "RB", 2026, 3, bytesOf(path))).toThrow(/the page is of position QB/);
  });
});

describe("FFToday, week 3 of 2026, an excerpt", () => {
  const path = "fftoday/weekly_projections_2026_week3_WR.html";

  it("is read as far as it goes, and called short", () => {
    const reading = ask("fftoday", "WR", 2026, 3, bytesOf(path));
    expect([rowsSeen(reading), kindsOf(reading), reading.remarks]).toEqual([rowsOf(path), ["short"], []]);
    expectNumbers(all(reading), numbersIn(bytesOf(path).toString(), "tr:has(td.smallbody)"), ["rush_att", "rush_yds", "rush_tds", "rec", "rec_yds", "rec_tds", "site_pts"]);
    expect(all(reading).every(({ team, siteId }) => /^[A-Z]{2,3}$/.test(team ?? "") && /^\d+$/.test(siteId ?? ""))).toBe(true);
  });

  it("is no answer about another week, season or position", () => {
    expect(() => ask("fftoday", "WR", 2026, 4, bytesOf(path))).toThrow(/the page is of week 3/);
    expect(() => ask("fftoday", "WR", 2025, 3, bytesOf(path))).toThrow(/the page is of season 2026/);
    expect(() => ask("fftoday", "RB", 2026, 3, bytesOf(path))).toThrow(/PosID\) 30/);
  });
});

describe("FantasySharks, week 3 of 2026, an excerpt", () => {
  const path = "fantasysharks/projections_2026_week3_QB.csv";

  it("is read as far as it goes, and called short", () => {
    const reading = ask("fantasysharks", "QB", 2026, 3, bytesOf(path));
    expect([rowsSeen(reading), kindsOf(reading), reading.remarks]).toEqual([rowsOf(path), ["short"], []]);
    const records = linesOf(path).slice(1);
    expectNumbers(all(reading), records.map((cells) => cells.slice(6).map(Number)), ["pass_att", "pass_comp", "pass_yds", "pass_tds", "", "", "", "", "", "", "pass_int", "", "rush_att", "rush_yds", "rush_tds", "fumbles_lost", "", "site_pts"]);
    expect(all(reading).map(({ siteId, player, team }) => [siteId, player, team])).toEqual(records.map(([, id, player, team]) => [id, player, team]));
    expect(() => ask("fantasysharks", "RB", 2026, 3, bytesOf(path))).toThrow(PayloadError);
  });
});

describe("FanDuel, week 3 of 2026", () => {
  const path = "fanduel/getProjections_2026_week3.json";

  it("splits completions from attempts, and calls a quarterback's catches what they are", () => {
    const reading = ask("fanduel", "QB", 2026, 3, bytesOf(path));
    const answer = JSON.parse(bytesOf(path).toString()) as { readonly data: { readonly getProjections: readonly Readonly<Record<string, unknown>>[] } };
    expect([rowsSeen(reading), kindsOf(reading)]).toEqual([rowsOf(path), ["short", "short", "short", "short"]]);
    all(reading).forEach(({ stats, siteId, idKind }, index) => {
      const wanted = answer.data.getProjections[index] ?? {};
      expect(`${stats.pass_comp}/${stats.pass_att}`).toBe(String(wanted["completionsAttempts"]).replaceAll(/\.0\b/g, ""));
      expect([stats.pass_yds, stats.rush_yds, stats.rec, stats.rec_tgt, stats.site_pts]).toEqual(["passingYards", "rushingYards", "receptions", "targets", "fantasy"].map((name) => wanted[name]));
      expect([siteId, idKind]).toEqual([String((wanted["player"] as { numberFireId: number }).numberFireId), null]);
    });
  });
});

describe("ESPN", () => {
  it("week 3 of 2026: numbers unrounded; who does not play has none", () => {
    const path = "espn/kona_player_info_2026_week3_WR.json";
    const reading = ask("espn", "WR", 2026, 3, bytesOf(path));
    expect([rowsSeen(reading), all(reading).length, kindsOf(reading)]).toEqual([rowsOf(path), 1, ["short"]]);
    expect(all(reading)[0]).toMatchObject({ siteId: "4362628", team: "CIN", stats: { rec: 7.306262061, rec_yds: 86.42004397, rush_yds: 1.233733478 } });
    expect(all(ask("espn", "WR", 2026, 4, bytesOf(path)))).toEqual([]);
  });

  const path = "espn/kona_player_info_2018.json";
  const players = (JSON.parse(bytesOf(path).toString()) as { readonly players: readonly { readonly player: EspnPlayer }[] }).players.map(({ player }) => player);

  it.each([["QB", 1, 5], ["RB", 2, 15], ["WR", 3, 18], ["TE", 4, 5], ["K", 5, 1], ["DST", 16, 6]] as const)("2018, every set of numbers in one list: %s", (position, id, count) => {
    for (const week of [0, 1]) {
      const reading = ask("espn", position, 2018, week, bytesOf(path));
      expect(rowsSeen(reading)).toBe(rowsOf(path));
      const asked = players.filter(({ defaultPositionId }) => defaultPositionId === id).flatMap((player) => player.stats.filter((set) => set.seasonId === 2018 && set.scoringPeriodId === week && set.statSourceId === 1 && set.statSplitTypeId === (week === 0 ? 0 : 1)).map((set) => ({ player, set })));
      // 210 counts games: alone, it is no projection.
      expect(all(reading).map(({ siteId }) => siteId)).toEqual(asked.filter(({ set }) => Object.keys(set.stats).some((stat) => stat !== "210")).map(({ player }) => String(player.id)));
      const main = position === "QB" ? ["3", "pass_yds"] : position === "K" ? ["83", "fg"] : position === "DST" ? ["99", "dst_sacks"] : ["24", "rush_yds"];
      for (const { siteId, stats } of all(reading)) expect(stats[main[1] as Stat]).toBe(asked.find(({ player }) => String(player.id) === siteId)?.set.stats[main[0] ?? ""]);
    }
    expect(players.filter(({ defaultPositionId }) => defaultPositionId === id)).toHaveLength(count);
  });

  it("week 5 of 2024: numbers come to the points that another program made of them", async () => {
    const rows = await fragmentsOf("espn/espn_2024_week5_rows.parquet");
    expect([...rows.values()].reduce((sum, list) => sum + list.length, 0)).toBe(rowsOf("espn/espn_2024_week5_rows.parquet"));
    for (const [position, list] of rows) {
      const reading = ask("espn", position as Position, 2024, 5, espnAnswer(position, list, { season: 2024, week: 5 }));
      expect([position, rowsSeen(reading), all(reading).length, kindsOf(reading)]).toEqual([position, list.length, list.length, []]);
      all(reading).forEach(({ player, stats }, index) => expect(Math.abs(halfPpr(stats) - (list[index]?.points ?? 0)), player).toBeLessThan(0.6));
    }
  });
});

interface EspnPlayer {
  readonly id: number;
  readonly defaultPositionId: number;
  readonly stats: readonly { readonly seasonId: number; readonly scoringPeriodId: number; readonly statSourceId: number; readonly statSplitTypeId: number; readonly stats: Readonly<Record<string, number>> }[];
}

function halfPpr({ pass_yds = 0, pass_tds = 0, pass_int = 0, rush_yds = 0, rush_tds = 0, rec = 0, rec_yds = 0, rec_tds = 0, fumbles_lost = 0 }: Projection["stats"]): number {
  return pass_yds / 25 + 4 * pass_tds - 2 * pass_int + (rush_yds + rec_yds) / 10 + 6 * (rush_tds + rec_tds) + rec / 2 - 2 * fumbles_lost;
}

describe("FantasyPros", () => {
  it.each(exports)("its export of $season, $position", ({ path, season, position, rows }) => {
    const reading = ask("fantasypros", position as Position, season, 0, bytesOf(path));
    const [header = [], ...records] = linesOf(path);
    expect(records).toHaveLength(rows);
    const players = records.filter(([name = ""]) => name.trim() !== "");
    const points = players.map((cells) => Number((cells[header.indexOf("FPTS")] ?? "").replaceAll(",", "")));
    expect([rowsSeen(reading), kindsOf(reading), reading.projections.length]).toEqual([players.length, [], points.filter((value) => value > 0).length]);
    expect(reading.projections.map(({ stats }) => stats.site_pts)).toEqual(points.filter((value) => value > 0));
    // ATT, YDS and TDS stand there twice: what comes behind CMP is passing.
    const firstYards = position === "QB" ? "pass_yds" : header.indexOf("REC") < header.lastIndexOf("ATT") ? "rec_yds" : header.includes("ATT") ? "rush_yds" : "rec_yds";
    if (header.includes("YDS") && position !== "DST") expect(reading.projections.map(({ stats }) => stats[firstYards])).toEqual(players.filter((_, index) => (points[index] ?? 0) > 0).map((cells) => Number((cells[header.indexOf("YDS")] ?? "").replaceAll(",", ""))));
  });

  it.each(["fantasypros/ecr_2022_draft_ALL.csv", "fantasypros/ecr_2026_draft_ALL.csv"])("%s: rankings are no projections", (path) => {
    expect(linesOf(path).slice(1)).toHaveLength(rowsOf(path));
    for (const position of ["QB", "RB", "DST"] as const) expect(() => ask("fantasypros", position, 2026, 0, bytesOf(path))).toThrow(/FantasyPros .*: no column 'Player'; its header is 'RK,TIERS,PLAYER NAME/);
  });

  it("pages of June 2026: every row, its team behind the link, its id in the link", async () => {
    const rows = await fragmentsOf("fantasypros/html_rows_2026-06-12.parquet");
    expect([...rows].map(([position, list]) => [position, list.length]).toSorted()).toEqual([["K", 37], ["QB", 80], ["RB", 130], ["TE", 117], ["WR", 189]]);
    for (const [position, list] of rows) {
      const reading = ask("fantasypros", position as Position, 2026, 0, fantasyprosPage(position, list));
      expect([position, rowsSeen(reading), kindsOf(reading)]).toEqual([position, list.length, []]);
      expect(reading.projections.map(({ player }) => player)).toEqual(list.filter(({ points }) => points > 0).map(({ name }) => name));
      expect(reading.projections.every(({ siteId }) => /^\d+$/.test(siteId ?? ""))).toBe(true);
      expect(reading.projections.filter(({ team }) => team === null).length).toBeLessThan(list.length / 10);
    }
  });

  it("pages of August 2026: ten rows of a position are the head of a list behind a gate", async () => {
    const rows = await fragmentsOf("fantasypros/html_rows_2026-08-02_gated10.parquet");
    expect(rows.size).toBe(5);
    for (const [position, list] of rows) {
      const page = fantasyprosPage(position, list);
      const reading = ask("fantasypros", position as Position, 2026, 1, page);
      expect([reading.projections.length, reading.withheld.length, kindsOf(reading)]).toEqual([0, 10, ["gated"]]);
      expect(() => ask("fantasypros", position as Position, 2026, 2, page)).toThrow(/the page is of week 1/);
    }
  });
});

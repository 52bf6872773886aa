import { gzipSync } from "node:zlib";
import { createChance } from "../../kill/chance.ts";
import { bytesOf, type Day, instead, rewrite } from "../day.ts";
import { allOf, type Fault, type Ground } from "../fault.ts";
import { requery, sampleDay } from "../sample-day.ts";
import { CONTRACT, ISSUE, WEAKNESSES } from "./seen.ts";

const SEEN = `${CONTRACT}/sources/nflverse.md`;
const GOVERNANCE = `${CONTRACT}/governance.md, section 4`;
const isAsked = (url: string): boolean => url.includes("github.com");

/** The sample's providers on three Tuesdays: after the ninth, the tenth and the eleventh week of 2025. */
const nflverseGround: Ground = {
  source: "nflverse",
  flow: "nfl_data_pipeline",
  before: [],
  days: async () => ({
    good: await sampleDay("2025-11-04", "2025-11-04T12:00:00Z", isAsked),
    spoilt: await sampleDay("2025-11-11", "2025-11-11T12:00:00Z", isAsked),
    later: await sampleDay("2025-11-18", "2025-11-18T12:00:00Z", isAsked),
  }),
};

const WEEKLY = "stats_player_week_2025";
const SNAPS = "snap_counts_2025";
const EXPECTED = "ep_weekly_2025";
const SCHEDULE = "schedules/games";
const TEAMS = "nfldata/raw/master/data/teams.csv";
const CROSSWALK = "db_playerids.csv";

const base = { ground: nflverseGround, seen: SEEN } as const;
/** Whom the fault does not touch is left out, but for the schedule: it tells which games were played. */
const weekly = { ...base, datasets: ["schedule", "weekly"] } as const;
const snaps = { ...base, datasets: ["schedule", "snap_counts"] } as const;
const expected = { ...base, datasets: ["schedule", "ff_opportunity"] } as const;
const schedule = { ...base, datasets: ["schedule", "weekly"] } as const;
const teams = { ...base, datasets: ["schedule", "teams"] } as const;
const crosswalk = { ...base, datasets: ["ff_playerids", "teams"] } as const;
const weeklyAside = allOf("quarantined", "weekly");
const weeklyLost = allOf("lkg", "weekly");
const rows = (which: string, query: string): ((day: Day) => Promise<Day>) => (day) => requery(day, which, query);
const sends = (which: string, body: () => Uint8Array | string): ((day: Day) => Day) => (day) => instead(day, which, () => ({ body: body() }));
const bytes = (which: string, change: (bytes: Buffer) => Uint8Array): ((day: Day) => Day) => (day) => instead(day, which, (answer) => ({ body: change(bytesOf(answer)) }));
const answers = (which: string, status: number): ((day: Day) => Day) => (day) => instead(day, which, () => ({ status, body: "no" }));

/** The same noise every time. */
function noise(size: number): Buffer {
  const chance = createChance(50);
  return Buffer.alloc(size, Buffer.from(Array.from({ length: 65_536 }, () => Math.floor(chance() * 256))));
}

/** Lines of a CSV but its header. */
const lines = (which: string, change: (lines: readonly string[]) => readonly string[]): ((day: Day) => Day) => (day) =>
  rewrite(day, which, (text) => {
    const [header = "", ...rest] = text.trimEnd().split("\n");
    return [header, ...change(rest), ""].join("\n");
  });
/** A CSV cell by the name of its column. No cell of these files holds a comma. */
const cells = (which: string, column: string, change: (cell: string, nth: number) => string): ((day: Day) => Day) => (day) =>
  rewrite(day, which, (text) => {
    const [header = "", ...rest] = text.trimEnd().split("\n");
    const at = header.split(",").indexOf(column);
    if (at < 0) throw new Error(`${which} has no column ${column}`);
    return [header, ...rest.map((line, nth) => line.split(",").with(at, change(line.split(",")[at] ?? "", nth)).join(",")), ""].join("\n");
  });

export const nflverseFaults: readonly Fault[] = [
  { ...weekly, name: "nflverse: half of a week that is over", seen: ISSUE, harms: weeklyAside, spoil: rows(WEEKLY, "SELECT * FROM answer WHERE week <> 8 OR team < 'L'"), caught: { in: "weekly", by: "team_coverage(season,week,team)", says: /in week 8 of 2025 played, and have no rows/ } },
  { ...weekly, name: "nflverse: half of the newest week", seen: ISSUE, harms: weeklyAside, spoil: rows(WEEKLY, "SELECT * FROM answer WHERE week <> 10 OR team < 'L'"), caught: { in: "weekly", by: "team_coverage(season,week,team)", says: /in week 10 of 2025 played, and have no rows/ } },
  { ...weekly, name: "nflverse: one club missing in a week that is over", seen: GOVERNANCE, harms: weeklyAside, spoil: rows(WEEKLY, "SELECT * FROM answer WHERE NOT (week = 4 AND team = 'DET')"), caught: { in: "weekly", by: "team_coverage(season,week,team)", says: /DET/ } },
  { ...snaps, name: "nflverse: one game missing", seen: GOVERNANCE, harms: allOf("quarantined", "snap_counts"), spoil: rows(SNAPS, "SELECT * FROM answer WHERE game_id <> (SELECT min(game_id) FROM answer WHERE week = 6)"), caught: { in: "snap_counts", by: "team_coverage(season,week,team)", says: /week 6 of 2025/ } },
  { ...weekly, name: "nflverse: a week missing before the last one", seen: GOVERNANCE, harms: weeklyAside, spoil: rows(WEEKLY, "SELECT * FROM answer WHERE week <> 5"), caught: { in: "weekly", by: "team_coverage(season,week,team)", says: /week 5 of 2025/ } },
  { ...weekly, name: "nflverse: a week from the future", seen: ISSUE, harms: weeklyAside, spoil: rows(WEEKLY, "SELECT * FROM answer UNION ALL SELECT * REPLACE (11 AS week) FROM answer WHERE week = 10"), caught: { in: "weekly", by: "team_coverage(season,week,team)", says: /week 11/ } },
  { ...snaps, name: "nflverse: snaps of a week from the future", seen: ISSUE, harms: allOf("quarantined", "snap_counts"), spoil: rows(SNAPS, "SELECT * FROM answer UNION ALL SELECT * REPLACE (11 AS week, replace(game_id, '_10_', '_11_') AS game_id) FROM answer WHERE week = 10"), caught: { in: "snap_counts", by: "references(game_id -> nflverse.schedule.game_id)", says: /are not in nflverse\.schedule/ } },
  { ...weekly, name: "nflverse: week 23", seen: GOVERNANCE, harms: weeklyAside, spoil: rows(WEEKLY, "SELECT * REPLACE (CASE WHEN week = 10 THEN 23 ELSE week END AS week) FROM answer"), caught: { in: "weekly", by: "range(week)", says: /outside 1 to 22/ } },
  { ...weekly, name: "nflverse: last season's file under this season's name", seen: `${WEAKNESSES} W-03; registry 2025-11-21`, harms: weeklyAside, spoil: rows(WEEKLY, "SELECT * REPLACE (2024 AS season) FROM answer"), caught: { in: "weekly", by: "running_season", says: /no rows of season 2025/ } },
  { ...weekly, name: "nflverse: a cumulative table that lost 2 %", seen: `${CONTRACT}/governance.md, section 3`, harms: weeklyAside, spoil: rows(WEEKLY, "SELECT * FROM answer WHERE week <= 9 AND hash(player_id) % 33 <> 0"), caught: { in: "weekly", by: "row_count_change", says: /fewer than the/ } },
  { ...weekly, name: "nflverse: every row twice", seen: `${WEAKNESSES} W-51`, harms: weeklyAside, spoil: rows(WEEKLY, "SELECT * FROM answer UNION ALL SELECT * FROM answer"), caught: { in: "weekly", by: "unique(season,week,player_id)", says: /repeat/ } },
  { ...weekly, name: "nflverse: one row twice", harms: weeklyAside, spoil: rows(WEEKLY, "SELECT * FROM answer UNION ALL (SELECT * FROM answer WHERE player_id IS NOT NULL LIMIT 1)"), caught: { in: "weekly", by: "unique(season,week,player_id)", says: /1 row repeats/ } },
  { ...weekly, name: "nflverse: rows without a week", harms: weeklyAside, spoil: rows(WEEKLY, "SELECT * REPLACE (CASE WHEN team = 'DET' THEN NULL ELSE week END AS week) FROM answer"), caught: { in: "weekly", by: "not_null(week)", says: /without week/ } },
  { ...weekly, name: "nflverse: a third of the players without their id", harms: weeklyAside, spoil: rows(WEEKLY, "SELECT * REPLACE (CASE WHEN hash(player_id) % 3 = 0 THEN NULL ELSE player_id END AS player_id) FROM answer"), caught: { in: "weekly", by: "not_null(player_id) by season", says: /at most 5 % allowed/ } },
  { ...weekly, name: "nflverse: the same id for everybody", harms: weeklyAside, spoil: rows(WEEKLY, "SELECT * REPLACE ('00-0000001' AS player_id) FROM answer"), caught: { in: "weekly", by: "unique(season,week,player_id)", says: /repeat/ } },
  { ...weekly, name: "nflverse: ids of another kind", harms: weeklyAside, spoil: rows(WEEKLY, "SELECT * REPLACE ('X' || player_id AS player_id) FROM answer"), caught: { in: "weekly", by: "references(player_id -> nflverse.ff_playerids.gsis_id)", says: /are not in nflverse\.ff_playerids/ } },
  { ...weekly, name: "nflverse: a club's code that nobody knows", harms: weeklyAside, spoil: rows(WEEKLY, "SELECT * REPLACE (CASE WHEN team = 'DET' THEN 'LIO' ELSE team END AS team) FROM answer"), caught: { in: "weekly", by: "team_coverage(season,week,team)", says: /DET/ } },
  { ...weekly, name: "nflverse: a kind of season that nobody knows", harms: weeklyAside, spoil: rows(WEEKLY, "SELECT * REPLACE ('REGULAR' AS season_type) FROM answer"), caught: { in: "weekly", by: "accepted_values(season_type)", says: /none of REG, POST/ } },
  { ...weekly, name: "nflverse: a season's totals in a week's column", harms: {}, spoil: rows(WEEKLY, "SELECT * REPLACE (CASE WHEN week = 10 AND position = 'QB' THEN fantasy_points * 40 ELSE fantasy_points END AS fantasy_points) FROM answer"), caught: { in: "weekly", by: "outliers(fantasy_points) by position", says: /QB/ } },
  { ...weekly, name: "nflverse: a column with another name", seen: `${WEAKNESSES} W-01`, harms: weeklyLost, spoil: rows(WEEKLY, "SELECT * RENAME (team AS club) FROM answer"), caught: { in: "weekly", by: "fetch", says: /team/ } },
  { ...weekly, name: "nflverse: weeks in words", harms: weeklyLost, spoil: rows(WEEKLY, "SELECT * REPLACE ('Week ' || week AS week) FROM answer"), caught: { in: "weekly", by: "fetch", says: /week/ } },
  { ...weekly, name: "nflverse: a header and no rows", harms: weeklyAside, spoil: rows(WEEKLY, "SELECT * FROM answer WHERE false"), caught: { in: "weekly", by: "not_empty", says: /no rows/ } },
  { ...weekly, name: "nflverse: a Parquet file that is cut off", harms: weeklyLost, spoil: bytes(WEEKLY, (all) => all.subarray(0, 50_000)), caught: { in: "weekly", by: "fetch", says: /truncated/ } },
  { ...weekly, name: "nflverse: a Parquet file with damaged bytes", harms: weeklyLost, spoil: bytes(WEEKLY, (all) => Buffer.from(all).fill(0xff, 100, all.length - 8)), caught: { in: "weekly", by: "fetch", says: /stats_player_week_2025\.parquet/ } },
  { ...weekly, name: "nflverse: 50 MB of noise", harms: weeklyLost, spoil: sends(WEEKLY, () => noise(50_000_000)), caught: { in: "weekly", by: "fetch", says: /expected parquet or csv|do not fit the schema/ } },
  { ...weekly, name: "nflverse: a page in place of the file, with status 200", harms: weeklyLost, spoil: sends(WEEKLY, () => "<!DOCTYPE html><html><head><title>Unicorn!</title></head></html>"), caught: { in: "weekly", by: "fetch", says: /got an HTML page titled 'Unicorn!'/ } },
  { ...weekly, name: "nflverse: an empty file", harms: weeklyLost, spoil: sends(WEEKLY, () => ""), caught: { in: "weekly", by: "fetch", says: /got an empty file/ } },
  { ...weekly, name: "nflverse: a file that is not there", harms: weeklyLost, spoil: answers(WEEKLY, 404), caught: { in: "weekly", by: "fetch", says: /answered 404/ } },
  { ...snaps, name: "nflverse: more snaps than a game has", harms: allOf("quarantined", "snap_counts"), spoil: rows(SNAPS, "SELECT * REPLACE (CASE WHEN week = 3 AND position = 'QB' THEN 6000 ELSE offense_snaps END AS offense_snaps) FROM answer"), caught: { in: "snap_counts", by: "range(offense_snaps)", says: /outside 0 to 150/ } },
  { ...snaps, name: "nflverse: shares in percent", harms: allOf("quarantined", "snap_counts"), spoil: rows(SNAPS, "SELECT * REPLACE (offense_pct * 100 AS offense_pct) FROM answer"), caught: { in: "snap_counts", by: "range(offense_pct)", says: /outside 0 to 1\.05/ } },
  { ...expected, name: "nflverse: games that no schedule has", harms: allOf("quarantined", "ff_opportunity"), spoil: rows(EXPECTED, "SELECT * REPLACE (replace(game_id, '_07_', '_77_') AS game_id) FROM answer"), caught: { in: "ff_opportunity", by: "references(game_id -> nflverse.schedule.game_id)", says: /are not in nflverse\.schedule/ } },
  { ...schedule, name: "nflverse: a game twice", harms: allOf("quarantined", "schedule"), spoil: rows(SCHEDULE, "SELECT * FROM answer UNION ALL (SELECT * FROM answer WHERE season = 2025 LIMIT 1)"), caught: { in: "schedule", by: "unique(game_id)", says: /1 row repeats/ } },
  { ...schedule, name: "nflverse: a schedule without the season that runs", harms: allOf("quarantined", "schedule"), spoil: rows(SCHEDULE, "SELECT * FROM answer WHERE season < 2025"), caught: { in: "schedule", by: "running_season", says: /no rows of season 2025/ } },
  { ...schedule, name: "nflverse: a score below zero", harms: allOf("quarantined", "schedule"), spoil: rows(SCHEDULE, "SELECT * REPLACE (CASE WHEN season = 2025 AND week = 2 THEN -7 ELSE home_score END AS home_score) FROM answer"), caught: { in: "schedule", by: "range(home_score)", says: /outside 0 to 100/ } },
  { ...teams, name: "nflverse: 31 clubs in a season", harms: allOf("quarantined", "teams"), spoil: lines(TEAMS, (all) => all.filter((line) => !line.startsWith("2024,DET,"))), caught: { in: "teams", by: "row_count by season", says: /season 2024.*31 rows/ } },
  { ...teams, name: "nflverse: clubs with other columns", seen: `${WEAKNESSES} W-01`, harms: allOf("lkg", "teams"), spoil: sends(TEAMS, () => "team_abbr,team_name,team_color\nDET,Detroit,#0076B6\n"), caught: { in: "teams", by: "fetch", says: /season/ } },
  { ...teams, name: "nflverse: a CSV in UTF-16", harms: allOf("lkg", "teams"), spoil: bytes(TEAMS, (all) => Buffer.from(`\ufeff${all.toString("utf8")}`, "utf16le")), caught: { in: "teams", by: "fetch", says: /teams\.csv: the file is damaged/ } },
  { ...crosswalk, name: "nflverse: gzip that is cut off", harms: allOf("lkg", "ff_playerids"), spoil: bytes(CROSSWALK, (all) => gzipSync(all).subarray(0, 20_000)), caught: { in: "ff_playerids", by: "fetch", says: /got a gzip file/ } },
  { ...crosswalk, name: "nflverse: a crosswalk without its newest classes", seen: ISSUE, harms: allOf("quarantined", "ff_playerids"), spoil: (day) => rewrite(day, CROSSWALK, (text) => { const [header = "", ...rest] = text.trimEnd().split("\n"); const at = header.split(",").indexOf("draft_year"); return [header, ...rest.filter((line) => Number(line.split(",")[at]) < 2024), ""].join("\n"); }), caught: { in: "ff_playerids", by: "identity_ids_kept", says: /players are gone/ } },
  { ...crosswalk, name: "nflverse: a doubled id of the crosswalk", seen: ISSUE, harms: allOf("quarantined", "ff_playerids"), spoil: cells(CROSSWALK, "mfl_id", (cell, nth) => (nth === 1 ? "10000" : cell)), caught: { in: "ff_playerids", by: "unique(mfl_id)", says: /1 row repeats/ } },
  { ...crosswalk, name: "nflverse: ids of the crosswalk that are others than before", seen: ISSUE, harms: allOf("quarantined", "ff_playerids"), spoil: cells(CROSSWALK, "gsis_id", (cell, nth) => (nth % 20 === 0 ? cell.replace("00-", "99-") : cell)), caught: { in: "ff_playerids", by: "identity_ids_kept", says: /ids are others than before/ } },
  { ...crosswalk, name: "nflverse: many share an id", seen: ISSUE, harms: allOf("quarantined", "ff_playerids"), spoil: cells(CROSSWALK, "sleeper_id", (cell, nth) => (nth % 10 === 0 ? "1000" : cell)), caught: { in: "ff_playerids", by: "identity_ids_unique", says: /share an id/ } },
  { ...crosswalk, name: "nflverse: half of the crosswalk", harms: allOf("quarantined", "ff_playerids"), spoil: lines(CROSSWALK, (all) => all.slice(0, Math.floor(all.length / 2))), caught: { in: "ff_playerids", by: "row_count_change", says: /fewer than the/ } },
  { ...crosswalk, name: "nflverse: a CSV in Latin-1", harms: allOf("lkg", "ff_playerids"), spoil: bytes(CROSSWALK, (all) => Buffer.from(all.toString("utf8").replace("Copperin", "Cop\u00e9rin"), "latin1")), caught: { in: "ff_playerids", by: "fetch", says: /db_playerids\.csv: the file is damaged/ } },
  { ...schedule, name: "nflverse: a score of a game that is yet to come", harms: allOf("quarantined", "schedule"), spoil: rows(SCHEDULE, "SELECT * REPLACE (CASE WHEN season = 2025 AND week = 14 THEN 21 ELSE home_score END AS home_score, CASE WHEN season = 2025 AND week = 14 THEN 20 ELSE away_score END AS away_score) FROM answer"), caught: { in: "schedule", by: "played_in_order", says: /16 game\(s\) have a score, and one of more than 7 days before has none/ } },
  { ...schedule, name: "nflverse: week 18 in a season of 17", seen: GOVERNANCE, harms: allOf("quarantined", "schedule"), spoil: rows(SCHEDULE, "SELECT * FROM answer UNION ALL (SELECT * REPLACE (18 AS week, game_id || '_18' AS game_id) FROM answer WHERE season = 2020 AND week = 16 LIMIT 1)"), caught: { in: "schedule", by: "season_weeks", says: /1 game\(s\) in a week that their regular season did not have/ } },
];

import type { ColumnContract } from "../../../src/core/dataset.ts";
import { nflverse } from "../../../src/sources/nflverse/index.ts";
import { CLUBS, type Club } from "../clubs.ts";
import { ids } from "../ids.ts";
import { type League, type LeagueDay, SEASON, SEED } from "../model.ts";
import type { Person, Position } from "../people.ts";
import { createRng } from "../rng.ts";
import type { Game } from "../schedule.ts";
import { fantasyPoints, type StatLine, statLines } from "../stats.ts";
import type { Cell, Row, Table } from "./table.ts";

/** @returns the files nflverse and its neighbours would have on a day, under their real addresses. */
export function renderNflverse(league: League, day: LeagueDay): readonly Table[] {
  const lines = statLines(league, day);
  return [
    table("weekly", weeklyRows(lines)),
    table("snap_counts", lines.map(snapRow)),
    table("ff_opportunity", opportunityRows(lines), "NA"),
    table("schedule", league.games.map((game) => gameRow(game, day))),
    table("teams", teamRows()),
    table("ff_playerids", league.people.map((person) => crosswalkRow(league, day, person)), "NA"),
  ];
}

function table(dataset: string, rows: readonly Row[], nullText: "" | "NA" = ""): Table {
  const described = nflverse.datasets.find((candidate) => candidate.name === dataset);
  const url = described?.assets([SEASON])[0]?.url;
  if (described === undefined || url === undefined) throw new Error(`nflverse has no dataset ${dataset}`);
  const missing = Object.keys(rows[0] ?? {}).filter((name) => !described.columns.some((column) => column.name === name));
  if (missing.length > 0) throw new Error(`${dataset}: the renderer writes columns that upstream does not have: ${missing.join(", ")}`);
  return { url, columns: described.columns, rows, nullText: url.endsWith(".parquet") ? "" : nullText };
}

const GROUP: Readonly<Record<Position, string>> = { QB: "QB", RB: "RB", WR: "WR", TE: "TE", K: "SPEC", LB: "LB", DE: "DL", DT: "DL", CB: "DB", S: "DB", T: "OL" };

function weeklyRows(lines: readonly StatLine[]): readonly Row[] {
  const columns = nflverse.datasets.find((dataset) => dataset.name === "weekly")?.columns ?? [];
  const zeroes = Object.fromEntries(columns.filter(isCounter).map((column) => [column.name, 0]));
  const rows = lines.filter((line) => line.person.position !== "T" || line.stats["penalties"] === 1).map((line) => ({ ...zeroes, ...weeklyRow(line) }));
  const first = lines[0];
  return first === undefined ? rows : [...rows, { ...zeroes, ...clubPenalty(first) }];
}

/** Counters are zero for who did not; identities, texts and shares are not. */
function isCounter(column: ColumnContract): boolean {
  return (column.type === "INTEGER" && !["season", "week", "gwfg_distance"].includes(column.name)) || column.name === "def_sacks" || column.name === "def_sack_yards";
}

function weeklyRow({ person, game, club, opponent, stats }: StatLine): Row {
  const points = fantasyPoints(stats);
  return {
    player_id: person.gsisId,
    player_name: `${person.first[0]}.${person.last}`,
    player_display_name: `${person.first} ${person.last}`,
    position: person.position,
    position_group: GROUP[person.position],
    headshot_url: `https://static.example.com/image/f_auto,q_auto/league/${person.number}`,
    season: game.season,
    week: game.week,
    season_type: "REG",
    game_id: game.gameId,
    team: club,
    opponent_team: opponent,
    ...stats,
    fantasy_points: points.standard,
    fantasy_points_ppr: points.ppr,
  };
}

/** A penalty that belongs to a club and to no player: a real row without player, in every weekly file. */
function clubPenalty({ game, club, opponent }: StatLine): Row {
  return { player_id: null, season: game.season, week: game.week, season_type: "REG", game_id: game.gameId, team: club, opponent_team: opponent, penalties: 1, penalty_yards: 5 };
}

const DEFENDERS = new Set<Position>(["LB", "DE", "DT", "CB", "S"]);

function snapRow({ person, game, club, opponent, snapShare }: StatLine): Row {
  const snaps = Math.round(snapShare * 64);
  const defends = DEFENDERS.has(person.position);
  const kicks = person.position === "K";
  return {
    game_id: game.gameId,
    pfr_game_id: `${game.day.replaceAll("-", "")}0${game.home.toLowerCase()}`,
    season: game.season,
    game_type: game.type,
    week: game.week,
    player: `${person.first} ${person.last}`,
    pfr_player_id: person.pfrId,
    position: person.position,
    team: club,
    opponent,
    offense_snaps: defends || kicks ? 0 : snaps,
    offense_pct: defends || kicks ? 0 : snapShare,
    defense_snaps: defends ? snaps : 0,
    defense_pct: defends ? snapShare : 0,
    st_snaps: kicks ? 12 : 3,
    st_pct: kicks ? 0.48 : 0.12,
  };
}

function opportunityRows(lines: readonly StatLine[]): readonly Row[] {
  const skilled = lines.filter(({ person }) => ["QB", "RB", "WR", "TE"].includes(person.position));
  const byGame = new Map(lines.map((line) => [line.game.gameId, line]));
  return [...skilled.map(opportunityRow), ...[...byGame.values()].map(remainderRow)];
}

function opportunityRow({ person, game, club, stats }: StatLine): Row {
  const rng = createRng(SEED, "expected", game.gameId, person.number);
  const row: Record<string, Cell> = { season: String(game.season), posteam: club, week: game.week, game_id: game.gameId, player_id: person.gsisId, full_name: `${person.first} ${person.last}`, position: person.position };
  for (const [name, measured] of Object.entries(MEASURED)) {
    const actual = stats[measured] ?? 0;
    const expected = Math.round(actual * (0.8 + rng.next() * 0.4) * 100) / 100;
    row[name] = actual;
    row[`${name}_exp`] = expected;
    row[`${name}_diff`] = Math.round((actual - expected) * 100) / 100;
  }
  return { ...row, pass_attempt: stats["attempts"] ?? 0, rec_attempt: stats["targets"] ?? 0, rush_attempt: stats["carries"] ?? 0, pass_air_yards: stats["passing_air_yards"] ?? 0, rec_air_yards: stats["receiving_air_yards"] ?? 0, pass_attempt_team: 33, rec_attempt_team: 31, rush_attempt_team: 26 };
}

/** ffopportunity's names of what the weekly file measures. */
const MEASURED = {
  pass_completions: "completions", pass_yards_gained: "passing_yards", pass_touchdown: "passing_tds", pass_interception: "passing_interceptions", pass_first_down: "passing_first_downs",
  receptions: "receptions", rec_yards_gained: "receiving_yards", rec_touchdown: "receiving_tds", rec_first_down: "receiving_first_downs",
  rush_yards_gained: "rushing_yards", rush_touchdown: "rushing_tds", rush_first_down: "rushing_first_downs",
} as const;

/** What is left of a game without a credited player: one row without player, dropped by dbt. */
function remainderRow({ game, club }: StatLine): Row {
  return { season: String(game.season), posteam: club, week: game.week, game_id: game.gameId, player_id: null, full_name: null, position: null, pass_attempt: 1 };
}

function gameRow(game: Game, day: LeagueDay): Row {
  const played = game.season < SEASON || (game.type === "REG" && game.week <= day.lastWeek);
  const home = clubOf(game.home);
  const rng = createRng(SEED, "weather", game.gameId);
  return {
    game_id: game.gameId,
    season: game.season,
    game_type: game.type,
    week: game.week,
    gameday: game.day,
    weekday: game.weekday,
    gametime: game.time,
    away_team: game.away,
    away_score: played ? game.awayScore : null,
    home_team: game.home,
    home_score: played ? game.homeScore : null,
    location: game.type === "SB" ? "Neutral" : "Home",
    result: played ? game.homeScore - game.awayScore : null,
    total: played ? game.homeScore + game.awayScore : null,
    overtime: played ? 0 : null,
    away_rest: 7,
    home_rest: 7,
    div_game: 0,
    roof: home.dome ? "dome" : "outdoors",
    surface: home.dome ? "fieldturf" : "grass",
    temp: home.dome || !played ? null : rng.int(25, 80),
    wind: home.dome || !played ? null : rng.int(0, 18),
    away_coach: `${game.away} Head Coach`,
    home_coach: `${game.home} Head Coach`,
    stadium_id: `${home.code}00`,
    stadium: `${home.location} Field`,
  };
}

function clubOf(code: string): Club {
  const club = CLUBS.find((candidate) => candidate.code === code);
  if (club === undefined) throw new Error(`no club ${code}`);
  return club;
}

function teamRows(): readonly Row[] {
  const seasons = Array.from({ length: SEASON - 2002 + 1 }, (_, index) => 2002 + index);
  return seasons.flatMap((season) => CLUBS.map((club, index) => ({ season, team: club.code, nfl: club.code, nfl_team_id: (index + 1) * 100, espn: club.code, full: `${club.location} ${club.nickname}`, location: club.location, short_location: club.location, nickname: club.nickname, hyphenated: `${club.location} ${club.nickname}`.toLowerCase().replaceAll(" ", "-") })));
}

const MFL_POSITION: Partial<Record<Position, string>> = { K: "PK" };

function crosswalkRow(league: League, day: LeagueDay, person: Person): Row {
  const club = league.clubOf(person, day.crosswalkWeek);
  const name = `${person.first} ${person.last}`;
  // Whoever may still play has ids everywhere; the gaps are among those who played long ago.
  const known = person.club !== null || person.draftYear >= SEASON - 6;
  return {
    mfl_id: ids.mfl(person),
    sportradar_id: ids.sportradar(person),
    fantasypros_id: known || person.number % 3 === 0 ? ids.fantasypros(person) : null,
    gsis_id: person.gsisId,
    sleeper_id: known || person.number % 2 === 0 ? ids.sleeper(person) : null,
    espn_id: known || person.number % 4 !== 0 ? ids.espn(person) : null,
    cbs_id: known ? ids.cbs(person) : null,
    pfr_id: person.pfrId,
    name,
    merge_name: name.toLowerCase().replaceAll("-", " "),
    position: MFL_POSITION[person.position] ?? person.position,
    team: club === null ? "FA" : clubOf(club).mfl,
    birthdate: person.birthdate,
    age: SEASON - Number(person.birthdate.slice(0, 4)),
    draft_year: person.draftYear,
    draft_round: 1 + (person.number % 7),
    draft_pick: 1 + (person.number % 32),
    draft_ovr: null,
    height: 70 + (person.number % 9),
    weight: 180 + (person.number % 140),
    college: "Invented State",
    db_season: SEASON,
  };
}

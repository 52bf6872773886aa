import { describe, expect, it } from "vitest";
import { inventAnswers, inventDraft, inventDraftPick, inventLastSeason, inventLeague, inventMatchup, inventPlayer, inventPlayers, inventRoster, inventRosters, inventTransaction, inventUser, LAST_SEASON, LEAGUE } from "../../../tests/support/invented-sleeper.ts";
import type { CheckResult } from "../../core/check.ts";
import { PayloadError, SourceSetupError } from "../../core/errors.ts";
import { buildCrosswalk } from "../../identity/index.ts";
import { sleeper } from "./index.ts";
import { load, rowsOf } from "./testing/load.ts";

const checkOf = (checks: Readonly<Record<string, readonly CheckResult[]>>, name: string): CheckResult => {
  const check = Object.values(checks).flat().find((candidate) => candidate.name === name);
  if (check === undefined) throw new Error(`${name} was not asked`);
  return check;
};
const path = (what: string): string => `/league/${LEAGUE}/${what}`;
const ids = (rows: readonly Readonly<Record<string, unknown>>[]): readonly unknown[] => rows.map((row) => row["sleeper_player_id"]);

describe("rosters", () => {
  it("are one row a team, with points of two whole numbers put together", async () => {
    const { tables, checks } = await load("rosters");
    const [first] = rowsOf(tables, "rosters");
    expect(rowsOf(tables, "rosters")).toHaveLength(4);
    expect(first).toMatchObject({
      league_id: LEAGUE, league_order: 1, season: 2026, roster_id: 1, owner_id: "800000000000000001", players: ["1000", "1001", "1002", "1003", "1004", "1005", "DET"], starters: ["1000", "0", "1002", "1003"], reserve: ["1004"], taxi: ["1005"],
      co_owners: null, keepers: null, settings_wins: 1, settings_fpts: 101.05, settings_fpts_against: 99.4, settings_ppts: null, settings_waiver_budget_used: 3,
    });
    expect(Object.values(checks).flat().filter(({ verdict }) => verdict !== "pass" && verdict !== "skipped")).toEqual([]);
  });

  it("may have no players before a draft, no settings in a survivor pool, and nobody who manages them", async () => {
    const league = inventLeague({ sport: "pickem:nfl", settings: null, roster_positions: null, scoring_settings: null, total_rosters: 99 });
    const rosters = [inventRoster(1, { players: null, starters: null, reserve: null, taxi: null, settings: null, owner_id: null })];
    const { tables, checks } = await load("rosters", { [`/league/${LEAGUE}`]: league, [path("rosters")]: rosters });
    expect(rowsOf(tables, "rosters")).toMatchObject([{ players: null, starters: null, owner_id: null, settings_fpts: null }]);
    expect(checkOf(checks, "total_rosters").verdict).toBe("pass");
    expect(checkOf(checks, "legal_roster_sizes")).toMatchObject({ verdict: "skipped", message: expect.stringContaining("no league says") as string });
    expect(checkOf(checks, "rostered_players_known").verdict).toBe("skipped");
    expect(rowsOf((await load("league", { [`/league/${LEAGUE}`]: league })).tables, "league")).toMatchObject([{ sport: "pickem:nfl", roster_positions: null, max_roster_size: null, scoring_stats: null, leg: null }]);
  });

  it.each<readonly [string, string, readonly unknown[], "pass" | "warn" | "fail", RegExp]>([
    ["fewer than the league has", "total_rosters", inventRosters().slice(1), "fail", /has 3 rosters, its settings say 4/],
    ["two with one player", "one_roster_a_player", [...inventRosters().slice(0, 3), inventRoster(4, { players: ["1000", "1019"], starters: [], reserve: null, taxi: null })], "fail", /1000 on 1, 4 of league/],
    ["one that is too large", "legal_roster_sizes", [...inventRosters().slice(0, 3), inventRoster(4, { players: Array.from({ length: 9 }, (_, nth) => String(1_300 + nth)), starters: [], reserve: null, taxi: null })], "warn", /roster 4 of league \d+ holds 9, 8 are allowed/],
    ["one at the limit of places, taxi squad and reserve", "legal_roster_sizes", [...inventRosters().slice(0, 3), inventRoster(4, { players: Array.from({ length: 8 }, (_, nth) => String(1_300 + nth)), starters: [], reserve: null, taxi: null })], "pass", /all legal/],
    ["many starters who are not on them", "starters_on_roster", inventRosters().map((roster) => ({ ...roster, starters: ["1350", "0"] })), "fail", /4 of 4 are not on their roster; first: 1350 of roster 1/],
    ["a taxi squad of strangers", "taxi_and_reserve_on_roster", [...inventRosters().slice(0, 3), inventRoster(4, { taxi: ["1399"] })], "fail", /1399 of roster 4/],
  ])("%s: %s", async (_, name, rosters, verdict, message) => {
    const check = checkOf((await load("rosters", { [path("rosters")]: rosters })).checks, name);
    expect(check).toMatchObject({ kind: "source_rule", verdict, message: expect.stringMatching(message) as string });
    if (verdict !== "pass") expect(check.evidence.length).toBeGreaterThan(0);
  });

  it("with one starter in thirty left over from a move are a warning only", async () => {
    const starters = Array.from({ length: 21 }, (_, nth) => String(1_000 + (nth % 6)));
    const { checks } = await load("rosters", { [path("rosters")]: [inventRoster(1, { starters: [...starters, "1399"] }), ...inventRosters().slice(1)] });
    expect(checkOf(checks, "starters_on_roster")).toMatchObject({ verdict: "warn", observed: 1 });
  });

  it("of several leagues come into one table; free agents are the first league's", async () => {
    const other = "900000000000009999";
    const answers = {
      [`/league/${other}`]: inventLeague({ league_id: other, name: "Another", previous_league_id: null }),
      [`/league/${other}/rosters`]: inventRosters().map((roster) => ({ ...roster, league_id: other, players: ["1300"], starters: ["0"], reserve: null, taxi: null })).slice(0, 1),
      [`/league/${other}/users`]: [inventUser(9, { league_id: other })],
    };
    const { tables, checks } = await load("rosters", answers, { leagues: [LEAGUE, other] });
    expect(rowsOf(tables, "rosters").map(({ league_id, league_order }) => [league_id, league_order])).toEqual([...Array.from({ length: 4 }, () => [LEAGUE, 1]), [other, 2]]);
    expect(ids(rowsOf(tables, "fa_pool"))).toContain("1300");
    expect(checkOf(checks, "total_rosters")).toMatchObject({ verdict: "fail", message: `league ${other} has 1 rosters, its settings say 4` });
  });
});

describe("users", () => {
  it("have the team's name where they gave one, and no name to sign in with in a league's list", async () => {
    const { tables } = await load("rosters", { [path("users")]: [inventUser(1), inventUser(2, { metadata: null, is_owner: null })] });
    expect(rowsOf(tables, "users")).toEqual([
      { user_id: "800000000000000001", username: null, display_name: "manager_1", avatar: null, team_name: "Team 1", is_owner: true, is_bot: false, league_id: LEAGUE, league_order: 1, season: 2026 },
      expect.objectContaining({ team_name: null, is_owner: null }),
    ]);
  });
});

describe("players", () => {
  it("keep every field under its own name, the payload's key beside them", async () => {
    const { tables } = await load("rosters");
    const rows = rowsOf(tables, "players");
    expect(rows).toHaveLength(402);
    expect(rows[0]).toEqual({ sleeper_player_id: "1000", ...inventPlayer(0) });
    expect(rows.at(-1)).toMatchObject({ sleeper_player_id: "LAR", player_id: "LAR", position: "DEF" });
    expect(tables["players"]).toMatchObject({ trimmed: ["gsis_id"] });
  });

  it("are free who are on no roster, of a fantasy position, able to play, and people", async () => {
    const players = inventPlayers(40, (nth) => (nth === 30 ? { status: "Inactive" } : nth === 31 ? { status: null } : nth === 32 ? { position: "OT" } : nth === 33 ? { position: null } : nth === 34 ? { status: "Injured Reserve", position: "CB", team: null } : { status: "Active" }));
    const { tables } = await load("rosters", { "/players/nfl": players });
    // 24 of them are on the four rosters; the defense that nobody has is no person.
    expect(ids(rowsOf(tables, "fa_pool"))).toEqual(["1024", "1025", "1026", "1027", "1028", "1029", "1034", "1035", "1036", "1037", "1038", "1039"]);
    expect(rowsOf(tables, "fa_pool")[0]).toEqual({ sleeper_player_id: "1024", ...inventPlayer(24, { status: "Active" }) });
  });

  it("are looked up by sleeper_id: those on rosters, and those of fantasy positions with a club; never a defense", async () => {
    const crosswalk = buildCrosswalk(Array.from({ length: 390 }, (_, nth) => ({ mfl_id: String(5_000 + nth), name: `Somebody ${nth}`, position: "QB", sleeper_id: String(1_000 + nth) })));
    const { checks } = await load("rosters", {}, {}, { crosswalk });
    expect(checkOf(checks, "rostered_players_known")).toMatchObject({ verdict: "pass", observed: 1, threshold: 0.98, message: "24 of 24 players are known" });
    expect(checkOf(checks, "fantasy_players_known")).toMatchObject({ verdict: "pass", threshold: 0.85 });
    const few = buildCrosswalk([{ mfl_id: "1", name: "Somebody", position: "QB", sleeper_id: "1000" }]);
    const unknown = (await load("rosters", {}, {}, { crosswalk: few })).checks;
    expect(checkOf(unknown, "rostered_players_known")).toMatchObject({ verdict: "warn", message: "1 of 24 players are known; first unknown: 1001" });
    expect(checkOf(unknown, "fantasy_players_known").verdict).toBe("warn");
    expect(checkOf((await load("rosters")).checks, "fantasy_players_known")).toMatchObject({ verdict: "skipped", message: expect.stringContaining("no crosswalk is published") as string });
  });

  it("that lack somebody who is on a roster are a cut list", async () => {
    expect(checkOf((await load("rosters")).checks, "rostered_players_listed")).toMatchObject({ verdict: "pass", message: "25 of 25 players on rosters are in the list" });
    const { checks } = await load("rosters", { "/players/nfl": inventPlayers(20) });
    expect(checkOf(checks, "rostered_players_listed")).toMatchObject({ verdict: "warn", observed: 4, message: "21 of 25 players on rosters are in the list; first who is not: 1020" });
  });

  it.each<readonly [string, unknown, RegExp]>([
    ["is gone everywhere", inventPlayers(50, () => ({ position: undefined })), /sleeper\.players, players: position is missing in 50 of 50/],
    ["is renamed", inventPlayers(50, (nth) => ({ birth_date: undefined, birthdate: `1990-01-0${1 + (nth % 9)}` })), /birth_date is missing in 50 of 50/],
    ["is gone in a fifth of them", inventPlayers(400, (nth) => (nth % 5 === 0 ? { team: undefined } : {})), /team is missing in \d+ of 200/],
  ])("whose field %s are refused", async (_, players, message) => {
    await expect(load("rosters", { "/players/nfl": players })).rejects.toThrow(PayloadError);
    await expect(load("rosters", { "/players/nfl": players })).rejects.toThrow(message);
  });
});

describe("leagues", () => {
  it("tell their rules; points are as somebody wrote them, not as 32 bits keep them", async () => {
    expect(rowsOf((await load("league")).tables, "league")).toMatchObject([
      { league_id: LEAGUE, league_order: 1, season: 2026, name: "The Invented League", total_rosters: 4, num_teams: 4, max_roster_size: 8, taxi_slots: 1, previous_league_id: LAST_SEASON, scoring_stats: ["pass_yd", "rec"], scoring_points: [0.04, 0.5], trade_deadline: null },
    ]);
  });

  it("are followed through their earlier seasons as far as asked; null and 0 are the beginning", async () => {
    expect(rowsOf((await load("league", {}, { seasonsBack: 5 })).tables, "league").map(({ league_id, league_order, season }) => [league_id, league_order, season])).toEqual([[LEAGUE, 1, 2026], [LAST_SEASON, 1, 2025]]);
    expect(rowsOf((await load("league", {}, { leagues: [LEAGUE, LAST_SEASON], seasonsBack: 1 })).tables, "league")).toHaveLength(2);
  });

  it("that Sleeper does not know are an error that names them, and so is none at all", async () => {
    const unknown = load("league", { [`/league/${LEAGUE}`]: null });
    await expect(unknown).rejects.toThrow(PayloadError);
    await expect(unknown).rejects.toMatchObject({ message: `sleeper.league, league ${LEAGUE}: Sleeper answered null: it knows no such id`, fix: expect.stringContaining("SLEEPER_LEAGUE_ID") as string });
    await expect(load("rosters", {}, { leagues: [] })).rejects.toThrow(SourceSetupError);
    expect(sleeper.whyLeftOut?.({ sleeper: { leagues: [], seasonsBack: 0 } })).toMatch(/SLEEPER_LEAGUE_ID/);
    expect(sleeper.whyLeftOut?.({ sleeper: { leagues: [LEAGUE], seasonsBack: 0 } })).toBeNull();
  });

  it("that answer about another league are refused", async () => {
    await expect(load("league", { [`/league/${LEAGUE}`]: inventLastSeason() })).rejects.toThrow(`league_id is ${LAST_SEASON}, asked was for league ${LEAGUE}`);
    await expect(load("rosters", { [path("rosters")]: [inventRoster(1, { league_id: LAST_SEASON })] })).rejects.toThrow(/sleeper\.rosters, rosters of league \d+, roster 1 of 1: league_id is/);
  });
});

describe("transactions", () => {
  it("keep what failed, marked as no move", async () => {
    const { tables, asked } = await load("transactions");
    const rows = rowsOf(tables, "transactions");
    expect(rows.map(({ type, status, is_move }) => [type, status, is_move])).toEqual([["waiver", "complete", true], ["waiver", "failed", false], ["trade", "complete", true]]);
    expect(rows[0]).toMatchObject({ week: 1, season: 2026, created_at: "2026-09-09T21:40:00.123Z", added_player_ids: ["1100"], added_to_roster_ids: [1], dropped_player_ids: ["1101"], waiver_bid: 7, waiver_seq: 0, notes: "Your waiver claim was processed successfully!" });
    expect(rows[2]).toMatchObject({ added_player_ids: ["1003", "1008"], added_to_roster_ids: [2, 1], pick_seasons: [2027], pick_rounds: [1], pick_roster_ids: [3], pick_previous_owner_ids: [1], pick_owner_ids: [2], faab_sender_ids: [1], faab_receiver_ids: [2], faab_amounts: [5], waiver_bid: null });
    expect(asked.filter((url) => url.includes("/transactions/"))).toHaveLength(2);
  });

  it("of past seasons are asked for in all weeks; so are those of a league that does not say where it is", async () => {
    const { tables, asked } = await load("transactions", {}, { seasonsBack: 1 });
    expect(rowsOf(tables, "transactions").map(({ season }) => season)).toEqual([2026, 2026, 2026, 2025]);
    expect(asked.filter((url) => url.includes(`${LAST_SEASON}/transactions/`))).toHaveLength(18);
  });

  it("of the future are none: a wrong unit or clock would make them the newest event for years", async () => {
    const { checks } = await load("transactions", { [path("transactions/1")]: [inventTransaction(1), inventTransaction(2, { status_updated: Date.UTC(2090, 0, 1) })] });
    expect(checkOf(checks, "past_transactions")).toMatchObject({ verdict: "fail", observed: 1, message: expect.stringContaining("2090-01-01") as string });
  });

  it("without fields that Sleeper always sends are a warning that names them; without others an error", async () => {
    const { checks } = await load("transactions", { [path("transactions/1")]: [inventTransaction(1, { waiver_budget: undefined, metadata: undefined })] });
    expect(checkOf(checks, "complete_transactions")).toMatchObject({ verdict: "warn", message: "1 of 1 transactions lack metadata, waiver_budget" });
    await expect(load("transactions", { [path("transactions/1")]: [inventTransaction(1, { adds: undefined })] })).rejects.toThrow(/sleeper\.transactions, transactions of league \d+, week 1, transaction 1 of 1: adds is missing/);
  });
});

describe("drafts", () => {
  it("list rosters and users by slot, and null where the order is not set", async () => {
    const { tables, checks } = await load("drafts");
    expect(rowsOf(tables, "drafts")).toMatchObject([{ league_id: LEAGUE, season: 2026, rounds: 2, teams: 2, slot_roster_ids: [2, 1], slot_user_ids: ["800000000000000002", "800000000000000001"], start_at: "2026-05-28T20:26:40.000Z" }]);
    expect(rowsOf(tables, "draft_picks")[3]).toMatchObject({ pick_no: 4, round: 2, draft_slot: 2, picked_by: null, player_name: "Rookie No 4", team: null, amount: 12 });
    expect(checkOf(checks, "whole_drafts").verdict).toBe("pass");
    const unset = await load("drafts", { "/draft/910000000000002026": inventDraft({ draft_order: null, slot_to_roster_id: undefined, last_picked: null, status: "pre_draft" }), "/draft/910000000000002026/picks": [] });
    expect(rowsOf(unset.tables, "drafts")).toMatchObject([{ slot_roster_ids: null, slot_user_ids: null, last_picked_at: null }]);
  });

  it("that are over without all their picks are a warning", async () => {
    const { checks } = await load("drafts", { "/draft/910000000000002026/picks": [inventDraftPick(1)] });
    expect(checkOf(checks, "whole_drafts")).toMatchObject({ verdict: "warn", message: "draft 910000000000002026 is over with 1 of 4 picks" });
  });
});

describe("traded picks, matchups, state and trends", () => {
  it("name three rosters; a pick that came home is marked", async () => {
    expect(rowsOf((await load("traded_picks")).tables, "traded_picks")).toEqual([
      { league_id: LEAGUE, league_order: 1, season: 2026, pick_season: 2027, round: 1, roster_id: 3, previous_owner_id: 1, owner_id: 2, is_home: false },
      { league_id: LEAGUE, league_order: 1, season: 2026, pick_season: 2027, round: 2, roster_id: 1, previous_owner_id: 2, owner_id: 1, is_home: true },
    ]);
  });

  it("give points in the order of players; a week is whole or was not played", async () => {
    const { tables, checks } = await load("matchups");
    expect(rowsOf(tables, "matchups")).toHaveLength(8);
    expect(rowsOf(tables, "matchups")[0]).toMatchObject({ week: 1, roster_id: 1, matchup_id: 1, points: 12.5, players: ["1000", "1001"], players_points: [12.5, 0], starters: ["1000", "0"], starters_points: [12.5, 0] });
    expect(checkOf(checks, "whole_weeks").verdict).toBe("pass");
    const old = await load("matchups", { [path("matchups/1")]: [inventMatchup(1, { players_points: undefined, players: null, starters: null })], [path("matchups/2")]: [] });
    expect(rowsOf(old.tables, "matchups")).toMatchObject([{ players: null, players_points: null }]);
    expect(checkOf(old.checks, "whole_weeks")).toMatchObject({ verdict: "fail", message: `week 1 of league ${LEAGUE} has 1 rosters, its settings say 4` });
  });

  it("say where the season is, also when it is not", async () => {
    const off = { ...(inventAnswers().get("https://api.sleeper.app/v1/state/nfl") as object), week: 0, season_type: "off", season_start_date: null };
    expect(rowsOf((await load("state", { "/state/nfl": off })).tables, "state")).toEqual([
      { season: 2026, season_type: "off", week: 0, leg: 2, display_week: 2, league_season: 2026, previous_season: 2025, league_create_season: 2026, season_start_date: null, season_has_scores: true },
    ]);
  });

  it("rank who is added and dropped", async () => {
    expect(rowsOf((await load("trending")).tables, "trending").map(({ kind, rank, player_id, count }) => [kind, rank, player_id, count])).toEqual([["add", 1, "1300", 500], ["add", 2, "LAR", 400], ["drop", 1, "1003", 50]]);
  });
});

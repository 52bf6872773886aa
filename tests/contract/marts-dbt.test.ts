import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { commissioner } from "../../src/sources/commissioner/index.ts";
import { ffanalytics } from "../../src/sources/ffanalytics/index.ts";
import { ktc } from "../../src/sources/ktc/index.ts";
import { nflverse } from "../../src/sources/nflverse/index.ts";
import { sleeper } from "../../src/sources/sleeper/index.ts";
import { failureOf } from "../../src/transform/summary.ts";
import { createDbtHome, type DbtHome, failuresOf } from "./dbt-home.ts";
import { CLUBS_AND_MOVED, DT, FRANCHISES, FREE_AGENTS, GAMES, PEOPLE, PICKS, PROJECTIONS, ROSTERS, SHEET, USERS, VALUES, WEEKLY } from "./marts-league.ts";
import { createSnapshotTree, type SnapshotTree } from "./snapshot-tree.ts";

// Two invocations of dbt in one case: seconds alone, a minute where everything else runs beside them.
vi.setConfig({ testTimeout: 180_000 });

/** What managers open, over an invented league, run by the real dbt. An invocation costs seconds: the cases follow each other. */
const never = new AbortController().signal;
let tree: SnapshotTree;
let home: DbtHome;

function seed(name: string, lines: readonly string[]): void {
  mkdirSync(join(tree.dir, "seeds"), { recursive: true });
  writeFileSync(join(tree.dir, "seeds", `${name}.csv`), `${lines.join("\n")}\n`);
}

/** The whole league's points as `name position: points`. */
async function pointsIn(mart: string, where: string): Promise<readonly string[]> {
  const rows = await home.rows(`SELECT coalesce(player_name, player_key) || ' ' || fantasy_position || ' ' || fantasy_points AS line FROM ${mart} WHERE ${where} ORDER BY line`);
  return rows.map(({ line }) => String(line));
}

beforeAll(async () => {
  tree = createSnapshotTree();
  home = createDbtHome(tree, join(tree.dir, "dbt", "target"), join(tree.dir, "seeds"));
  await tree.publish(ktc, "players", DT, VALUES);
  await tree.publish(ktc, "picks", DT, PICKS);
  await tree.publish(sleeper, "rosters", DT, ROSTERS);
  await tree.publish(sleeper, "users", DT, USERS);
  await tree.publish(sleeper, "fa_pool", DT, FREE_AGENTS);
  await tree.publish(ffanalytics, "projections", DT, PROJECTIONS);
  for (const [dataset, rows] of Object.entries(SHEET)) await tree.publish(commissioner, dataset, DT, rows);
});
afterAll(() => tree.remove());

describe("models of KeepTradeCut, Sleeper and ffanalytics", () => {
  it.each([[["ktc"]], [["sleeper", "ffanalytics"]]])("build and pass their tests when %s is loaded, while nobody has built the crosswalk or the sheet", async (sources) => {
    const built = await home.dbt.invoke({ command: "run", sources, signal: never });
    expect(failureOf(built)).toBeNull();
    expect(built.noData).toEqual([]);
    expect(failureOf(await home.dbt.invoke({ command: "test", sources, signal: never }))).toBeNull();
  });

  it("build with everything there is, and every test passes; a warning counts whom the market knows and the crosswalk does not", async () => {
    seed("dim_franchise", FRANCHISES);
    await tree.write(nflverse, "ff_playerids", DT, PEOPLE);
    await tree.write(nflverse, "teams", DT, CLUBS_AND_MOVED);
    await tree.write(nflverse, "schedule", DT, GAMES);
    await tree.write(nflverse, "weekly", DT, WEEKLY);
    const built = await home.dbt.invoke({ command: "build", signal: never });
    expect(failureOf(built)).toBeNull();
    expect(failuresOf(built)).toEqual([["ktc_players_are_mapped", 2]]);
    expect(built.marts.map(({ name, passed }) => [name, passed])).toEqual([
      ["fct_asset_market_values", true], ["mart_cap_situation", true], ["mart_contract_snapshot_current", true], ["mart_fantasy_actuals_weekly", true], ["mart_fantasy_projections", true], ["mart_fasa_targets", true],
    ]);
  });

  it("find KeepTradeCut's players by MFL's id, its own, and the name; of two who claim one player the one with the id has him", async () => {
    expect(await home.rows("SELECT asset_name AS name, player_key, player_id FROM stg_ktc_assets WHERE asset_type = 'player' AND market_scope = 'dynasty_1qb' ORDER BY overall_rank")).toEqual([
      { name: "Quillan Osk", player_key: "900001", player_id: "900001" }, { name: "B. Tarrow", player_key: "900002", player_id: "900002" }, { name: "Kit Oduya Jr.", player_key: "900006", player_id: "900006" },
      { name: "Zeno Halm", player_key: "Zeno Halm", player_id: null }, { name: "Quillan Osk", player_key: "Quillan Osk #4009", player_id: null },
    ]);
  });

  it("join Sleeper's texts to the crosswalk's numbers, know a defense by its club, and keep whom nobody knows", async () => {
    expect(await home.rows("SELECT league_order AS league, roster_id AS roster, player_key, fantasy_position AS position, roster_place AS place FROM stg_sleeper__rosters ORDER BY ALL")).toEqual([
      { league: 1, roster: 1, player_key: "900001", position: "QB", place: "starter" }, { league: 1, roster: 1, player_key: "900003", position: "K", place: "reserve" },
      { league: 1, roster: 1, player_key: "DEF_KC", position: "DST", place: "starter" }, { league: 1, roster: 1, player_key: "sleeper:99999", position: null, place: "taxi" },
      { league: 1, roster: 2, player_key: "900002", position: "WR", place: "bench" }, { league: 2, roster: 1, player_key: "900001", position: "QB", place: "bench" },
    ]);
    expect(await home.rows("SELECT user_id, display_name, is_commissioner FROM stg_sleeper__users")).toEqual([{ user_id: "80001", display_name: "pim_p", is_commissioner: true }]);
  });
});

describe("points under the packaged scoring", () => {
  it("are what is counted by hand of a game", async () => {
    expect(await pointsIn("mart_fantasy_actuals_weekly", "week = 1")).toEqual([
      // One kick is good: 1.
      "00-7777777 K 1.0",
      // 5 catches 2.5, 73 yards 7.3, a touchdown 6, a lost fumble -2.
      "Bram Tarrow WR 13.8",
      // 5 solo tackles (one with help) 5, 3 assists 1.5, a loss 0.5, 2 hits 1, 1.5 sacks 3, a pass 1, an interception 3, forced 2, recovered 2, a touchdown 6.
      "Edda Rook LB 25.0",
      // A field goal from the thirties 3, one from beyond fifty 5, a miss -1, two kicks 2, a missed one -1.
      "Joris Plank K 8.0",
      "Kit Oduya RB 0.0",
      // 20 points allowed: 1.
      "Northfield Otters DST 1.0",
      // 240 yards 9.6, two touchdowns 8, an interception -2, a conversion 2, 30 yards on foot 3, a fumble lost in a sack -2.
      "Quillan Osk QB 18.6",
      // 17 points allowed 1, 1.5 sacks 1.5, an interception 2, a fumble 2, a touchdown 6; the blocked kick is not paid.
      "Westport Cranes DST 12.5",
    ]);
  });

  it("count no defense whose game has no score yet", async () => {
    expect(await pointsIn("mart_fantasy_actuals_weekly", "week = 2")).toEqual(["Quillan Osk QB 4.0"]);
  });

  it("pay the defenses of a club that has moved since, under its code of today", async () => {
    // 100 yards 4; two sacks 4. 24 points allowed: nothing, and two sacks 2. 10 points allowed: 4.
    expect(await pointsIn("mart_fantasy_actuals_weekly", "season = 2019")).toEqual(["Edda Rook LB 4.0", "Quillan Osk QB 4.0", "Sandhill Kites DST 2.0", "Westport Cranes DST 4.0"]);
    expect(await home.rows("SELECT player_key, team, opponent FROM mart_fantasy_actuals_weekly WHERE season = 2019 AND fantasy_position = 'DST' ORDER BY team")).toEqual([
      { player_key: "DEF_KC", team: "KC", opponent: "LV" }, { player_key: "DEF_LV", team: "LV", opponent: "KC" },
    ]);
  });

  it("are what is counted by hand of a projection", async () => {
    expect(await pointsIn("mart_fantasy_projections", "week = 12")).toEqual([
      // 4 + 1, half a sack 1 and with it half a hit 0.25 and half a loss 0.25, then 0.2, 0.3, 0.4, 0.2, 0.3.
      "Edda Rook LB 7.9",
      // One below forty 3, 0.6 from the forties 2.4, 0.4 from beyond 2, 0.4 missed -0.4, two kicks 2, 0.2 missed -0.2.
      "Joris Plank K 8.8",
      "Kit Oduya RB 6.0",
      "Nils Varga RB 12.0",
      // 10 + 6 - 1.6 + 2 + 1.2 - 0.6 + 0.2.
      "Quillan Osk QB 17.2",
      // 2.5 + 1.6 + 1 + 1.2 + 0.1, and 20 points allowed 1.
      "Westport Cranes DST 7.4",
    ]);
    // One from the twenties 3, one from the forties 4; then 0.52 of three below forty 4.68, 0.284 of three 3.408, 0.196 of three 2.94.
    expect(await pointsIn("mart_fantasy_projections", "week in (13, 14) AND fantasy_position = 'K'")).toEqual(["Joris Plank K 11.03", "Joris Plank K 7.0"]);
    // 80 catches 40, 1000 yards 100, six touchdowns 36. Forty sacks 40, and seventeen games of 22 points allowed, which pay nothing.
    expect(await pointsIn("mart_fantasy_projections", "horizon = 'full_season'")).toEqual(["Bram Tarrow WR 176.0", "Westport Cranes DST 40.0"]);
  });
});

describe("what managers open", () => {
  it("values players with who holds them, and picks by season, round and tier", async () => {
    expect(await home.rows("SELECT asset_name AS asset, ktc_value AS value, franchise_name AS holder, draft_year AS year, pick_round AS round, pick_tier AS tier, pick_slot AS slot FROM fct_asset_market_values WHERE market_scope = 'dynasty_1qb' ORDER BY overall_rank")).toEqual([
      { asset: "Quillan Osk", value: 9000, holder: "Harbour Gulls", year: null, round: null, tier: null, slot: null },
      { asset: "Bram Tarrow", value: 8000, holder: "Copper Kettles", year: null, round: null, tier: null, slot: null },
      { asset: "Kit Oduya", value: 7000, holder: null, year: null, round: null, tier: null, slot: null },
      { asset: "2026 Early 1st", value: 6512, holder: null, year: 2026, round: 1, tier: "Early", slot: null },
      { asset: "Zeno Halm", value: 5000, holder: null, year: null, round: null, tier: null, slot: null },
      { asset: "Quillan Osk", value: 4000, holder: null, year: null, round: null, tier: null, slot: null },
      { asset: "2026 Pick 2.04", value: 3000, holder: null, year: 2026, round: 2, tier: null, slot: 4 },
      { asset: "2027 2nd", value: 2500, holder: null, year: 2027, round: 2, tier: null, slot: null },
    ]);
  });

  it("ranks free agents by what is projected of the games they have before them, and leaves out who is under contract", async () => {
    expect(await home.rows("SELECT target_rank::INTEGER AS rank, player_name AS name, next_week AS week, projected_weeks::INTEGER AS weeks, next_week_points AS points, remaining_points AS remaining, ktc_value AS value FROM mart_fasa_targets ORDER BY rank")).toEqual([
      // 8.8, then 7, then 11.03.
      { rank: 1, name: "Joris Plank", week: 12, weeks: 3, points: 8.8, remaining: 26.83, value: null },
      // 6, then 4 less a fumble's half.
      { rank: 2, name: "Kit Oduya", week: 12, weeks: 2, points: 6, remaining: 9, value: 7000 },
      { rank: 3, name: "Edda Rook", week: 12, weeks: 1, points: 7.9, remaining: 7.9, value: null },
      { rank: 4, name: "Lone Stranger", week: null, weeks: null, points: null, remaining: null, value: null },
    ]);
  });

  it("tells contracts with what is left of them, and the cap as the sheet has it", async () => {
    expect(await home.rows("SELECT franchise_name AS franchise, player_name AS player, obligation_year AS year, cap_hit AS hit, years_left::INTEGER AS years, dollars_left AS dollars, ktc_value AS value FROM mart_contract_snapshot_current ORDER BY ALL")).toEqual([
      { franchise: "Copper Kettles", player: "Bram Tarrow", year: 2025, hit: 30, years: 1, dollars: 30, value: 8000 },
      { franchise: "Copper Kettles", player: "Nils Varga", year: 2025, hit: 2, years: 1, dollars: 2, value: null },
      { franchise: "Harbour Gulls", player: "(empty slot)", year: 2025, hit: 1, years: 1, dollars: 1, value: null },
      { franchise: "Harbour Gulls", player: "Quillan Osk", year: 2025, hit: 40, years: 2, dollars: 85, value: 9000 },
      { franchise: "Harbour Gulls", player: "Quillan Osk", year: 2026, hit: 45, years: 1, dollars: 45, value: 9000 },
    ]);
    expect(await home.rows("SELECT gm_tab AS tab, season, active_contracts AS active, dead_money AS dead, cap_space AS space, cap_space_as_written AS written FROM mart_cap_situation ORDER BY ALL")).toEqual([
      { tab: "Pim", season: 2025, active: 41, dead: 5, space: 200, written: 200 }, { tab: "Pim", season: 2026, active: 45, dead: 0, space: 205, written: 205 }, { tab: "Tove", season: 2025, active: 32, dead: 0, space: 222, written: 222 },
    ]);
  });
});

describe("a league's own scoring", () => {
  it("replaces the packaged one, by season", async () => {
    const rule = (id: number, category: string, name: string, points: number, from = 2012, to = 9999): string => `${id},${category},${name},${points},${from},${to},${to === 9999},`;
    seed("dim_scoring_rule", [
      "rule_id,stat_category,stat_name,points_per_unit,valid_from_season,valid_to_season,is_current,notes",
      rule(1, "passing", "pass_td", 6), rule(2, "receiving", "rec_reception", 0.5, 2012, 2024), rule(3, "receiving", "rec_reception", 1, 2025), rule(4, "idp", "idp_tackle", 0.5), rule(5, "idp", "idp_blocked_kick", 12),
      rule(6, "kicking", "fg_made_per_yard", 0.1), rule(7, "kicking", "fg_miss_40-49", -1), rule(8, "team_dst", "pts_allow_0-19", 4.5), rule(9, "team_dst", "pts_allow_20+", -4.5), rule(10, "team_dst", "dst_blocked_kick", 3),
    ]);
    const built = await home.dbt.invoke({ command: "build", select: ["dim_scoring_rule", "mart_fantasy_actuals_weekly", "mart_fantasy_projections"], signal: never });
    expect(failureOf(built)).toBeNull();
    expect(await pointsIn("mart_fantasy_actuals_weekly", "week = 1 AND fantasy_points <> 0")).toEqual([
      "Bram Tarrow WR 5.0",
      // Eight tackles, however they were made.
      "Edda Rook LB 4.0",
      // 86 yards 8.6, a miss from the forties -1.
      "Joris Plank K 7.6",
      "Northfield Otters DST -4.5",
      "Quillan Osk QB 12.0",
      // 17 points allowed 4.5, a blocked kick 3.
      "Westport Cranes DST 7.5",
    ]);
    // Bands at their mean distances: (0.004 * 19 + 0.217 * 25.6 + 0.299 * 34.5) / 0.52 below forty, 0.6 * 44.4, 0.4 * 54.3 yards; 0.306 of 0.4 misses.
    expect(await pointsIn("mart_fantasy_projections", "week = 12 AND fantasy_position = 'K'")).toEqual(["Joris Plank K 7.78"]);
  });
});

describe("their tests notice", () => {
  it("a rule that nothing measures, brackets that overlap, an asset twice, a projection twice, a free agent without a position", async () => {
    seed("dim_scoring_rule", ["rule_id,stat_category,stat_name,points_per_unit,valid_from_season,valid_to_season,is_current,notes", "1,passing,pass_touchdown,6,2012,9999,true,", "2,team_dst,pts_allow_0-19,4.5,2012,9999,true,", "3,team_dst,pts_allow_14+,1,2012,9999,true,", "3,team_dst,pts_allow_30-34,1,2012,9999,true,"]);
    await tree.publish(ktc, "picks", DT, [...PICKS, ...PICKS.slice(0, 1)]);
    await tree.publish(ffanalytics, "projections", DT, [...PROJECTIONS, ...PROJECTIONS.slice(0, 1)]);
    await tree.publish(sleeper, "fa_pool", DT, [...FREE_AGENTS, { ...FREE_AGENTS[2], sleeper_player_id: "88889", position: "LS" }]);
    await home.dbt.invoke({ command: "run", signal: never });
    const tested = await home.dbt.invoke({ command: "test", sources: ["ktc", "ffanalytics", "sleeper"], select: ["dim_scoring_rule"], signal: never });
    expect(failuresOf(tested).map(([name]) => name)).toEqual([
      "fa_pool_is_whole", "fasa_targets_are_whole", "ktc_players_are_mapped", "scoring_rules_are_measured", "scoring_rules_pay_once",
      "unique_combination_fct_asset_market_values_player_key__market_scope__asof_date", "unique_combination_mart_fantasy_projections_player_key__season__week__horizon__asof_date__provider",
      "unique_combination_stg_ffanalytics__projections_player_key__season__week__horizon__asof_date__provider", "unique_combination_stg_ktc_assets_player_key__market_scope__asof_date",
    ]);
    // The second bracket lies in the third's, and so does one that bears the third's number.
    expect(tested.failedTests.find(({ name }) => name === "scoring_rules_pay_once")?.failures).toBe(2);
    // Contracts show values too, and the others were asked nothing.
    expect(tested.marts.filter(({ passed }) => passed)).toEqual([]);
  });
});

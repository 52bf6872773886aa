import type { Check } from "../../core/check.ts";
import type { ColumnContract, DatasetDescription, NewestEvent, SeasonThresholds } from "../../core/dataset.ts";
import { FREE_AGENT_POSITIONS, FREE_AGENT_STATUSES } from "./free-agents.ts";
import { judgeKept } from "./kept-rows.ts";
import { draftPicksColumns, draftsColumns, leagueColumns, matchupsColumns, playersColumns, rostersColumns, stateColumns, tradedPicksColumns, transactionsColumns, trendingColumns, usersColumns } from "./schema.ts";

/** Rosters change every day of the season (governance, section 2); beyond two days the last good one no longer stands in. */
const freshness: SeasonThresholds = {
  inSeason: { warnAfterHours: 24, failAfterHours: 7 * 24, reason: "waivers run daily; the contract's day and week" },
  offSeason: { warnAfterHours: 7 * 24, failAfterHours: 30 * 24, reason: "few moves between the seasons; the contract lets players age thirty days" },
};

/** Waivers run daily, and the platform is asked as often. */
export const looking: SeasonThresholds = {
  inSeason: { warnAfterHours: 24, failAfterHours: 7 * 24, reason: "asked twice a day; the contract's day and week" },
  offSeason: { warnAfterHours: 8 * 24, failAfterHours: 30 * 24, reason: "asked weekly; the contract lets players age thirty days" },
};

/** A league that is played moves somebody every week. */
const newestMove: NewestEvent = {
  column: "status_updated_at",
  inSeason: { warnAfterHours: 10 * 24, failAfterHours: 35 * 24, reason: "waivers every week; five weeks without a move is a league that nobody plays, or the wrong league" },
  offSeason: { warnAfterHours: 120 * 24, failAfterHours: 300 * 24, reason: "trades come and go; the last move of a season may be the last until the next draft" },
};

const common = { byDefault: true, scope: "whole", freshness } as const;

const notNull = (names: string): readonly Check[] => names.split(" ").map((column) => ({ kind: "not_null", column }));

/** What every dataset is asked: its columns, its key once, nothing of the key missing. */
function keyed(name: string, about: string, columns: readonly ColumnContract[], key: string, checks: readonly Check[]): DatasetDescription {
  return { ...common, name, about, columns, key: key.split(" "), checks: [{ kind: "required_columns" }, ...notNull(key), { kind: "unique", columns: key.split(" ") }, ...checks] };
}

const rosters = keyed("rosters", "who is on each team of the league, and where the teams stand", rostersColumns, "league_id roster_id", [
  { kind: "row_count", min: 2, max: 2_000, reason: "the exact number is each league's own: checked by the rule total_rosters" },
  { kind: "not_null", column: "owner_id", maxNullRatio: 0, onViolation: "warn", reason: "an orphan: nobody manages the team, and dbt's test not_null fails on it" },
  { kind: "row_count_change", minPercent: -10, maxPercent: 10, onViolation: "warn", reason: "leagues keep their size" },
]);

const users = keyed("users", "who manages the teams", usersColumns, "league_id user_id", [
  { kind: "row_count", min: 1, max: 5_000 },
  { kind: "not_null", column: "display_name" },
]);

const players = keyed("players", "everybody whom Sleeper knows: names, positions, clubs, health, and the ids that other providers use", playersColumns, "sleeper_player_id", [
  { kind: "row_count", min: 32, max: 50_000, reason: "11,400 in 2025, 12,200 in 2026; the defenses alone are 32. Whether the list is whole, the rosters tell: rostered_players_listed" },
  { kind: "row_count_change", minPercent: -5, maxPercent: 100, reason: "nobody is ever taken off the list: five in a hundred less is a cut one" },
  { kind: "not_null", column: "player_id", maxNullRatio: 0.01 },
  { kind: "not_null", column: "last_name", maxNullRatio: 0.01 },
  { kind: "not_null", column: "full_name", maxNullRatio: 0.1, reason: "defenses have none, and they are 32" },
  { kind: "not_null", column: "position", maxNullRatio: 0.1 },
  { kind: "not_null", column: "birth_date", maxNullRatio: 0.6, reason: "decides between two players of one id; old and very new players have none" },
]);

const freeAgents = keyed("fa_pool", "whom a manager of the league can sign: on no roster, of a fantasy position, able to play again", playersColumns, "sleeper_player_id", [
  { kind: "row_count", min: 1, max: 50_000 },
  ...notNull("full_name position status"),
  { kind: "accepted_values", column: "position", values: FREE_AGENT_POSITIONS },
  { kind: "accepted_values", column: "status", values: FREE_AGENT_STATUSES },
  { kind: "row_count_change", minPercent: -50, maxPercent: 50, onViolation: "warn", reason: "cut days move hundreds; half of the pool is more than that" },
]);

const league = keyed("league", "the rules: places, scoring, waivers, the draft, by league and season", leagueColumns, "league_id", [
  { kind: "row_count", min: 1, max: 500 },
  ...notNull("season sport status total_rosters"),
  { kind: "range", column: "season", min: 2017, max: 2100, reason: "Sleeper's first season" },
]);

const transactions: DatasetDescription = {
  ...keyed("transactions", "trades, waivers, signings and cuts by week; lost waivers are kept and marked", transactionsColumns, "league_id transaction_id", [
    ...notNull("week type status is_move created_at status_updated_at"),
    { kind: "accepted_values", column: "type", values: ["trade", "waiver", "free_agent", "commissioner"], onViolation: "warn", reason: "those that were seen" },
    { kind: "accepted_values", column: "status", values: ["complete", "failed", "pending"], onViolation: "warn", reason: "those that were seen; only complete counts as a move" },
    { kind: "range", column: "week", min: 0, max: 18 },
    { kind: "row_count_change", minPercent: 0, maxPercent: 100, onViolation: "warn", reason: "a new season begins with none; that nothing of a season is taken back, moves_kept asks of each league" },
  ]),
  newestEvent: newestMove,
  // A lost waiver may be forgotten, and a pending trade withdrawn.
  judgeRows: { columns: ["league_id", "is_move"], judge: judgeKept("moves_kept", "league_id", (row) => row["is_move"] === true) },
  mayBeEmpty: "a new league has no transactions yet",
};

const drafts: DatasetDescription = {
  ...keyed("drafts", "the drafts of the leagues, and who picks when", draftsColumns, "draft_id", [...notNull("league_id season type status")]),
  mayBeEmpty: "a league without a draft, as survivor pools are",
};

const draftPicks: DatasetDescription = {
  ...keyed("draft_picks", "who was drafted by whom", draftPicksColumns, "draft_id pick_no", [...notNull("league_id round player_id")]),
  judgeRows: { columns: ["draft_id"], judge: judgeKept("picks_kept", "draft_id", () => true) },
  mayBeEmpty: "no pick is made before a draft begins",
};

const tradedPicks: DatasetDescription = {
  ...keyed("traded_picks", "picks of future drafts that have changed hands", tradedPicksColumns, "league_id pick_season round roster_id", [
    ...notNull("owner_id previous_owner_id"),
    { kind: "range", column: "round", min: 1, max: 100 },
  ]),
  mayBeEmpty: "picks that nobody traded are not listed",
};

const matchups: DatasetDescription = {
  ...keyed("matchups", "who played whom, with whom, for how many points", matchupsColumns, "league_id week roster_id", [
    { kind: "range", column: "week", min: 1, max: 18 },
    { kind: "range", column: "points", min: -100, max: 1_000, onViolation: "warn" },
  ]),
  mayBeEmpty: "nobody has played before a draft",
};

const state = keyed("state", "which week and season it is, as Sleeper says", stateColumns, "season season_type week", [
  { kind: "row_count", min: 1, max: 1 },
  { kind: "accepted_values", column: "season_type", values: ["pre", "regular", "post", "off"] },
  { kind: "range", column: "week", min: 0, max: 30 },
]);

const trending: DatasetDescription = {
  ...keyed("trending", "whom the managers of all leagues add and drop today", trendingColumns, "kind player_id", [
    ...notNull("rank count lookback_hours"),
    { kind: "accepted_values", column: "kind", values: ["add", "drop"] },
    { kind: "range", column: "count", min: 0 },
  ]),
  mayBeEmpty: "nothing moves on a quiet day of the off-season",
};

const bySleeperId = { knownAs: "sleeper_id", position: "position" } as const;

export const sleeperDatasets: readonly DatasetDescription[] = [
  rosters, users, { ...players, players: { ...bySleeperId, id: "sleeper_player_id" } }, { ...freeAgents, players: { ...bySleeperId, id: "sleeper_player_id" } }, league, transactions, drafts, { ...draftPicks, players: { ...bySleeperId, id: "player_id" } }, tradedPicks, matchups, state, trending,
];

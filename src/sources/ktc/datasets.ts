import type { Check } from "../../core/check.ts";
import type { DatasetDescription, NewestEvent, SeasonThresholds } from "../../core/dataset.ts";
import type { ValueColumns } from "../../core/value-moves.ts";
import { picksColumns, playersColumns } from "./schema.ts";
import { judgeOrder } from "./order.ts";
import { SCOPES } from "./settings.ts";

/** The market moves daily all year; the page tells no time, so ages count from the last look (governance, section 3). */
const freshness: SeasonThresholds = {
  inSeason: { warnAfterHours: 48, failAfterHours: 5 * 24, reason: "values move daily; the contract marks the market stale after two days" },
  offSeason: { warnAfterHours: 5 * 24, failAfterHours: 14 * 24, reason: "a weekly look is the off-season's habit" },
};

/** A market that does not move is one of a page that is not kept, or not read: equal pages are no new snapshot. */
const newestEvent: NewestEvent = { column: "asof_date", ...freshness };

/** One page a day is what we ask for (contract ktc.md, section 1). */
export const looking: SeasonThresholds = {
  inSeason: { warnAfterHours: 48, failAfterHours: 5 * 24, reason: "asked daily; the contract marks the market stale after two days" },
  offSeason: { warnAfterHours: 8 * 24, failAfterHours: 14 * 24, reason: "a weekly look is the off-season's habit" },
};

/** Players and picks are traded for each other: one scale, one list. */
const movesOf = (name: string, about: readonly string[]): ValueColumns => ({ label: "KeepTradeCut value", key: ["ktc_player_id", "market_scope"], name, about: [...about, "market_scope"], value: "value" });

const valued: readonly Check[] = [
  { kind: "required_columns" },
  { kind: "not_null", column: "value" },
  { kind: "range", column: "value", min: 0, max: 10_000, reason: "the scale ends at 9,999; 78 is the least that was seen" },
  { kind: "accepted_values", column: "market_scope", values: SCOPES },
];

const players: DatasetDescription = {
  name: "players",
  about: "what the dynasty market pays for each player",
  key: ["ktc_player_id", "market_scope"],
  columns: playersColumns,
  byDefault: true,
  scope: "whole",
  freshness,
  newestEvent,
  movesOf: movesOf("player_name", ["position", "team"]),
  players: { id: "mfl_id", knownAs: "mfl_id", position: "position" },
  judgeRows: { columns: ["ktc_player_id", "market_scope", "value"], judge: judgeOrder },
  checks: [
    ...valued,
    { kind: "not_null", column: "rank", maxNullRatio: 0.01, reason: "the models need it; a page without ranks is another page" },
    { kind: "row_count", min: 400, max: 1_200, reason: "400 to 600 players of one market or of both; each by itself is counted by players_per_market" },
    { kind: "unique", columns: ["ktc_player_id", "market_scope"] },
    { kind: "unique", columns: ["player_name", "market_scope"], onViolation: "warn", reason: "dbt's key; two players of one name would need their ids" },
    { kind: "not_null", column: "position" },
    { kind: "accepted_values", column: "position", values: ["QB", "RB", "WR", "TE"] },
    { kind: "not_null", column: "team", maxNullRatio: 0.05, reason: "free agents have FA" },
    { kind: "not_null", column: "positional_rank", maxNullRatio: 0.05, reason: "every player has had one; picks have none" },
    { kind: "not_null", column: "mfl_id", maxNullRatio: 0.05, reason: "on every entry since September 2025; the way to the player's identity" },
    { kind: "row_count_change", minPercent: -10, maxPercent: 10, onViolation: "warn", reason: "constant for a year; half of them go when the settings drop a market; players_per_market tells of a list that was cut" },
  ],
};

const picks: DatasetDescription = {
  name: "picks",
  about: "what the dynasty market pays for draft picks",
  key: ["ktc_player_id", "market_scope"],
  columns: picksColumns,
  byDefault: true,
  scope: "whole",
  freshness,
  newestEvent,
  movesOf: movesOf("pick_name", []),
  checks: [
    ...valued,
    { kind: "not_null", column: "rank", maxNullRatio: 0.01, where: "pick_slot IS NULL", reason: "as players; numbered picks, which the trade calculator interpolates, have none" },
    { kind: "row_count", min: 24, max: 400, reason: "36: three drafts, four rounds, Early, Mid and Late; fewer than two drafts is a cut list; each market by itself is counted by picks_per_market" },
    { kind: "unique", columns: ["pick_name", "market_scope"] },
    { kind: "not_null", column: "draft_year", maxNullRatio: 0.1 },
    { kind: "range", column: "draft_year", min: 2020, max: 2100 },
    { kind: "range", column: "pick_round", min: 1, max: 10 },
    { kind: "row_count_change", minPercent: -34, maxPercent: 34, onViolation: "warn", reason: "a draft's twelve picks leave in spring before the next twelve come" },
  ],
};

export const ktcDatasets: readonly DatasetDescription[] = [players, picks];

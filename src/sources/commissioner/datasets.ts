import type { Check } from "../../core/check.ts";
import type { DatasetDescription, SeasonThresholds } from "../../core/dataset.ts";
import {
  capSpaceColumns,
  contractsActiveColumns,
  contractsCutColumns,
  draftPickConditionsColumns,
  draftPicksColumns,
  transactionsColumns,
  unmappedPicksColumns,
  unmappedPlayersColumns,
} from "./schema.ts";

/** The sheet is fresh while its source has not changed since the copy, whatever its age; ages count from the last look (governance, section 3). */
export const looking: SeasonThresholds = {
  inSeason: { warnAfterHours: 24, failAfterHours: 72, reason: "copied every four hours in season; a day without a look is a broken schedule" },
  offSeason: { warnAfterHours: 7 * 24, failAfterHours: 14 * 24, reason: "copied daily, and nobody trades for weeks" },
};

const common = { byDefault: true, scope: "whole", naming: "plain", freshness: looking, unchangedIsFresh: true } as const;

const years = (column: string): Check => ({ kind: "range", column, min: 2000, max: 2100, reason: "read from the header; a year outside is a damaged header" });
const notNull = (...names: readonly string[]): readonly Check[] => names.map((column) => ({ kind: "not_null", column }));
const atLeast = (min: number, reason: string): Check => ({ kind: "row_count", min, onViolation: "warn", reason });
/** Governance's bounds of each table (section 4): beyond them a warning, a loss beyond three times the lower one a failure. */
const changes = (minPercent: number, maxPercent: number): Check => ({ kind: "row_count_change", minPercent, maxPercent, reason: "governance's bounds for this table" });

const contractsActive: DatasetDescription = {
  ...common,
  name: "contracts_active",
  about: "what each franchise pays each player, by year; slots that must be paid for without a player too",
  // The same slot may stand several times without a player.
  key: ["gm_tab", "roster_slot", "player", "year"],
  columns: contractsActiveColumns,
  checks: [
    { kind: "required_columns" },
    atLeast(50, "the reference's minimum; a league of twelve has some 900"),
    ...notNull("gm", "gm_tab", "roster_slot", "player", "year", "amount"),
    { kind: "unique", columns: ["gm_tab", "player", "year"], where: "player <> ''", onViolation: "warn", reason: "dbt refuses one player twice on a franchise in a year" },
    years("year"),
    { kind: "range", column: "amount", min: 0.01, max: 1000, reason: "an amount of 0 is an unused slot and no row; the cap is far below the upper end" },
    changes(-10, 30),
  ],
};

const contractsCut: DatasetDescription = {
  ...common,
  name: "contracts_cut",
  about: "what cut players still cost, by year",
  key: ["gm_tab", "player", "position", "year"],
  columns: contractsCutColumns,
  mayBeEmpty: "a league that has just begun has cut nobody",
  checks: [
    { kind: "required_columns" },
    ...notNull("gm", "gm_tab", "player", "year", "dead_cap_amount"),
    { kind: "unique", columns: ["gm_tab", "player", "position", "year"], onViolation: "warn", reason: "the sheet sums two cuts of one player into one row, `(x2)`" },
    years("year"),
    { kind: "range", column: "dead_cap_amount", min: 0.01, max: 1000 },
    { ...changes(0, 100), onViolation: "warn", reason: "governance's bounds for this table; what a cut costs is over with its last season, so in spring rows go" },
  ],
};

const draftPicks: DatasetDescription = {
  ...common,
  name: "draft_picks",
  about: "who holds, and who traded away, the picks of the coming drafts",
  key: ["gm_tab", "year", "round", "source_type", "acquisition_note"],
  columns: draftPicksColumns,
  checks: [
    { kind: "required_columns" },
    atLeast(20, "the reference's minimum; a franchise alone lists 25"),
    ...notNull("gm", "gm_tab", "year", "round", "source_type", "condition_flag"),
    { kind: "accepted_values", column: "source_type", values: ["owned", "acquired", "trade_out"] },
    { kind: "range", column: "round", min: 1, max: 20 },
    years("year"),
    changes(-10, 30),
  ],
};

const draftPickConditions: DatasetDescription = {
  ...common,
  name: "draft_pick_conditions",
  about: "picks that depend on something, with the text that says on what",
  key: ["gm_tab", "year", "round", "source_type", "acquisition_note"],
  columns: draftPickConditionsColumns,
  mayBeEmpty: "no pick needs to depend on anything",
  checks: [{ kind: "required_columns" }, ...notNull("gm", "gm_tab", "year", "round"), changes(-20, 50)],
};

const capSpace: DatasetDescription = {
  ...common,
  name: "cap_space",
  about: "cap space of each franchise and season: available, dead, traded",
  key: ["gm_tab", "season"],
  columns: capSpaceColumns,
  checks: [
    { kind: "required_columns" },
    atLeast(10, "the reference's minimum; five seasons a franchise"),
    { kind: "unique", columns: ["gm_tab", "season"] },
    ...notNull("gm", "gm_tab", "season", "available_cap_space", "dead_cap_space", "traded_cap_space"),
    years("season"),
    changes(-10, 10),
  ],
};

const transactions: DatasetDescription = {
  ...common,
  name: "transactions",
  about: "every signing, cut, trade and draft since the league began",
  key: ["transaction_id_unique"],
  columns: transactionsColumns,
  checks: [
    { kind: "required_columns" },
    atLeast(100, "the reference's minimum; the league has thousands"),
    { kind: "unique", columns: ["transaction_id_unique"] },
    ...notNull("transaction_id_unique", "transaction_type_refined", "asset_type", "Time Frame"),
    { kind: "not_null", column: "transaction_id", onViolation: "warn", reason: "a row without a number stays, and dbt cannot join it" },
    { kind: "not_null", column: "season", onViolation: "warn", reason: "a time frame that neither the seed nor a pattern of league.yaml knows" },
    {
      kind: "accepted_values", column: "transaction_type_refined", onViolation: "warn", reason: "`unknown` hides a time frame or type that nobody told the system of",
      values: ["rookie_draft_selection", "faad_ufa_signing", "faad_rfa_matched", "fasa_signing", "offseason_ufa_signing", "trade", "cut", "waiver_claim", "contract_extension", "franchise_tag", "amnesty_cut"],
    },
    { kind: "accepted_values", column: "asset_type", values: ["player", "pick", "defense", "cap_space", "unknown"] },
    { kind: "row_count_change", minPercent: 0, maxPercent: 100, cumulative: true, reason: "governance's bounds for this table; nothing that happened is ever taken back" },
  ],
};

const unmappedPlayers: DatasetDescription = {
  ...common,
  name: "transactions_qa_players",
  about: "players of contracts and transactions whom the crosswalk does not know, and why",
  key: ["dataset", "where_seen", "player"],
  columns: unmappedPlayersColumns,
  mayBeEmpty: "every player may be known; without a crosswalk nothing was asked",
  checks: [{ kind: "required_columns" }, ...notNull("dataset", "where_seen", "player", "reason")],
};

const unmappedPicks: DatasetDescription = {
  ...common,
  name: "transactions_qa_picks",
  about: "picks in transactions that could not be read",
  key: ["transaction_id_unique"],
  columns: unmappedPicksColumns,
  mayBeEmpty: "every pick may be readable",
  checks: [{ kind: "required_columns" }, { kind: "row_count", min: 0, max: 0, onViolation: "warn", reason: "a pick that cannot be read is lost to dim_pick" }],
};

/** In the order in which a reader meets them; one publish group, as a manager's contracts, cuts and cap are one statement of one moment. */
export const commissionerDatasets: readonly DatasetDescription[] = [contractsActive, contractsCut, capSpace, draftPicks, draftPickConditions, transactions, unmappedPlayers, unmappedPicks];

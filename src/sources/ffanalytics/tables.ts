import type { ColumnContract } from "../../core/dataset.ts";
import type { Consensus } from "./consensus.ts";
import type { Stat } from "./projection.ts";
import { consensusColumns, rawColumns, SPREAD_STATS } from "./schema.ts";
import type { Voice } from "./subjects.ts";
import { mflTeam } from "./teams.ts";

type Row = Readonly<Record<string, unknown>>;

/** dbt drops who has it: nobody in the crosswalk (contract, section 6), and every defense. */
const UNMAPPED = -1;
/** Every column, in its order and without a value: rows that begin as a copy of it all have one shape, and are made in half the time. */
const emptyRow = (columns: readonly ColumnContract[]): Row => Object.fromEntries(columns.map(({ name }) => [name, null]));
const EMPTY_RAW = emptyRow(rawColumns);
const EMPTY_CONSENSUS = emptyRow(consensusColumns);

/** @param displayNames by site: `FantasyPros` @param inConsensus whether a row's numbers went into the consensus */
export function rawRows(voices: readonly Voice[], displayNames: Readonly<Record<string, string>>, inConsensus: boolean): readonly Row[] {
  return voices.map(({ projection: { site, siteId, player, team, pos, season, week, stats }, subject }) => Object.assign({
    ...EMPTY_RAW,
    data_src: displayNames[site] ?? site, data_src_lower: site, src_id: siteId, player, team, team_normalized: mflTeam(team), pos, id: subject.mflId, season, week, in_consensus: inConsensus,
  }, stats));
}

/** @param dt date of the snapshot, YYYY-MM-DD: part of dbt's key */
export function consensusRows(rows: readonly Consensus[], dt: string): readonly Row[] {
  return rows.map(({ subject, season, week, player, pos, team, teamAsWritten, sites, totalWeight, means, deviations }) => Object.assign({
    ...EMPTY_CONSENSUS,
    player_key: subject.key, player_id: playerIdOf(subject.mflId), mfl_id: subject.mflId, defense_id: subject.defenseId,
    player, pos, position_final: subject.position, team, team_consensus: teamAsWritten,
    season, week, horizon: week === 0 ? "full_season" : "weekly", asof_date: dt, provider: "ffanalytics_consensus",
    source_count: sites.length, total_weight: totalWeight, sources: sites.join(","),
  }, means, spreadOf(deviations)));
}

/** mfl_id as a number: the warehouse's own row number of the crosswalk shifts with each of its versions (contract, last section). */
function playerIdOf(mflId: string | null): number {
  const id = mflId === null ? Number.NaN : Number(mflId);
  return Number.isSafeInteger(id) && id > 0 ? id : UNMAPPED;
}

const SPREAD_COLUMNS = SPREAD_STATS.map((stat) => [stat, `${stat}_sd`] as const);

/** Only of what has one. */
function spreadOf(deviations: Readonly<Partial<Record<Stat, number>>>): Row {
  const row: Record<string, number> = {};
  for (const [stat, column] of SPREAD_COLUMNS) {
    const deviation = deviations[stat];
    if (deviation !== undefined) row[column] = deviation;
  }
  return row;
}

import type { Consensus } from "./consensus.ts";
import { type Stat, STATS } from "./projection.ts";
import { SPREAD_STATS } from "./schema.ts";
import type { Voice } from "./subjects.ts";
import { mflTeam } from "./teams.ts";

type Row = Readonly<Record<string, unknown>>;

/** dbt drops who has it: nobody in the crosswalk (contract, section 6), and every defense. */
const UNMAPPED = -1;
const NO_STATS: Row = Object.fromEntries(STATS.map((stat) => [stat, null]));

/** @param displayNames by site: `FantasyPros` @param inConsensus whether a row's numbers went into the consensus */
export function rawRows(voices: readonly Voice[], displayNames: Readonly<Record<string, string>>, inConsensus: boolean): readonly Row[] {
  return voices.map(({ projection: { site, siteId, player, team, pos, season, week, stats }, subject }) => ({
    data_src: displayNames[site] ?? site, data_src_lower: site, src_id: siteId, player, team, team_normalized: mflTeam(team), pos, id: subject.mflId, season, week, in_consensus: inConsensus, ...NO_STATS, ...stats,
  }));
}

/** @param dt date of the snapshot, YYYY-MM-DD: part of dbt's key */
export function consensusRows(rows: readonly Consensus[], dt: string): readonly Row[] {
  return rows.map(({ subject, season, week, player, pos, team, teamAsWritten, sites, totalWeight, means, deviations }) => ({
    player_key: subject.key, player_id: playerIdOf(subject.mflId), mfl_id: subject.mflId, defense_id: subject.defenseId,
    player, pos, position_final: subject.position, team, team_consensus: teamAsWritten,
    season, week, horizon: week === 0 ? "full_season" : "weekly", asof_date: dt, provider: "ffanalytics_consensus",
    source_count: sites.length, total_weight: totalWeight, sources: sites.join(","),
    ...NO_STATS, ...means, ...spreadOf(deviations),
  }));
}

/** mfl_id as a number: the warehouse's own row number of the crosswalk shifts with each of its versions (contract, last section). */
function playerIdOf(mflId: string | null): number {
  const id = mflId === null ? Number.NaN : Number(mflId);
  return Number.isSafeInteger(id) && id > 0 ? id : UNMAPPED;
}

const SPREAD_COLUMNS = SPREAD_STATS.map((stat) => [stat, `${stat}_sd`] as const);

function spreadOf(deviations: Readonly<Partial<Record<Stat, number>>>): Row {
  const row: Record<string, number | null> = {};
  for (const [stat, column] of SPREAD_COLUMNS) row[column] = deviations[stat] ?? null;
  return row;
}

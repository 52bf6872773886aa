import type { Document } from "../parsed-source.ts";
import { readRecord } from "./answer.ts";
import type { Fields } from "./fields.ts";

/** A league in one season, and the rules it plays by. Survivor pools (`sport` pickem:nfl) have neither places nor settings. */
export interface League {
  readonly id: string;
  readonly season: number;
  /** The season before it; null at the beginning. */
  readonly previousId: string | null;
  readonly totalRosters: number;
  /** Everything a player can be put on: starting places and bench. null: it has none. */
  readonly rosterPositions: readonly string[] | null;
  /** Most players a roster may hold: places, taxi squad and injured reserve. null: there is no such rule. */
  readonly maxRosterSize: number | null;
  /** The week it is in, or ended with; null: it does not say. */
  readonly leg: number | null;
  readonly row: Readonly<Record<string, unknown>>;
}

/** A league of the configuration, or an earlier season of one. */
export interface KnownLeague extends League {
  /** 1 for the league, the first of the configuration; an earlier season has its successor's. */
  readonly order: number;
  /** An earlier season: nothing of it changes any more. */
  readonly isPast: boolean;
}

/** What every table of leagues begins with. */
export function ofLeague({ id, order, season }: KnownLeague): { readonly league_id: string; readonly league_order: number; readonly season: number } {
  return { league_id: id, league_order: order, season };
}

/** Settings that become columns under their own names. */
const SETTINGS = ["num_teams", "type", "taxi_slots", "reserve_slots", "draft_rounds", "waiver_type", "waiver_budget", "start_week", "leg", "last_scored_leg", "playoff_week_start", "playoff_teams", "trade_deadline", "pick_trading", "best_ball"] as const;

/**
 * @param document `GET /league/{id}`. @param asked the id that was asked for
 * @throws PayloadError naming the league and the field; also for `null`, which Sleeper answers for a league it does not know
 */
export function readLeague(document: Document, asked: string): League {
  const record = readRecord("league", document);
  requireSameLeague(record, asked);
  const settings = record.recordOrNull("settings")?.optional ?? null;
  const values = Object.fromEntries(SETTINGS.map((name) => [name, settings?.wholeOrNull(name) ?? null]));
  const rosterPositions = record.textsOrNull("roster_positions");
  const scoring = record.numbersByKeyOrNull("scoring_settings");
  const maxRosterSize = rosterPositions === null ? null : rosterPositions.length + (values["taxi_slots"] ?? 0) + (values["reserve_slots"] ?? 0);
  const [id, season, previousId, totalRosters] = [asked, record.season("season"), previousOf(record.textOrNull("previous_league_id")), record.whole("total_rosters")];
  return {
    id,
    season,
    previousId,
    totalRosters,
    rosterPositions,
    maxRosterSize,
    leg: values["leg"] ?? null,
    row: {
      league_id: id,
      season,
      name: record.text("name"),
      season_type: record.optional.textOrNull("season_type"),
      sport: record.text("sport"),
      status: record.text("status"),
      previous_league_id: previousId,
      draft_id: record.optional.textOrNull("draft_id"),
      avatar: record.optional.textOrNull("avatar"),
      total_rosters: totalRosters,
      roster_positions: rosterPositions,
      max_roster_size: maxRosterSize,
      ...values,
      scoring_stats: scoring === null ? null : [...scoring.keys()],
      scoring_points: scoring === null ? null : [...scoring.values()].map(asWritten),
    },
  };
}

/** @throws PayloadError when the answer is about another league than the one that was asked for */
export function requireSameLeague(record: Fields, asked: string): void {
  const id = record.text("league_id");
  if (id !== asked) record.reject(`league_id is ${id}, asked was for league ${asked}`);
}

/** The beginning of a chain is null or `0`. */
function previousOf(id: string | null): string | null {
  return id === "0" ? null : id;
}

/** Sleeper keeps points in 32 bits and sends their nearest 64: `0.03999999910593033` is what somebody wrote as 0.04. */
function asWritten(points: number): number {
  return Math.fround(points) === points ? Number(points.toPrecision(7)) : points;
}

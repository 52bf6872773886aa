import { readRecords } from "./answer.ts";
import type { Fields } from "./fields.ts";
import { type KnownLeague, ofLeague, requireSameLeague } from "./leagues.ts";
import type { Answered } from "./questions.ts";

/** A team of a league, and whom it has. */
export interface Roster {
  readonly league: KnownLeague;
  readonly id: number;
  readonly ownerId: string | null;
  /** null before a draft, and in survivor pools. */
  readonly players: readonly string[] | null;
  /** `0` is an empty place. */
  readonly starters: readonly string[] | null;
  readonly reserve: readonly string[] | null;
  readonly taxi: readonly string[] | null;
  readonly row: Readonly<Record<string, unknown>>;
}

/**
 * @param document `GET /league/{id}/rosters`: one object a team
 * @throws PayloadError naming roster and field
 */
export function readRosters({ league, document }: Answered): readonly Roster[] {
  return readRecords("rosters", document, "roster").map((record) => readRoster(record, league));
}

function readRoster(record: Fields, league: KnownLeague): Roster {
  requireSameLeague(record, league.id);
  const [id, ownerId] = [record.whole("roster_id"), record.textOrNull("owner_id")];
  const [players, starters, reserve, taxi] = [record.textsOrNull("players"), record.textsOrNull("starters"), record.textsOrNull("reserve"), record.textsOrNull("taxi")];
  const lists = { players, starters, reserve, taxi };
  return {
    league, id, ownerId, ...lists,
    row: {
      ...ofLeague(league), roster_id: id, owner_id: ownerId, ...lists,
      co_owners: record.optional.textsOrNull("co_owners"),
      keepers: record.optional.textsOrNull("keepers"),
      ...standingOf(record.recordOrNull("settings")?.optional ?? null),
    },
  };
}

/** Points come in two whole numbers, before and behind the point: 5 behind it is .05. Before the season the second one is absent. */
function standingOf(settings: Fields | null): Readonly<Record<string, number | null>> {
  const count = (name: string): number | null => settings?.wholeOrNull(name) ?? null;
  const points = (name: string): number | null => {
    const whole = count(name);
    return whole === null ? null : (whole * 100 + (count(`${name}_decimal`) ?? 0)) / 100;
  };
  return {
    settings_wins: count("wins"), settings_losses: count("losses"), settings_ties: count("ties"),
    settings_fpts: points("fpts"), settings_fpts_against: points("fpts_against"), settings_ppts: points("ppts"),
    settings_waiver_position: count("waiver_position"), settings_waiver_budget_used: count("waiver_budget_used"), settings_total_moves: count("total_moves"),
  };
}

/** @returns everybody who is on a roster of the league: `league_order` 1 */
export function rosteredIn(rosters: readonly Roster[], order: number): ReadonlySet<string> {
  return new Set(rosters.filter(({ league }) => league.order === order).flatMap(({ players }) => players ?? []));
}

import type { CheckResult } from "../../core/check.ts";
import { sourceRule } from "../source-rule.ts";
import type { KnownLeague } from "./leagues.ts";
import type { Roster } from "./rosters.ts";

/** An empty place among the starters. */
const EMPTY = "0";
/** Of all entries of a list: a few may be left over from a move, more is another list. */
const MOST_STRAY = 0.05;

/** What the leagues' own rules say of their rosters (contract sleeper.md, section 4). */
export function judgeRosters(leagues: readonly KnownLeague[], rosters: readonly Roster[]): readonly CheckResult[] {
  return [allRosters(leagues, rosters), oneRosterEach(rosters), legalSizes(rosters), within("starters", rosters, ({ starters }) => starters), within("taxi_and_reserve", rosters, ({ taxi, reserve }) => [...(taxi ?? []), ...(reserve ?? [])])];
}

/** Each league has as many rosters as it says; a pool without places lets anybody in at any time. */
function allRosters(leagues: readonly KnownLeague[], rosters: readonly Roster[]): CheckResult {
  const counted = leagues
    .filter(({ rosterPositions }) => rosterPositions !== null)
    .map(({ id, totalRosters }) => ({ league_id: id, total_rosters: totalRosters, rosters: rosters.filter(({ league }) => league.id === id).length }));
  const wrong = counted.filter((entry) => entry.rosters !== entry.total_rosters);
  const [first] = wrong;
  const message = first === undefined ? `${counted.length} league(s) have all their rosters` : `league ${first.league_id} has ${first.rosters} rosters, its settings say ${first.total_rosters}`;
  return sourceRule("total_rosters", first === undefined ? "pass" : "fail", wrong.length, 0, message, wrong);
}

/** Nobody plays for two teams of a league. */
function oneRosterEach(rosters: readonly Roster[]): CheckResult {
  const owners = new Map<string, { readonly league_id: string; readonly player_id: string; readonly rosters: number[] }>();
  for (const { league, id, players } of rosters) {
    for (const player of players ?? []) {
      const key = `${league.id} ${player}`;
      const known = owners.get(key);
      if (known === undefined) owners.set(key, { league_id: league.id, player_id: player, rosters: [id] });
      else known.rosters.push(id);
    }
  }
  const doubled = [...owners.values()].filter((entry) => entry.rosters.length > 1).map((entry) => ({ ...entry, rosters: entry.rosters.join(", ") }));
  const [first] = doubled;
  const message = first === undefined ? `${owners.size} players are on one roster each` : `${doubled.length} player(s) stand on two rosters; first: ${first.player_id} on ${first.rosters} of league ${first.league_id}`;
  return sourceRule("one_roster_a_player", first === undefined ? "pass" : "fail", doubled.length, 0, message, doubled);
}

/** No roster holds more than the league's places, taxi squad and injured reserve together. */
function legalSizes(rosters: readonly Roster[]): CheckResult {
  const bounded = rosters.filter(({ league }) => league.maxRosterSize !== null);
  if (bounded.length === 0) return sourceRule("legal_roster_sizes", "skipped", null, null, "no league says how many players a roster may hold");
  const sized = bounded.map(({ league, id, players }) => ({ league_id: league.id, roster_id: id, players: players?.length ?? 0, allowed: league.maxRosterSize ?? 0 }));
  const tooLarge = sized.filter(({ players, allowed }) => players > allowed);
  const sizes = sized.map(({ players }) => players);
  const [first] = tooLarge;
  const message = first === undefined ? `rosters hold ${Math.min(...sizes)} to ${Math.max(...sizes)} players, all legal` : `${tooLarge.length} roster(s) are too large; first: roster ${first.roster_id} of league ${first.league_id} holds ${first.players}, ${first.allowed} are allowed`;
  return sourceRule("legal_roster_sizes", first === undefined ? "pass" : "warn", tooLarge.length, 0, message, tooLarge);
}

/** Whoever starts, waits on the taxi squad or is injured belongs to the roster. */
function within(name: string, rosters: readonly Roster[], listOf: (roster: Roster) => readonly string[] | null): CheckResult {
  const entries = rosters.flatMap((roster) => {
    const players = new Set(roster.players);
    return (listOf(roster) ?? []).filter((player) => player !== EMPTY).map((player) => ({ league_id: roster.league.id, roster_id: roster.id, player_id: player, isStray: !players.has(player) }));
  });
  const stray = entries.filter(({ isStray }) => isStray).map(({ isStray: _, ...entry }) => entry);
  const [first] = stray;
  const message = first === undefined ? `${entries.length} entries are all on their rosters` : `${stray.length} of ${entries.length} are not on their roster; first: ${first.player_id} of roster ${first.roster_id}, league ${first.league_id}`;
  return sourceRule(`${name}_on_roster`, first === undefined ? "pass" : stray.length / entries.length > MOST_STRAY ? "fail" : "warn", stray.length, Math.floor(entries.length * MOST_STRAY), message, stray);
}

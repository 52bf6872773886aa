import { defenseOf, nameKey, teamOf } from "../../identity/index.ts";

/** MyFantasyLeague's codes where they differ from nflverse's; the crosswalk and the league's models write these (contract, section 6). */
const MFL_CODES: Readonly<Record<string, string>> = { GB: "GBP", JAX: "JAC", KC: "KCC", LA: "LAR", LV: "LVR", NE: "NEP", NO: "NOS", SF: "SFO", TB: "TBB" };

/**
 * Clubs in the order of the seed seed_team_defense_xref, which numbers them from 90001: by its codes (`LAR` for the Rams), today's names.
 * Its rows 90033 to 90036 are names of the past (LA, OAK, SD, STL), whose clubs are here under today's.
 */
const DEFENSES = [
  "ARI", "ATL", "BAL", "BUF", "CAR", "CHI", "CIN", "CLE", "DAL", "DEN", "DET", "GBP", "HOU", "IND", "JAC", "KCC", "LAC", "LAR", "LVR", "MIA", "MIN", "NEP", "NOS", "NYG", "NYJ", "PHI", "PIT", "SEA", "SFO",
  "TBB", "TEN", "WAS",
];
const FIRST_DEFENSE_ID = 90_001;
const DEFENSE_IDS: ReadonlyMap<string, number> = new Map(DEFENSES.map((team, index) => [team, FIRST_DEFENSE_ID + index]));

/** @param text a club's code in anybody's spelling (`KC`, `KCC`). @returns MFL's code; null for a free agent or a code that nobody knows */
export function mflTeam(text: string | null): string | null {
  const code = teamOf(text);
  return code === null ? null : (MFL_CODES[code] ?? code);
}

/** Washington is the one club that has changed its nickname since there are projections: scrapes until 2019 have it. */
const FORMER_NICKNAMES: Readonly<Record<string, string>> = { redskins: "WAS" };

/** @param name as a site calls the club or its defense (`Chiefs D/ST`, `Kansas City`, `KC`). @returns MFL's code, or null */
export function mflDefense(name: string): string | null {
  return mflTeam(defenseOf(name)) ?? FORMER_NICKNAMES[nameKey(name).key] ?? null;
}

/** @param team MFL's code. @returns the id of the club's defense: 90001 to 90032 */
export function defenseIdOf(team: string): number | null {
  return DEFENSE_IDS.get(team) ?? null;
}

import { nameKey } from "./names.ts";

/** The 32 clubs by nflverse's code: city, nickname, and names they had. */
const CLUBS: readonly (readonly [code: string, city: string, nickname: string, ...former: string[]])[] = [
  ["ARI", "Arizona", "Cardinals", "Phoenix Cardinals", "St Louis Cardinals"], ["ATL", "Atlanta", "Falcons"], ["BAL", "Baltimore", "Ravens"], ["BUF", "Buffalo", "Bills"], ["CAR", "Carolina", "Panthers"],
  ["CHI", "Chicago", "Bears"], ["CIN", "Cincinnati", "Bengals"], ["CLE", "Cleveland", "Browns"], ["DAL", "Dallas", "Cowboys"], ["DEN", "Denver", "Broncos"], ["DET", "Detroit", "Lions"],
  ["GB", "Green Bay", "Packers"], ["HOU", "Houston", "Texans"], ["IND", "Indianapolis", "Colts"], ["JAX", "Jacksonville", "Jaguars"], ["KC", "Kansas City", "Chiefs"],
  ["LA", "Los Angeles", "Rams", "St Louis Rams"], ["LAC", "Los Angeles", "Chargers", "San Diego Chargers"], ["LV", "Las Vegas", "Raiders", "Oakland Raiders"], ["MIA", "Miami", "Dolphins"], ["MIN", "Minnesota", "Vikings"],
  ["NE", "New England", "Patriots"], ["NO", "New Orleans", "Saints"], ["NYG", "New York", "Giants"], ["NYJ", "New York", "Jets"], ["PHI", "Philadelphia", "Eagles"], ["PIT", "Pittsburgh", "Steelers"],
  ["SEA", "Seattle", "Seahawks"], ["SF", "San Francisco", "49ers"], ["TB", "Tampa Bay", "Buccaneers"], ["TEN", "Tennessee", "Titans"], ["WAS", "Washington", "Commanders", "Washington Football Team", "Washington Redskins"],
];

/** Codes of providers where they differ from nflverse's (provider facts, section 6). */
export const OTHER_TEAM_CODES: Readonly<Record<string, string>> = {
  GBP: "GB", KCC: "KC", NEP: "NE", NOS: "NO", SFO: "SF", TBB: "TB", LVR: "LV", OAK: "LV", LAR: "LA", RAM: "LA", STL: "LA", SD: "LAC", SDC: "LAC", JAC: "JAX", WSH: "WAS", KAN: "KC", GNB: "GB", NWE: "NE", NOR: "NO", TAM: "TB", SDG: "LAC", WFT: "WAS", ARZ: "ARI", BLT: "BAL", CLV: "CLE", HST: "HOU",
};
const CODES = new Set(CLUBS.map(([code]) => code));

/** @returns nflverse's code; null for a free agent or a code that nobody knows */
export function teamOf(text: string | null): string | null {
  const upper = text?.trim().toUpperCase() ?? "";
  const code = OTHER_TEAM_CODES[upper] ?? upper;
  return CODES.has(code) ? code : null;
}

const CITIES = CLUBS.map(([, city]) => city);
const BY_NAME: ReadonlyMap<string, string> = new Map(
  CLUBS.flatMap(([code, city, nickname, ...former]) => {
    const names = [`${city} ${nickname}`, nickname, `${nickname}, ${city}`, ...former, ...(CITIES.filter((other) => other === city).length === 1 ? [city] : [])];
    return names.flatMap((name) => [name, `${name} D/ST`, `${name} DST`, `${name} Defense`]).map((name) => [nameKey(name).key, code] as const);
  }),
);

/** @returns the club that a defense is named after: `Minnesota Vikings`, `Vikings D/ST`, `49ers, San Francisco`, `MIN`; or null */
export function defenseOf(name: string): string | null {
  return BY_NAME.get(nameKey(name).key) ?? teamOf(name);
}

/** @returns whether the text is a club's whole name, which no player has */
export function isClubName(name: string): boolean {
  const { key } = nameKey(name);
  return key.includes(" ") && BY_NAME.has(key);
}

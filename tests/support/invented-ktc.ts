/** A rankings page of KeepTradeCut with invented people, in either layout; shapes as in provider facts, section 3. */
export interface InventedEntry {
  readonly [field: string]: unknown;
  readonly playerName: string;
}

const POSITIONS = ["QB", "RB", "WR", "TE"] as const;
const ROUNDS = ["1st", "2nd", "3rd", "4th"] as const;

export function inventPlayer(nth: number, changes: Readonly<Record<string, unknown>> = {}): InventedEntry {
  const value = { value: Math.max(100, 9_990 - nth * 19), rank: nth + 1, positionalRank: Math.floor(nth / 4) + 1, overallTier: 1 + Math.floor(nth / 20), positionalTier: 1, history: [], tep: { value: 1, rank: 1 } };
  return { playerName: `Invented O'Person ${nth}`, playerID: 10_000 + nth, position: POSITIONS[nth % 4] ?? "QB", team: "KCC", rookie: false, mflid: 50_000 + nth, oneQBValues: value, superflexValues: { ...value, value: value.value + 5 }, ...changes };
}

/** Three drafts of four rounds, each Early, Mid and Late; `rank` as until September 2026, `pickRank` since. */
export function inventPicks(rankField: "rank" | "pickRank", firstRank: number): readonly InventedEntry[] {
  return [2027, 2028, 2029].flatMap((season, s) =>
    ROUNDS.flatMap((round, r) =>
      ["Early", "Mid", "Late"].map((tier, t) => {
        const nth = s * 12 + r * 3 + t;
        const value = { value: 6_500 - nth * 100, [rankField]: firstRank + nth, overallTier: 5, history: [] };
        return { playerName: `${season} ${tier} ${round}`, playerID: 20_000 + nth, position: "RDP", team: "FA", mflid: 0, oneQBValues: value, superflexValues: value };
      }),
    ),
  );
}

export function inventEntries(players = 440, rankField: "rank" | "pickRank" = "rank"): readonly InventedEntry[] {
  return [...Array.from({ length: players }, (_, nth) => inventPlayer(nth)), ...inventPicks(rankField, players + 1)];
}

const json = (value: unknown): string => JSON.stringify(value).replaceAll("'", "\\u0027");
/** What a naive pattern takes in place of the players. */
const DECOY = `var oneQBPlayers = [{"playerName":"Decoy One"},{"playerName":"Decoy Two"}];\n    var superflexPlayers = [1, 2, 3];`;

export function inlinePage(entries: readonly unknown[]): string {
  return `<!DOCTYPE html><html><head><title>Dynasty Rankings - Invented</title></head><body>\n<script>\n    var leagueType = 1;\n    var playersArray = ${json(entries)};\n    var oneQBSC = false;\n    ${DECOY}\n</script>\n<div id="rankings-page"></div></body></html>`;
}

export function islandPage(entries: readonly unknown[]): string {
  return `<!DOCTYPE html><html><head><title>Dynasty Rankings - Invented</title></head><body>\n<script id="ktc-players" type="application/json">${json(entries)}</script>\n<script>\n    var playersArray = JSON.parse(document.getElementById('ktc-players').textContent);\n    ${DECOY}\n</script>\n<div id="rankings-page"></div></body></html>`;
}

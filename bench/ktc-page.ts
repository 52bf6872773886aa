import { inlinePage, inventEntries, islandPage, type InventedEntry } from "../tests/support/invented-ktc.ts";

/** Fields that a real entry has and nobody reads: they make the page's weight (1.03 MB of 500 entries in May 2026). */
function heavy(entry: InventedEntry, nth: number): InventedEntry {
  const premium = { value: 5_000 + nth, rank: nth + 1, positionalRank: 3, overallTier: 4, positionalTier: 2, history: [] };
  const more = {
    startSitValue: 0, positionalTrend: -2, overallTrend: 3, positional7DayTrend: 0, overall7DayTrend: -1, kept: 18_928, traded: 18_931, cut: 8_473, diff: 0, isOutThisWeek: false, tep: premium, tepp: premium, teppp: premium,
    adp: 10.2, avgAuctionPercentage: 3.125, startupAdp: 20.25, startupAvgAuctionPercentage: 4.5, rawLiquidity: 12.123456, stdLiquidity: 0.123456, tradeCount: 1_204,
  };
  const values = (field: string): object => ({ ...more, ...(entry[field] as object) });
  return {
    ...entry, slug: `invented-o-person-${nth}`, positionID: 1 + (nth % 4), teamLongName: "Kansas City Chiefs", age: 24.3, birthday: "832654800", heightFeet: 6, heightInches: 2, weight: 215, seasonsExperience: 3, pickRound: 1, pickNum: 12, draftYear: 2023,
    college: "Invented State", byeWeek: 10, injury: { injuryCode: 1 }, number: nth % 100, isFeatured: false, isStartSitFeatured: false, isTrending: false, isDevyReturningToSchool: false, isDevyYearDecrement: false,
    oneQBValues: values("oneQBValues"), superflexValues: values("superflexValues"),
  };
}

const RISERS = 5;
const HISTORY = 180;
/** Beside the players: short lists with long histories, and the fifty rows that are drawn. */
function furniture(): string {
  const history = Array.from({ length: HISTORY }, (_, day) => ({ d: String(250_101 + day), v: 4_000 + day }));
  const lists = ["top5RisersOneQB", "top5FallersOneQB", "top5RisersSuperflex", "top5FallersSuperflex"].map((name) => `    var ${name} = ${JSON.stringify(Array.from({ length: RISERS }, (_, nth) => ({ playerName: `Riser ${nth}`, history })))};`);
  const rows = Array.from({ length: 50 }, (_, nth) => `<div class="onePlayer" id="player-${nth}"><div class="rank-number"><p>${nth + 1}</p></div><div class="player-name"><p><a href="/dynasty-rankings/players/invented-${nth}">Invented O'Person ${nth}</a><span class="player-team">KCC</span></p></div><div class="player-info">${"<p class=\"tier\"><span>Tier</span> <b>3</b></p>".repeat(12)}</div><div class="value"><p>${9_990 - nth * 19}</p></div></div>`);
  return `<nav>${"<ul><li><a class=\"nav-item\" href=\"/x\">Rankings</a></li></ul>".repeat(300)}</nav>\n<script>\n${lists.join("\n")}\n</script>\n<div id="rankings-page-rankings">${rows.join("\n")}</div>`;
}

/** @returns a rankings page of 464 invented players and 36 picks, as heavy as a real one. */
export function heavyPage(layout: "inline" | "island"): string {
  const entries = inventEntries(464, layout === "inline" ? "rank" : "pickRank").map(heavy);
  return (layout === "inline" ? inlinePage : islandPage)(entries).replace("</body>", () => `${furniture()}</body>`);
}

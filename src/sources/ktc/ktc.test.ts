import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inlinePage, inventEntries, inventPlayer, islandPage } from "../../../tests/support/invented-ktc.ts";
import { PayloadError } from "../../core/errors.ts";
import type { ParseContext } from "../parsed-source.ts";
import { buildCrosswalk } from "../../identity/index.ts";
import { rankings } from "./index.ts";
import { endOfArray, findPlayers } from "./page.ts";
import { readPickName } from "./pick-name.ts";
import type { Scope } from "./settings.ts";
import { judgeOrder, spearman } from "./order.ts";

const context: ParseContext = { runAt: new Date("2026-11-17T12:00:00Z"), dt: "2026-11-17", crosswalk: null, games: null };
const parse = (html: string, scopes: readonly Scope[] = ["dynasty_1qb"], changes: Partial<ParseContext> = {}) =>
  rankings.parse({ label: "rankings page", address: "https://keeptradecut.com/dynasty-rankings", bytes: Buffer.from(html) }, { scopes }, { ...context, ...changes });
function rowsOf(parsed: ReturnType<typeof parse>, dataset: string): readonly Readonly<Record<string, unknown>>[] {
  const content = parsed.tables[dataset];
  if (content === undefined || !("rows" in content)) throw new Error(`${dataset} has rows`);
  return content.rows;
}
const verdictOf = (parsed: ReturnType<typeof parse>, name: string): string | undefined => Object.values(parsed.checks).flat().find((check) => check.name === name)?.verdict;

describe("a rankings page", () => {
  it.each([["inline", inlinePage(inventEntries(440))], ["island", islandPage(inventEntries(440, "pickRank"))]] as const)("of the %s layout gives its players and picks, not another list", (layout, html) => {
    const parsed = parse(html);
    expect(findPlayers(html).layout).toBe(layout);
    expect(rowsOf(parsed, "players")).toHaveLength(440);
    expect(rowsOf(parsed, "picks")).toHaveLength(36);
    expect(rowsOf(parsed, "players")[0]).toEqual({
      player_name: "Invented O'Person 0", position: "QB", team: "KCC", asset_type: "player", rank: 1, value: 9990, positional_rank: 1, market_scope: "dynasty_1qb", asof_date: "2026-11-17",
      ktc_player_id: 10_000, mfl_id: "50000", overall_tier: 1, positional_tier: 1,
    });
    expect(rowsOf(parsed, "picks")[0]).toEqual({
      pick_name: "2027 Early 1st", draft_year: 2027, pick_round: 1, pick_tier: "Early", asset_type: "pick", market_scope: "dynasty_1qb", rank: 441, value: 6500, asof_date: "2026-11-17",
      ktc_player_id: 20_000, pick_slot: null, overall_tier: 5,
    });
    expect(["unique_ranks", "pick_names", "whole_rounds", "known_players"].map((name) => verdictOf(parsed, name))).toEqual(["pass", "pass", "pass", "skipped"]);
  });

  it("publishes superflex only where it is listed, and mixes no values", () => {
    const both = rowsOf(parse(inlinePage(inventEntries(400)), ["dynasty_1qb", "dynasty_superflex"]), "players");
    expect(both).toHaveLength(800);
    expect(both[400]).toMatchObject({ player_name: "Invented O'Person 0", market_scope: "dynasty_superflex", value: 9995 });
  });

  it("keeps a bracket and a quote inside a name", () => {
    const entries = [inventPlayer(0, { playerName: 'A ]; "B" \\ C' }), ...inventEntries(440).slice(1)];
    expect(rowsOf(parse(inlinePage(entries)), "players")[0]?.["player_name"]).toBe('A ]; "B" \\ C');
  });

  it("leaves out who has no value in the market", () => {
    const entries = [inventPlayer(0, { oneQBValues: {} }), inventPlayer(1, { oneQBValues: null }), inventPlayer(2)];
    expect(rowsOf(parse(islandPage(entries)), "players").map((row) => row["player_name"])).toEqual(["Invented O'Person 2"]);
  });

  it("tells picks by name too, and says which name it cannot read", () => {
    const parsed = parse(islandPage([inventPlayer(0), inventPlayer(1, { playerName: "2027 Pick 1.07" }), inventPlayer(2, { playerName: "2027 Some Pick" })]));
    expect(rowsOf(parsed, "players")).toHaveLength(1);
    expect(rowsOf(parsed, "picks").map(({ draft_year, pick_round, pick_slot }) => [draft_year, pick_round, pick_slot])).toEqual([[2027, 1, 7], [null, null, null]]);
    expect(verdictOf(parsed, "pick_names")).toBe("warn");
  });

  it("takes the fractions of numbered picks for what they are, interpolated, and those of nobody else", () => {
    const numbered = { playerName: "2026 Pick 1.01", playerID: 202_611, position: "RDP", calculated: true, oneQBValues: { value: 7897.01 }, superflexValues: { value: 7000.5 } };
    expect(rowsOf(parse(islandPage([...inventEntries(), numbered])), "picks").at(-1)).toMatchObject({ pick_name: "2026 Pick 1.01", draft_year: 2026, pick_round: 1, pick_slot: 1, pick_tier: null, value: 7897, rank: null });
    expect(() => parse(islandPage([{ ...numbered, calculated: false }]))).toThrow(/oneQBValues\.value is 7897\.01, a whole number is expected/);
  });

  it.each<[string, (island: string, inline: string) => string]>([
    ["another list before it", (_, inline) => inline.replace("var playersArray", `var oneQBPlayers = [{"playerName":"Decoy"}];\n    var playersArrayOld = [1];\n    var playersArray`)],
    ["another JSON element before it", (island) => island.replace("<script id", '<script type="application/json" id="ktc-players-old">[1]</script><script id')],
    ["attributes in another order, quotes and case", (island) => island.replace(/<script id="ktc-players" type="application\/json">/, "<SCRIPT data-v='1' TYPE=application/json ID='ktc-players' >")],
    ["blanks and line breaks around the name", (_, inline) => inline.replace("var playersArray =", "let  playersArray\n  =\n ")],
    ["the whole of it minified", (_, inline) => inline.replaceAll(/\n\s*/g, "")],
    ["the old page in a comment", (island, inline) => island.replace("<body>", `<body><!-- ${inline.replace("Invented O", "Old O")} -->`)],
  ])("is found with %s", (_, change) => {
    const [island, inline] = [islandPage(inventEntries()), inlinePage(inventEntries())];
    const page = change(island, inline);
    expect([island, inline]).not.toContain(page);
    expect(parse(page).tables).toEqual(parse(island).tables);
  });

  it("says how many have no value in the market", () => {
    expect(parse(islandPage([inventPlayer(0, { oneQBValues: null }), inventPlayer(1)])).remarks).toContain("dynasty_1qb has no value of 1 entry, left out: Invented O'Person 0");
    expect(parse(islandPage(inventEntries())).remarks).toHaveLength(1);
  });

  it("warns of a rank given twice, and of a round that is not whole", () => {
    const [first, ...rest] = inventEntries(440);
    expect(verdictOf(parse(islandPage([first, inventPlayer(440, { oneQBValues: { value: 1, rank: 1 } }), ...rest.slice(0, -1)])), "unique_ranks")).toBe("warn");
    expect(verdictOf(parse(islandPage([first, ...rest.slice(0, -1)])), "whole_rounds")).toBe("warn");
  });

  it("counts each market by itself: of two, one may hide that the other was cut, or is not there", () => {
    const both: readonly Scope[] = ["dynasty_1qb", "dynasty_superflex"];
    const checksOf = (html: string, scopes = both) => Object.values(parse(html, scopes).checks).flat().filter(({ name }) => name.endsWith("_per_market")).map(({ name, verdict, evidence }) => [name, verdict, evidence]);
    expect(checksOf(islandPage(inventEntries(440)))).toEqual([["players_per_market", "pass", []], ["picks_per_market", "pass", []]]);
    const withoutSuperflex = (from: number): string => islandPage(inventEntries(440).map((entry, nth) => (nth >= from ? { ...entry, superflexValues: null } : entry)));
    expect(checksOf(withoutSuperflex(399))).toEqual([["players_per_market", "fail", [{ market_scope: "dynasty_superflex", rows: 399 }]], ["picks_per_market", "fail", [{ market_scope: "dynasty_superflex", rows: 0 }]]]);
    expect(checksOf(withoutSuperflex(399), ["dynasty_1qb"]).map(([, verdict]) => verdict)).toEqual(["pass", "pass"]);
    expect(checksOf(withoutSuperflex(440 + 23)).map(([, verdict]) => verdict)).toEqual(["pass", "fail"]);
    expect(checksOf(islandPage(inventEntries(601)), ["dynasty_1qb"])[0]).toEqual(["players_per_market", "fail", [{ market_scope: "dynasty_1qb", rows: 601 }]]);
  });

  it("looks players up by mfl_id first; the most valuable unknown ones are named", () => {
    const people = Array.from({ length: 400 }, (_, nth) => ({ mfl_id: String(50_000 + nth), name: `Somebody Else ${nth}`, position: "QB" }));
    const known = parse(islandPage(inventEntries(440)), ["dynasty_1qb"], { crosswalk: buildCrosswalk(people) }).checks["players"]?.find(({ name }) => name === "known_players");
    expect(known).toMatchObject({ verdict: "pass", observed: 0.909 });
    expect(known?.evidence[0]).toMatchObject({ player: "Invented O'Person 400" });
    expect(verdictOf(parse(islandPage(inventEntries(440)), ["dynasty_1qb"], { crosswalk: buildCrosswalk(people.slice(200)) }), "known_players")).toBe("warn");
  });
});

describe("a page that is not as it was", () => {
  const good = inlinePage(inventEntries(60));

  /** The page with something between its first player and the comma. */
  const afterFirst = (put: string): string => inlinePage(inventEntries(12)).replace('}},{"playerName"', () => `}}${put},{"playerName"`);

  it.each([
    ["has another name for the array", good.replace("var playersArray =", "var rankedAssets ="), /neither script#ktc-players nor 'var playersArray = \[' is in it; the page is titled 'Dynasty Rankings - Invented' and holds var leagueType, var rankedAssets/],
    ["is the September layout without its island", islandPage(inventEntries(60)).replace('id="ktc-players"', 'id="ktc-assets"'), /neither script#ktc-players .* holds script#ktc-assets\[application\/json\], var playersArray/],
    ["asks whether we are human", "<html><title>Just a moment...</title><body><h1>Checking</h1></body></html>", /titled 'Just a moment\.\.\.' and holds no script with data/],
    ["is cut off", good.slice(0, 20_000), /has no end: the page is cut off after 20,000 characters/],
    ["has a bracket too many", afterFirst("]"), /ends in the middle of a list: behind its bracket stands ',\{/],
    ["has an end too many", afterFirst("];"), /ends in the middle of a list: behind its bracket stands ';,\{/],
    ["has an empty list", islandPage([]), /the players array is empty/],
    ["has another list in its place", islandPage([1, 2, 3]), /entry 1 is 1, a player is expected/],
    ["has lost the values", islandPage([inventPlayer(0), { ...inventPlayer(1), oneQBValues: undefined }]), /entry 2 \(Invented O'Person 1\): oneQBValues is missing/],
    ["has texts for numbers", islandPage([inventPlayer(0, { oneQBValues: { value: "9,999", rank: 1 } })]), /oneQBValues\.value is "9,999", a whole number is expected/],
    ["has fractions for ranks", islandPage([inventPlayer(0, { oneQBValues: { value: 1, rank: 1.5 } })]), /oneQBValues\.rank is 1\.5/],
    ["has nameless players", islandPage([inventPlayer(0, { playerName: " " })]), /entry 1: playerName is " "/],
    ["has no JSON in the island", islandPage([]).replace("[]", "[{]"), /the players array is no JSON/],
    ["has an object in the island", islandPage([]).replace("[]", "{}"), /the players array is object, a list is expected/],
    ["is empty", "", /titled '' and holds no script/],
  ])("%s: the error names what is missing", (_, html, message) => {
    expect(() => parse(html)).toThrow(PayloadError);
    expect(() => parse(html)).toThrow(message);
  });

  it("of another encoding is refused", () => {
    expect(() => rankings.parse({ label: "", address: "", bytes: Buffer.from(good, "utf16le").subarray(1) }, { scopes: ["dynasty_1qb"] }, context)).toThrow(PayloadError);
  });

  it("damaged anywhere, is whole or an error, never a shorter list", () => {
    const html = inlinePage(inventEntries(12));
    const whole = rowsOf(parse(html), "players").length;
    fc.assert(
      fc.property(fc.nat({ max: html.length }), fc.nat({ max: 40 }), fc.string({ maxLength: 8 }), (at, length, put) => {
        const damaged = html.slice(0, at) + put + html.slice(at + length);
        try {
          const parsed = parse(damaged);
          // Damage in a name may turn a player into a pick; nobody is lost.
          expect(rowsOf(parsed, "players").length + rowsOf(parsed, "picks").length).toBeGreaterThanOrEqual(whole + 36 - 1);
        } catch (error) {
          expect(error).toBeInstanceOf(PayloadError);
        }
      }),
      { numRuns: 400 },
    );
  });

  it.each([["brackets", "[".repeat(50_000_000)], ["tags", "<script>".repeat(6_000_000)], ["letters", "a".repeat(50_000_000)]])("of 50 MB of %s ends in an error", (_, noise) => {
    expect(() => parse(noise)).toThrow(PayloadError);
  }, 60_000);
});

describe("the end of an array", () => {
  it("is where JSON says, whatever stands in its texts", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.string(), (list, after) => {
        const text = JSON.stringify(list);
        expect(endOfArray(text + after, 0)).toBe(text.length);
      }),
    );
  });
});

describe("a pick's name", () => {
  it.each([
    ["2027 Early 1st", { season: 2027, round: 1, tier: "Early", slot: null }],
    ["2028 Late 4th", { season: 2028, round: 4, tier: "Late", slot: null }],
    ["2026 Pick 1.01", { season: 2026, round: 1, tier: null, slot: 1 }],
    ["2027 2nd", { season: 2027, round: 2, tier: null, slot: null }],
    ["2027 early 1st", null], ["2027 Pick 0.01", null], ["2027 Pick 1.00", null], ["Early 1st", null], ["", null],
  ])("%s", (name, expected) => expect(readPickName(name)).toEqual(expected));
});

describe("the order of values", () => {
  const rows = (values: readonly number[]) => values.map((value, id) => ({ ktc_player_id: id, market_scope: "dynasty_1qb", value }));
  const values = Array.from({ length: 100 }, (_, index) => 9_999 - index * 7);

  it("is kept by a market that moved, and lost by scrambled columns", () => {
    expect(judgeOrder(rows(values.map((value, index) => value + (index % 5) * 3)), rows(values))[0]).toMatchObject({ verdict: "pass" });
    expect(judgeOrder(rows([...values].reverse()), rows(values))[0]).toMatchObject({ verdict: "fail", observed: -1 });
    expect(judgeOrder(rows(values), null)[0]?.verdict).toBe("skipped");
    expect(judgeOrder(rows(values.slice(0, 10)), rows(values))[0]?.verdict).toBe("skipped");
  });

  it("is 1 for itself, and the same both ways", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 50 })), { minLength: 2, maxLength: 40 }), (pairs) => {
        const [xs, ys] = [pairs.map(([x]) => x), pairs.map(([, y]) => y)];
        expect(spearman(xs, ys)).toBeCloseTo(spearman(ys, xs), 12);
        expect(Math.abs(spearman(xs, ys))).toBeLessThanOrEqual(1 + 1e-12);
        if (new Set(xs).size > 1) expect(spearman(xs, xs)).toBeCloseTo(1, 12);
      }),
    );
  });
});

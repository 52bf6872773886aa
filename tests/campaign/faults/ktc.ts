import { gzipSync } from "node:zlib";
import { inlinePage, inventEntries, type InventedEntry as Entry, islandPage } from "../../support/invented-ktc.ts";
import { type Day, instead, rewrite } from "../day.ts";
import { allOf, type Fault, type Ground } from "../fault.ts";
import { CONTRACT, ISSUE, WEAKNESSES } from "./seen.ts";

const PAGE = "https://keeptradecut.com/dynasty-rankings";
const PLAYERS = 440;
const SEEN = `${CONTRACT}/sources/ktc.md, section 6`;

const dayOf = (now: string, players: number): Day => ({ now, answers: [{ url: PAGE, body: islandPage(inventEntries(players, "pickRank")) }], league: { ktc: { scopes: ["dynasty_1qb", "dynasty_superflex"] } } });

/** One page: players and picks of both markets are published together. */
export const ktcGround: Ground = {
  source: "ktc",
  flow: "ktc_pipeline",
  before: [],
  days: async () => ({ good: dayOf("2026-11-17T12:00:00Z", PLAYERS), spoilt: dayOf("2026-11-18T12:00:00Z", PLAYERS + 1), later: dayOf("2026-11-19T12:00:00Z", PLAYERS + 2) }),
};

const NOBODY = allOf("quarantined", "players", "picks");
const LOST = allOf("lkg", "players", "picks");
const instance = { ground: ktcGround, seen: SEEN, harms: NOBODY } as const;

/** @param change of the players and the picks that the spoilt day's page should have */
function listing(change: (players: readonly Entry[], picks: readonly Entry[]) => readonly unknown[]): (day: Day) => Day {
  const entries = inventEntries(PLAYERS + 1, "pickRank");
  return (day) => instead(day, PAGE, () => ({ body: islandPage(change(entries.slice(0, PLAYERS + 1), entries.slice(PLAYERS + 1))) }));
}

const each = (change: (entry: Entry, nth: number) => object): ((day: Day) => Day) => listing((players, picks) => [...players.map((entry, nth) => ({ ...entry, ...change(entry, nth) })), ...picks]);
const one = (change: object): ((day: Day) => Day) => each((_, nth) => (nth === 7 ? change : {}));
const page = (body: string | Uint8Array): ((day: Day) => Day) => (day) => instead(day, PAGE, () => ({ body }));
const answered = (status: number, headers: Readonly<Record<string, string>> = {}): ((day: Day) => Day) => (day) => instead(day, PAGE, () => ({ status, headers, body: "<html><title>busy</title></html>" }));
const priced = (entry: Entry, change: object): object => ({ ...(entry["oneQBValues"] as object), ...change });

export const ktcFaults: readonly Fault[] = [
  { ...instance, name: "ktc: a page of ten players", spoil: listing((players, picks) => [...players.slice(0, 10), ...picks]), caught: { in: "players", by: "players_per_market", says: /dynasty_1qb has 10 players/ } },
  { ...instance, name: "ktc: half of the players", spoil: listing((players, picks) => [...players.slice(0, 220), ...picks]), caught: { in: "players", by: "players_per_market", says: /has 220 players/ } },
  { ...instance, name: "ktc: the picks are missing", spoil: listing((players) => players), caught: { in: "picks", by: "not_empty", says: /no rows/ } },
  { ...instance, name: "ktc: the picks of one draft only", spoil: listing((players, picks) => [...players, ...picks.slice(0, 12)]), caught: { in: "picks", by: "picks_per_market", says: /has 12 picks/ } },
  { ...instance, name: "ktc: one market has no values", spoil: each((_, nth) => (nth < 435 ? { superflexValues: null } : {})), caught: { in: "players", by: "players_per_market", says: /dynasty_superflex has 6 players/ } },
  { ...instance, name: "ktc: a market's column is gone", spoil: listing((players, picks) => [...players, ...picks].map(({ superflexValues: _, ...entry }) => entry)), caught: { in: "players", by: "parse", says: /superflexValues is missing/ } },
  { ...instance, name: "ktc: the order is scrambled", seen: `${SEEN}: rank correlation with the day before`, spoil: each((entry, nth) => ({ oneQBValues: priced(entry, { value: 100 + ((nth * 7_919) % 441) * 20 }) })), caught: { in: "players", by: "order_kept(dynasty_1qb)", says: /correlates with the last snapshot's by/ } },
  { ...instance, name: "ktc: the scale was changed to 0-100,000", spoil: each((entry, nth) => ({ oneQBValues: priced(entry, { value: 100_000 - nth * 190 }) })), caught: { in: "players", by: "range(value)", says: /outside 0 to 10000/ } },
  { ...instance, name: "ktc: every value is the same", seen: ISSUE, spoil: each((entry) => ({ oneQBValues: priced(entry, { value: 5_000 }) })), caught: { in: "players", by: "order_kept(dynasty_1qb)", says: /correlates with the last snapshot's by 0\.000/ } },
  { ...instance, name: "ktc: a third more players than yesterday", seen: `${CONTRACT}/governance.md, section 3`, harms: {}, spoil: page(islandPage(inventEntries(590, "pickRank"))), caught: { in: "players", by: "row_count_change", says: /34\.1 % more than the 880 before/ } },
  { ...instance, name: "ktc: a value below zero", spoil: each((entry, nth) => (nth === 440 ? { oneQBValues: priced(entry, { value: -5 }) } : {})), caught: { in: "players", by: "range(value)", says: /1 row with value outside/ } },
  { ...instance, name: "ktc: numbers as text", spoil: each((entry, nth) => ({ oneQBValues: priced(entry, { value: String(9_990 - nth * 19) }) })), caught: { in: "players", by: "parse", says: /value is "9990", a whole number is expected/ } },
  { ...instance, name: "ktc: a player twice", spoil: listing((players, picks) => [...players, ...players.slice(0, 1), ...picks]), caught: { in: "players", by: "unique(ktc_player_id,market_scope)", says: /repeat/ } },
  { ...instance, name: "ktc: a position nobody knows", spoil: one({ position: "OL" }), caught: { in: "players", by: "accepted_values(position)", says: /none of QB, RB, WR, TE/ } },
  { ...instance, name: "ktc: no position at all", spoil: one({ position: null }), caught: { in: "players", by: "parse", says: /position is null/ } },
  { ...instance, name: "ktc: the ids have another name", spoil: listing((players, picks) => [...players, ...picks].map(({ playerID, ...entry }) => ({ ...entry, id: playerID }))), caught: { in: "players", by: "parse", says: /playerID is missing/ } },
  { ...instance, name: "ktc: the ids of the crosswalk are gone", spoil: each(() => ({ mflid: 0 })), caught: { in: "players", by: "not_null(mfl_id)", says: /882 rows without mfl_id/ } },
  { ...instance, name: "ktc: no ranks", spoil: each((entry) => ({ oneQBValues: priced(entry, { rank: null }) })), caught: { in: "players", by: "not_null(rank)", says: /without rank/ } },
  { ...instance, name: "ktc: every rank is the same", harms: {}, spoil: each((entry) => ({ oneQBValues: priced(entry, { rank: 1 }) })), caught: { in: "players", by: "unique_ranks", says: /given twice/ } },
  { ...instance, name: "ktc: a pick's name of no known form", harms: {}, spoil: listing((players, picks) => [...players, ...picks.map((pick, nth) => (nth === 0 ? { ...pick, playerName: "Next Year's First" } : pick))]), caught: { in: "picks", by: "pick_names", says: /no known form/ } },
  { ...instance, name: "ktc: another list of the page", seen: `${SEEN}; the page has several lists`, spoil: page(islandPage([1, 2, 3])), caught: { in: "players", by: "parse", says: /entry 1 is 1, a player is expected: another list/ } },
  { ...instance, name: "ktc: an empty list", spoil: page(islandPage([])), caught: { in: "players", by: "parse", says: /the players array is empty/ } },
  { ...instance, name: "ktc: the page was rebuilt", seen: `${WEAKNESSES} W-40`, spoil: (day) => rewrite(day, PAGE, (text) => text.replace('id="ktc-players"', 'id="assets"')), caught: { in: "players", by: "parse", says: /neither script#ktc-players nor/ } },
  { ...instance, name: "ktc: a page that is cut off", spoil: page(inlinePage(inventEntries(PLAYERS + 1)).slice(0, 60_000)), caught: { in: "players", by: "parse", says: /the page is cut off after 60,000 characters/ } },
  { ...instance, name: "ktc: broken JSON", spoil: (day) => rewrite(day, PAGE, (text) => text.replace('"playerID":10100', '"playerID":')), caught: { in: "players", by: "parse", says: /the players array is no JSON/ } },
  { ...instance, name: "ktc: a page that asks whether one is human, with status 200", spoil: page("<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><script>var challenge = 1;</script></body></html>"), caught: { in: "players", by: "parse", says: /titled 'Just a moment\.\.\.'/ } },
  { ...instance, name: "ktc: UTF-16 in place of UTF-8", spoil: page(Buffer.from(`\ufeff${islandPage(inventEntries(PLAYERS + 1))}`, "utf16le")), caught: { in: "players", by: "parse", says: /it is no UTF-8 text/ } },
  { ...instance, name: "ktc: gzip that nobody unpacked", spoil: page(gzipSync(islandPage(inventEntries(PLAYERS + 1)))), caught: { in: "players", by: "parse", says: /it is no UTF-8 text/ } },
  { ...instance, name: "ktc: an empty answer", spoil: page(""), harms: LOST, caught: { in: "players", by: "fetch", says: /an empty/ } },
  { ...instance, name: "ktc: refused with 403", spoil: answered(403), harms: LOST, caught: { in: "players", by: "fetch", says: /refused with 403/ } },
  { ...instance, name: "ktc: gone with 404", spoil: answered(404), harms: LOST, caught: { in: "players", by: "fetch", says: /answered 404/ } },
  { ...instance, name: "ktc: busy with 503, again and again", spoil: answered(503), harms: LOST, caught: { in: "players", by: "fetch", says: /answered 503/ } },
  { ...instance, name: "ktc: too many questions, 429, again and again", spoil: answered(429, { "retry-after": "5" }), harms: LOST, caught: { in: "players", by: "fetch", says: /429/ } },
  { ...instance, name: "ktc: sent in a circle", spoil: answered(302, { location: PAGE }), harms: LOST, caught: { in: "players", by: "fetch", says: /more than 5 redirects/ } },
];

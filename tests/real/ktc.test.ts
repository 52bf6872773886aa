import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { rankings } from "../../src/sources/ktc/index.ts";
import { readPickName } from "../../src/sources/ktc/pick-name.ts";
import type { Scope } from "../../src/sources/ktc/settings.ts";
import { inlinePage, islandPage } from "../support/invented-ktc.ts";

const FOLDER = resolve(import.meta.dirname, "..", "..", "..", "shared", "data", "providers", "ktc");
const read = (name: string): string => readFileSync(resolve(FOLDER, name), "utf8");
const PAGE = "dynasty-rankings_2026-05-22.html";
const BOTH: readonly Scope[] = ["dynasty_1qb", "dynasty_superflex"];

function parse(html: string, scopes: readonly Scope[] = BOTH): Readonly<Record<"players" | "picks", readonly Readonly<Record<string, unknown>>[]>> {
  const { tables, checks } = rankings.parse({ label: "page", address: "page", bytes: Buffer.from(html) }, { scopes }, { runAt: new Date("2026-05-22T14:00:00Z"), dt: "2026-05-22", crosswalk: null, games: null });
  expect(Object.values(checks).flat().filter(({ verdict }) => verdict === "warn" || verdict === "fail")).toEqual([]);
  const rows = (name: string) => { const content = tables[name]; return content !== undefined && "rows" in content ? content.rows : []; };
  return { players: rows("players"), picks: rows("picks") };
}

describe("KeepTradeCut as it was", () => {
  it("the page of May 2026 has 464 players and 36 picks", () => {
    const { players, picks } = parse(read(PAGE), ["dynasty_1qb"]);
    expect([players.length, picks.length]).toEqual([464, 36]);
    expect(players[0]).toMatchObject({ player_name: "Bijan Robinson", rank: 1, value: 9999, mfl_id: "16161" });
  });

  it("agrees with another program's extraction of the same page, in both markets (taken within the hour: values moved by 10 at most)", () => {
    const { players, picks } = parse(read(PAGE));
    interface Extracted { readonly ktc_id: number; readonly mfl_id: string | null; readonly superflex: { readonly value: number }; readonly one_qb: { readonly value: number; readonly rank: number } }
    const others = new Map((JSON.parse(read("third-party-extraction_2026-05-22.json")) as { readonly players: readonly Extracted[] }).players.map((entry) => [entry.ktc_id, entry]));
    for (const row of [...players, ...picks]) {
      const other = others.get(Number(row["ktc_player_id"]));
      const market = row["market_scope"] === "dynasty_1qb" ? other?.one_qb : other?.superflex;
      expect(Math.abs(Number(row["value"]) - (market?.value ?? 0)), String(row["player_name"] ?? row["pick_name"])).toBeLessThanOrEqual(10);
      if (row["asset_type"] === "player") expect(row["mfl_id"]).toBe(other?.mfl_id);
    }
    expect(players.length + picks.length).toBe(1000);
  });

  it.each([["inline", inlinePage], ["island", islandPage]] as const)("the array of September 2025 has 464 players and 36 picks in the %s layout", (_, page) => {
    const { players, picks } = parse(page(JSON.parse(read("playersArray_2025-09-15.json")) as readonly unknown[]), ["dynasty_1qb"]);
    expect([players.length, picks.length]).toEqual([464, 36]);
  });

  it("the same page in the layout since September 2026, picks with `pickRank`, gives the same rows", () => {
    const html = read(PAGE);
    const from = html.indexOf("var playersArray = ") + "var playersArray = ".length;
    const to = html.indexOf("\n", from);
    const array = html.slice(from, to).trim().replace(/;$/, "");
    const renamed = JSON.stringify((JSON.parse(array) as readonly Record<string, unknown>[]).map((entry) => (entry["position"] === "RDP" ? renamePick(entry) : entry)));
    const island = html.slice(0, from) + "JSON.parse(document.getElementById('ktc-players').textContent);" + html.slice(to);
    const page = island.replace("<body>", () => `<body>\n<script type="application/json" id="ktc-players">${renamed}</script>`);
    expect(parse(page)).toEqual(parse(html));
  });
});

describe("the trade calculator of August 2026", () => {
  interface Numbered { readonly id: number; readonly name: string; readonly oneQB: number }
  const { numbered, tranches } = JSON.parse(read("numbered-picks_2026-08-02.json")) as { readonly numbered: readonly Numbered[]; readonly tranches: readonly Numbered[] };

  it("48 numbered picks tell season, round and slot, 36 rungs season, round and tier: as their ids do", () => {
    expect([numbered.length, tranches.length]).toEqual([48, 36]);
    for (const { id, name } of numbered) {
      const pick = readPickName(name);
      expect(`${pick?.season}${pick?.round}${pick?.slot}`, name).toBe(String(id));
      expect(pick?.tier).toBeNull();
    }
    expect(tranches.map(({ name }) => readPickName(name)).filter((pick) => pick?.tier != null && pick.slot === null)).toHaveLength(36);
    const rounds = new Map(tranches.map(({ name }) => { const pick = readPickName(name); return [`${pick?.season} ${pick?.round} ${pick?.tier}`, name]; }));
    expect(rounds.size).toBe(36);
  });

  it.each([["inline", inlinePage], ["island", islandPage]] as const)("its array, players and both kinds of picks, is read in the %s layout, though it has no ranks", (_, page) => {
    const { rawPlayers } = JSON.parse(read("trade-calculator-capture_2026-08-02.json")) as { readonly rawPlayers: readonly unknown[] };
    const { players, picks } = parse(page(rawPlayers), ["dynasty_1qb"]);
    expect([rawPlayers.length, players.length, picks.length]).toEqual([548, 464, 84]);
    // Both files are of one day and not of one hour.
    const values = new Map(picks.map((row) => [row["ktc_player_id"], row["value"]]));
    for (const { id, oneQB } of [...numbered, ...tranches]) expect(Math.abs(Number(values.get(id)) - oneQB), String(id)).toBeLessThanOrEqual(20);
    expect([...players, ...picks].every(({ rank }) => rank === null)).toBe(true);
  });
});

function renamePick(entry: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const rename = ({ rank, ...values }: Readonly<Record<string, unknown>>) => ({ ...values, pickRank: rank });
  return { ...entry, oneQBValues: rename(entry["oneQBValues"] as Record<string, unknown>), superflexValues: rename(entry["superflexValues"] as Record<string, unknown>) };
}

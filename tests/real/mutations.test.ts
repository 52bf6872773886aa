import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PayloadError } from "../../src/core/errors.ts";
import type { Position, Projection } from "../../src/sources/ffanalytics/projection.ts";
import { inquiryOf, read, siteOf } from "../../src/sources/ffanalytics/sites/testing/cases.ts";
import { rankings } from "../../src/sources/ktc/index.ts";
import { islandPage } from "../support/invented-ktc.ts";
import { bytesOf } from "./ffanalytics-answers.ts";

/** Real answers, damaged: a clear error, or rows that were there before; never another error, and never fewer without a word. */
const SOME = { numRuns: 40 } as const;
const SIGN_IN = "<!DOCTYPE html><html><head><title>Sign in to go on</title></head><body><form></form></body></html>";

/** @returns what the work made, or the message of a PayloadError; anything else thrown fails the test */
function attempt<T>(work: () => T): T | string {
  try {
    return work();
  } catch (error) {
    if (error instanceof PayloadError) return error.message;
    throw error;
  }
}

interface Answer {
  readonly name: string;
  readonly position: Position;
  readonly season: number;
  readonly week: number;
  readonly file: string;
  /** A field or column that the list is nothing without, as the file writes it, and what an error calls it. */
  readonly field: readonly [written: string, named: string];
}

const ANSWERS: readonly Answer[] = [
  { name: "cbs", position: "QB", season: 2026, week: 3, file: "cbs/projections_2026_week3_QB.html", field: ["Passing Yards\n", "pass_yds"] },
  { name: "fftoday", position: "WR", season: 2026, week: 3, file: "fftoday/weekly_projections_2026_week3_WR.html", field: [">Rec<", "rec"] },
  { name: "fantasysharks", position: "QB", season: 2026, week: 3, file: "fantasysharks/projections_2026_week3_QB.csv", field: ["Pass Yds", "pass_yds"] },
  { name: "fanduel", position: "QB", season: 2026, week: 3, file: "fanduel/getProjections_2026_week3.json", field: ["\"passingYards\"", "passingYards"] },
  { name: "espn", position: "RB", season: 2018, week: 0, file: "espn/kona_player_info_2018.json", field: ["\"24\"", "rush_yds"] },
  { name: "fantasypros", position: "QB", season: 2026, week: 0, file: "fantasypros/projections_2026_draft_QB.csv", field: ["\"INTS\"", "pass_int"] },
  { name: "fantasypros", position: "K", season: 2022, week: 0, file: "fantasypros/projections_2022_draft_K.csv", field: ["\"XPT\"", "xp"] },
  { name: "fantasypros", position: "DST", season: 2017, week: 0, file: "fantasypros/projections_2017_draft_DST.csv", field: ["SACK", "dst_sacks"] },
];

describe.each(ANSWERS)("$file", ({ name, position, season, week, file, field: [written, named] }) => {
  const site = siteOf(name);
  const inquiry = inquiryOf(site, position, { season, week });
  const bytes = bytesOf(file);
  const text = bytes.toString();
  const ask = (answer: Uint8Array | string) => attempt(() => read({ site, inquiry }, answer));
  const rowsOf = (answer: ReturnType<typeof ask>): readonly Projection[] => (typeof answer === "string" ? [] : [...answer.projections, ...answer.withheld]);
  const whole = rowsOf(ask(bytes));

  it("cut off, it is an error, or rows as they were", () => {
    const known = new Set(whole.map((row) => JSON.stringify(row)));
    fc.assert(fc.property(fc.integer({ min: 1, max: bytes.length - 1 }), (length) => {
      const answer = ask(bytes.subarray(0, length));
      if (typeof answer === "string") expect(answer).toContain(inquiry.label);
      // The last number of a line may have lost its last digit; all others are whole.
      else expect(rowsOf(answer).filter((row) => !known.has(JSON.stringify(row))).length).toBeLessThanOrEqual(1);
    }), SOME);
  });

  it("another page in its place, with status 200, is an error that names source, table and list", () => {
    expect(ask(SIGN_IN)).toContain(`ffanalytics.projections_raw: ${inquiry.label}`);
  });

  it("a column that is called otherwise is missed by its name", () => {
    expect(text).toContain(written);
    expect(ask(text.replaceAll(written, written.replace(/[A-Za-z0-9]+/, "Xyzzy")))).toMatch(new RegExp(`${inquiry.label.replace(/[.,]/g, ".")}: .*\\b${named}\\b`));
  });

  it("in another encoding it is the same, or an error", () => {
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);
    expect(rowsOf(ask(utf16))).toEqual(whole);
    expect(ask(Buffer.from(text, "utf16le"))).toBeTypeOf("string");
    expect(rowsOf(ask(`\uFEFF${text}`))).toEqual(whole);
  });

  it("whatever is written over a part of it, no other error and no number that is none", () => {
    fc.assert(fc.property(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 60 }), fc.constantFrom("NaN", "\"", "<", "null", "[", "\u0000", "1e999", ",,", "</td>", "é"), (at, length, put) => {
      for (const { stats, player } of rowsOf(ask(text.slice(0, at) + put + text.slice(at + length)))) expect(Object.values(stats).every(Number.isFinite) && player !== "").toBe(true);
    }), SOME);
  });

  it("behind 50 MB of noise it is an error", () => {
    expect(ask(Buffer.concat([Buffer.alloc(50 * 1024 * 1024, " "), bytes]))).toMatch(/MB: no list of players is so long/);
  });
});

describe("KeepTradeCut's page of May 2026", () => {
  const html = readFileSync(join(resolve(import.meta.dirname, "..", "..", "..", "shared", "data", "providers", "ktc"), "dynasty-rankings_2026-05-22.html"), "utf8");
  const ask = (page: string | Uint8Array) => attempt(() => rankings.parse({ label: "page", address: "page", bytes: typeof page === "string" ? Buffer.from(page) : page }, { scopes: ["dynasty_1qb"] }, { runAt: new Date("2026-05-22T14:00:00Z"), dt: "2026-05-22", crosswalk: null, games: null }).tables);
  const whole = ask(html);

  it("cut off, it is an error or whole", () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: html.length - 1 }), (length) => {
      const answer = ask(html.slice(0, length));
      if (typeof answer === "string") expect(answer).toContain("ktc rankings page");
      else expect(answer).toEqual(whole);
    }), SOME);
  });

  it.each([["playerName", /playerName is missing/], ["position", /position is missing/], ["playerID", /playerID is missing/], ["oneQBValues", /oneQBValues is missing/], ["value", /oneQBValues\.value is missing/]])("without its field %s it is an error that names it", (field, message) => {
    expect(ask(html.replaceAll(`"${field}":`, `"${field}X":`))).toMatch(message);
  });

  it("with texts for numbers, or a fraction, it is an error that names entry and field", () => {
    expect(ask(html.replace(/"tradeCount":(\d+),"value":(\d+),/, '"tradeCount":$1,"value":"$2",'))).toMatch(/entry \d+ \(.*\): oneQBValues\.value is "\d+", a whole number is expected/);
    expect(ask(html.replace(/("tradeCount":\d+,"value":\d+,"rank":\d+),/, "$1.5,"))).toMatch(/oneQBValues\.rank is \d+\.5, a whole number is expected/);
  });

  it("whatever is written over a part of it, it is an error, or 500 entries", () => {
    const [players, picks] = [464, 36];
    fc.assert(fc.property(fc.nat({ max: html.length - 1 }), fc.nat({ max: 30 }), fc.constantFrom("\"", "]", "];", "</script>", "NaN", "{", "\\"), (at, length, put) => {
      const answer = ask(html.slice(0, at) + put + html.slice(at + length));
      if (typeof answer === "string") return;
      const count = (name: string): number => { const content = answer[name]; return content !== undefined && "rows" in content ? content.rows.length : 0; };
      expect(count("players") + count("picks")).toBeGreaterThanOrEqual(players + picks - 1);
    }), SOME);
  });

  it("in another encoding, or behind 50 MB of noise, it is the same or an error", () => {
    expect(ask(`\uFEFF${html}`)).toEqual(whole);
    expect(ask(Buffer.from(html, "utf16le"))).toBeTypeOf("string");
    expect(ask(Buffer.from(html.replace("Dynasty", "Dynastié"), "latin1"))).toMatch(/no UTF-8/);
    const noisy = ask("x".repeat(50_000_000) + html);
    expect(typeof noisy === "string" || JSON.stringify(noisy) === JSON.stringify(whole)).toBe(true);
    expect(ask(islandPage([]).replace("[]", "["))).toMatch(/the players array is no JSON/);
  });
});

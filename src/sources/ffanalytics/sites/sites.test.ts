import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PayloadError } from "../../../core/errors.ts";
import { SITES } from "./index.ts";
import { CASES, kindsOf, read, rowsSeen, titleOf } from "./testing/cases.ts";
import { invent, numberFor } from "./testing/people.ts";

const WEEK = { season: 2025, week: 12 };
const SEASON = { season: 2025, week: 0 };
const SPREAD = { numRuns: 60 } as const;
/** Sites whose answers say of which week and season they are; exports in CSV do not. */
const TELLING: ReadonlySet<string> = new Set(["cbs", "espn", "fantasypros", "fftoday", "nfl"]);
const isCsv = (text: string): boolean => !text.startsWith("<") && !text.startsWith("{");

/** @returns what the parser made of it, or the error's message; anything else thrown is a failure */
function attempt(theCase: (typeof CASES)[number], bytes: Uint8Array | string): ReturnType<typeof read> | string {
  try {
    return read(theCase, bytes);
  } catch (error) {
    if (error instanceof PayloadError) return error.message;
    throw error;
  }
}

const said = (answer: ReturnType<typeof attempt>): string => (typeof answer === "string" ? answer : `${answer.projections.length} rows`);

describe("the sites", () => {
  it("are nine; those without a real answer are not verified", () => {
    expect(SITES.map(({ name, verified }) => [name, verified])).toEqual([
      ["fantasypros", true], ["fantasysharks", true], ["espn", true], ["fftoday", true], ["cbs", true], ["fanduel", true], ["nfl", false], ["rtsports", false], ["walterfootball", false],
    ]);
    expect(SITES.every(({ name, displayName }) => displayName.toLowerCase() === name)).toBe(true);
  });

  it("tell whom they project in a week and in a season", () => {
    const told = (positions: readonly string[]): string => positions.join(" ");
    expect(SITES.map(({ name, positions }) => [name, told(positions.weekly), told(positions.season)])).toEqual([
      ["fantasypros", "QB RB WR TE K DST", "QB RB WR TE K DST"],
      ["fantasysharks", "QB RB WR TE K DST DL LB DB", "QB RB WR TE K DST DL LB DB"],
      ["espn", "QB RB WR TE K DST", "QB RB WR TE K DST"],
      ["fftoday", "QB RB WR TE K", "QB RB WR TE K DST DL LB DB"],
      ["cbs", "QB RB WR TE K DST", "QB RB WR TE K DST"],
      ["fanduel", "QB RB WR TE K DST", "QB RB WR TE K DST"],
      ["nfl", "QB RB WR TE K DST", "QB RB WR TE K DST"],
      ["rtsports", "", "QB RB WR TE K DST"],
      ["walterfootball", "", "QB RB WR TE K"],
    ]);
  });

  it.each(SITES.map((site) => [site.displayName, site] as const))("%s: asks of its own host, every position once a page, nothing it does not have", (_, site) => {
    for (const horizon of [WEEK, SEASON]) {
      const asked = site.inquiries(horizon);
      const positions = horizon.week === 0 ? site.positions.season : site.positions.weekly;
      expect([...new Set(asked.flatMap((inquiry) => inquiry.positions))]).toEqual([...positions]);
      expect(new Set(asked.flatMap((inquiry) => inquiry.positions.map((position) => `${position} ${inquiry.page}`))).size).toBe(asked.flatMap((inquiry) => inquiry.positions).length);
      expect(asked.every(({ url, label }) => new URL(url).hostname === site.host.host && label.startsWith(site.displayName) && label.includes("2025"))).toBe(true);
    }
  });

  it("an answer can never be taken for that of another week: addresses differ", () => {
    const horizons = [...Array.from({ length: 19 }, (_, week) => ({ season: 2025, week }))];
    const addresses = SITES.flatMap((site) => horizons.flatMap((horizon) => site.inquiries(horizon).map(({ url, variant }) => `${url}#${variant ?? ""}`)));
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  it("crawl delays are kept", () => {
    expect(Object.fromEntries(SITES.map(({ name, host }) => [name, host.pauseMs]))).toMatchObject({ fantasypros: 5000, rtsports: 5000, cbs: 2000, espn: 2000 });
  });
});

describe.each(CASES.map((theCase) => [titleOf(theCase), theCase] as const))("%s", (_, theCase) => {
  const { site, inquiry, bytes, remake, wanted, mainColumn: [written, stat] } = theCase;
  const text = Buffer.from(bytes).toString("utf8");

  it("is read whole, with the numbers of the main column", () => {
    const { projections, withheld, problems, remarks } = read(theCase, bytes);
    const others = inquiry.positions.length * wanted.count;
    // A note stands among FFToday's players.
    expect([projections.length, withheld.length, problems, remarks]).toEqual([others, 0, [], site.name === "fftoday" ? [`${inquiry.label}: 1 row without a player left out`] : []]);
    const own = projections.filter(({ pos }) => pos === wanted.position);
    expect(own.map(({ stats }) => stats[stat])).toEqual(invent(wanted.position, wanted.count).map((player) => numberFor(stat, player)));
    expect(projections.every((row) => row.site === site.name && row.season === inquiry.horizon.season && row.week === inquiry.horizon.week)).toBe(true);
    expect(projections.every((row) => row.idKind === (row.siteId === null ? null : site.idKind))).toBe(true);
  });

  it("a list that is too short is told and withheld, not used", () => {
    const reading = read(theCase, remake({ count: 5 }));
    expect([reading.projections.length, reading.withheld.length]).toEqual([0, inquiry.positions.length * 5]);
    expect(reading.problems.map(({ position }) => position)).toEqual(inquiry.positions);
    expect(new Set(kindsOf(reading))).toEqual(new Set(["short"]));
  });

  it("ten rows are a short list; of FantasyPros the head of one behind its gate", () => {
    const reading = read(theCase, remake({ count: 10 }));
    expect([reading.projections.length, reading.withheld.length]).toEqual([0, inquiry.positions.length * 10]);
    expect([...new Set(kindsOf(reading))]).toEqual([site.name === "fantasypros" ? "gated" : "short"]);
    expect(reading.problems[0]?.message).toContain(`${site.displayName} `);
  });

  it("a page, nothing, noise or bytes of an image are errors that name the list", () => {
    const answers = ["<!DOCTYPE html><html><head><title>Sign in</title></head><body><form></form></body></html>", "", "   ", "null", "[]", "{}", "\u0000\u0001\u0002", "Access denied", "a,b,c\n1,2,3\n"];
    for (const answer of answers) {
      const seen = attempt(theCase, answer);
      expect(seen, answer).toBeTypeOf("string");
      expect(seen).toContain(inquiry.label);
    }
    expect(attempt(theCase, Uint8Array.from({ length: 5000 }, (_, index) => (index * 7919) % 256))).toBeTypeOf("string");
  });

  it("cut off anywhere, it is an error or says how short it is", () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: bytes.length - 1 }), (length) => {
      const answer = attempt(theCase, bytes.subarray(0, length));
      if (typeof answer === "string") return;
      // A file of lines may end between two of them; a page behind its table.
      expect(inquiry.expect.includes("csv") || text.slice(length).includes("<tr") === false).toBe(true);
      expect(rowsSeen(answer)).toBeLessThanOrEqual(inquiry.positions.length * wanted.count);
    }), SPREAD);
  });

  // A workbook is packed: its test stands apart.
  if (site.name !== "walterfootball") it("without its main column it is an error that names it", () => {
    const renamed = text.replaceAll(written, written.replace(/[A-Za-z0-9]+/, "Xyzzy"));
    expect(renamed).not.toBe(text);
    const message = said(attempt(theCase, renamed));
    expect(message).toContain(inquiry.label);
    expect(message).toContain(stat);
  });

  it("a text where a number should be is an error that names the column's statistic and the player", () => {
    const who = invent(wanted.position, wanted.count)[7];
    for (const spoilt of ["NaN", "twelve", "1;5", "Infinity", "0x1F", "1,5", "12 of 30"]) {
      const message = attempt(theCase, remake({ spoilt: { stat, written: spoilt } }));
      expect(message, spoilt).toBeTypeOf("string");
      for (const part of [inquiry.label, stat, who?.last ?? "", ...(wanted.position === "DST" && site.name === "cbs" ? [] : [who?.first ?? ""])]) expect(message).toContain(part);
    }
  });

  it("whatever is changed in it, no other error and no number that is none", () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.constantFrom(0, 9, 10, 34, 38, 44, 45, 48, 60, 62, 123, 125, 0xe9, 0xff)), { minLength: 1, maxLength: 40 }), (changes) => {
      const changed = Uint8Array.from(bytes);
      for (const [index, byte] of changes) changed[index] = byte;
      const answer = attempt(theCase, changed);
      if (typeof answer === "string") return;
      for (const row of [...answer.projections, ...answer.withheld]) expect(Object.values(row.stats).every(Number.isFinite) && row.player !== "").toBe(true);
    }), SPREAD);
  });

  if (TELLING.has(site.name) && !isCsv(text)) it("another week's or season's list is not taken", () => {
    const weeks = inquiry.horizon.week === 0 ? [{ week: 12 }] : [{ week: 13 }];
    for (const other of [...weeks, { season: 2024 }]) {
      const answer = attempt(theCase, remake(other));
      // ESPN's answer holds what was asked for (here made to be without its numbers), or it does not.
      if (typeof answer !== "string") expect([site.name, answer.projections.length + answer.withheld.length]).toEqual(["espn", 0]);
      else if (site.name !== "espn") expect(answer).toMatch(/another list than was asked for/);
    }
  });
});

describe("24 MB of noise", () => {
  const noises: readonly (readonly [string, string])[] = [["open elements", "<b>"], ["table cells", "<td>x"], ["tables", "<table><tr><td>"], ["blanks", " "], ["quotes", '"'], ["brackets", "["], ["letters", "a"], ["commas", "1,"], ["lines", "a,b\n"], ["entities", "&amp;"], ["closing tags", "</b>"], ["attributes", "<td a='"]];
  it.each(noises)("%s end in an error, soon", (_, piece) => {
    const text = piece.repeat(Math.floor((23 * 1024 * 1024) / piece.length));
    for (const name of ["cbs", "fantasypros", "fantasysharks", "espn", "walterfootball"]) {
      const theCase = CASES.find(({ site }) => site.name === name);
      if (theCase === undefined) throw new Error(name);
      const prefix = theCase.inquiry.expect.includes("html") ? "<html><body>" : "";
      const begun = performance.now();
      expect(attempt(theCase, prefix + text), name).toBeTypeOf("string");
      expect(performance.now() - begun, name).toBeLessThan(15_000);
    }
  });

  it("50 MB are no list at all", () => {
    const bytes = new Uint8Array(50 * 1024 * 1024).fill(97);
    for (const theCase of CASES) expect(attempt(theCase, bytes)).toMatch(/50 MB|no workbook/);
  });
});

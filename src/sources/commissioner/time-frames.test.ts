import { describe, expect, it } from "vitest";
import { SheetSchema } from "../../config/sheet.ts";
import { readTimeFrames } from "./time-frames.ts";

const { timeFrames: patterns } = SheetSchema.parse({});
const row = (text: string, sort: string): string[] => [text, ...Array.from({ length: 12 }, () => "-"), sort];

describe("time frames", () => {
  it.each([
    ["2026 Week 4", { season: 2026, period: "regular", week: 4 }],
    ["2026 Week 12 Deadline", { season: 2026, period: "deadline", week: 12 }],
    ["2021 Preseason Week 3", { season: 2021, period: "preseason", week: 3 }],
    ["2026 Rookie Draft", { season: 2026, period: "rookie_draft", week: null }],
    ["2026 FAAD", { season: 2026, period: "faad", week: null }],
    ["2025 Offseason", { season: 2025, period: "offseason", week: null }],
  ])("%s", (text, expected) => {
    expect(readTimeFrames([row(text, "1,234")], patterns, []).byText.get(text)).toEqual({ ...expected, sequence: 1234 });
  });

  it("stand where their first transaction stands, whatever the order of the rows", () => {
    const rows = [row("2026 FAAD", "4,010"), row("2026 FAAD", "4,002"), row("2026 FAAD", "-"), row("2026 FAAD", "4,005")];
    for (const order of [rows, rows.toReversed()]) expect(readTimeFrames(order, patterns, []).byText.get("2026 FAAD")?.sequence).toBe(4002);
  });

  it("are the seed's where it knows them; the others are proposed to it", () => {
    const known = [{ text: "2026 FAAD", season: 2026, period: "faad" as const, week: null, sequence: 7 }];
    const { byText, proposed } = readTimeFrames([row("2026 FAAD", "9"), row("2026 Week 1", "12"), row("2025 Offseason", "3")], patterns, known);
    expect(byText.get("2026 FAAD")?.sequence).toBe(7);
    expect(proposed.map(({ text, sequence }) => [text, sequence])).toEqual([["2025 Offseason", 3], ["2026 Week 1", 12]]);
  });

  it("that nobody knows are none", () => {
    expect(readTimeFrames([row("Week 4 of 2026", "1"), row("2026 Week 4 extra", "2"), row("", "3")], patterns, []).byText.size).toBe(0);
  });
});

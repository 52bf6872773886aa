import { describe, expect, it } from "vitest";
import { isStillFresh } from "./still-fresh.ts";

const askedAt = "2025-11-18T12:00:00Z";
const at = (time: string): Date => new Date(`2025-11-${time}:00Z`);

describe("an answer", () => {
  it("holds as long as the provider said", () => {
    const answer = { askedAt, freshUntil: "2025-11-18T12:10:00Z" };
    expect(isStillFresh(answer, null, at("18T12:09"))).toBe(true);
    expect(isStillFresh(answer, null, at("18T12:10"))).toBe(false);
  });

  it("rests for the hours its source asks for, whatever the provider said", () => {
    expect(isStillFresh({ askedAt, freshUntil: null }, 24, at("19T11:59"))).toBe(true);
    expect(isStillFresh({ askedAt, freshUntil: "2025-11-18T12:00:01Z" }, 24, at("19T12:00"))).toBe(false);
  });

  it("is asked for again when nothing is known of it, or the clock went back", () => {
    expect(isStillFresh({}, 24, at("18T12:00"))).toBe(false);
    expect(isStillFresh({ askedAt, freshUntil: "2025-11-30T00:00:00Z" }, 24, at("18T11:59"))).toBe(false);
  });
});

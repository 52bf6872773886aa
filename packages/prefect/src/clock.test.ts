import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMicroClock, sleep } from "./clock.ts";
import { createManualClock } from "./testing/index.ts";

describe("createMicroClock", () => {
  it("gives strictly increasing safe integers, also when time stands still or steps back", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1.7e12, max: 1.8e12, noNaN: true }), { minLength: 2 }), (instants) => {
        let index = 0;
        const micros = createMicroClock(() => instants[index++] ?? 0);
        const stamps = instants.map(() => micros());
        for (const [position, stamp] of stamps.entries()) {
          expect(Number.isSafeInteger(stamp)).toBe(true);
          expect(stamp).toBeGreaterThan(stamps[position - 1] ?? 0);
          expect(stamp).toBeGreaterThanOrEqual(Math.floor((instants[position] ?? 0) * 1000));
        }
      }),
    );
  });
});

describe("sleep", () => {
  it("ends after its time, or at once when the signal comes, and leaves no timer behind", async () => {
    const clock = createManualClock();
    const whole = sleep(clock, 1_000);
    await clock.advance(999);
    expect(clock.waiting()).toEqual([1]);
    await clock.advance(1);
    expect(await whole).toBe(true);

    const controller = new AbortController();
    const cut = sleep(clock, 1_000, controller.signal);
    controller.abort();
    expect(await cut).toBe(false);
    expect(await sleep(clock, 1_000, controller.signal)).toBe(false);
    expect(clock.waiting()).toEqual([]);
  });
});

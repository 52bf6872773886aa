import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideRetry, type RetryPolicy } from "./retry.ts";
import { task } from "./task.ts";

const busy = Object.assign(new Error("503"), { severity: "retryable" });
const half = (): number => 0.5;

const delays = fc.oneof(
  fc.double({ min: 0, max: 1e6, noNaN: true }),
  fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 5 }),
  fc.record({ firstMs: fc.double({ min: 0, max: 1e4, noNaN: true }), factor: fc.double({ min: 1, max: 10, noNaN: true }), maxMs: fc.double({ min: 0, max: 1e6, noNaN: true }) }),
);

describe("decideRetry", () => {
  it("waits the fixed, listed or growing delay", () => {
    const delayOf = (policy: Omit<RetryPolicy, "limit">, attempt: number): unknown => decideRetry({ limit: 9, ...policy }, attempt, busy, half);
    expect([1, 2, 3].map((n) => delayOf({ delays: 100 }, n))).toEqual([100, 100, 100].map((delayMs) => ({ retry: true, delayMs })));
    expect([1, 2, 3, 4].map((n) => delayOf({ delays: [1, 20] }, n))).toEqual([1, 20, 20, 20].map((delayMs) => ({ retry: true, delayMs })));
    expect([1, 2, 3, 4].map((n) => delayOf({ delays: { firstMs: 10, factor: 3, maxMs: 100 } }, n))).toEqual([10, 30, 90, 100].map((delayMs) => ({ retry: true, delayMs })));
    expect(delayOf({ delays: [] }, 1)).toEqual({ retry: true, delayMs: 0 });
  });

  it("obeys the error's severity and never retries our own bugs", () => {
    const policy: RetryPolicy = { limit: 3, delays: 0 };
    const fatal = Object.assign(new Error("404"), { severity: "fatal" });
    for (const error of [fatal, new TypeError("x is undefined"), new Error("plain"), undefined, null, "text", { severity: "odd" }]) {
      expect(decideRetry(policy, 1, error, half)).toEqual({ retry: false, reason: "not-retryable" });
    }
  });

  it("lets retryIf decide, but never about stop-run", () => {
    const always: RetryPolicy = { limit: 1, delays: 0, retryIf: () => true };
    expect(decideRetry(always, 1, new Error("plain"), half)).toEqual({ retry: true, delayMs: 0 });
    expect(decideRetry(always, 1, Object.assign(new Error("disk full"), { severity: "stop-run" }), half)).toEqual({ retry: false, reason: "not-retryable" });
    expect(decideRetry({ ...always, retryIf: () => false }, 1, busy, half)).toEqual({ retry: false, reason: "not-retryable" });
  });

  it("counts retries, not attempts", () => {
    expect(decideRetry({ limit: 2, delays: 0 }, 2, busy, half).retry).toBe(true);
    expect(decideRetry({ limit: 2, delays: 0 }, 3, busy, half)).toEqual({ retry: false, reason: "attempts-spent" });
    expect(decideRetry(undefined, 1, busy, half)).toEqual({ retry: false, reason: "no-policy" });
  });

  it("never waits less than retryAfterMs, nor beyond the jitter's bound", () => {
    fc.assert(
      fc.property(delays, fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 0.999, noNaN: true }), fc.integer({ min: 1, max: 5 }), fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })), (list, jitterRatio, random, attempt, retryAfterMs) => {
        const error = Object.assign(new Error("429"), { severity: "retryable", retryAfterMs });
        const bare = decideRetry({ limit: 9, delays: list }, attempt, error, () => 0);
        const jittered = decideRetry({ limit: 9, delays: list, jitterRatio }, attempt, error, () => random);
        if (!bare.retry || !jittered.retry) throw new Error("was to be retried");
        expect(bare.delayMs).toBeGreaterThanOrEqual(retryAfterMs ?? 0);
        expect(jittered.delayMs).toBeGreaterThanOrEqual(bare.delayMs);
        expect(jittered.delayMs).toBeLessThanOrEqual(bare.delayMs * (1 + jitterRatio) + 1e-6);
      }),
    );
  });
});

it("refuses a policy that could not be obeyed where it is written", () => {
  const make = (retries: RetryPolicy) => () => task({ name: "x", retries }, () => 0);
  expect(make({ limit: -1, delays: 0 })).toThrow("task 'x': retries.limit");
  expect(make({ limit: 1.5, delays: 0 })).toThrow("retries.limit");
  expect(make({ limit: 1, delays: [1, Number.NaN] })).toThrow("retries.delays");
  expect(make({ limit: 1, delays: 0, jitterRatio: 2 })).toThrow("retries.jitterRatio");
  expect(() => task({ name: "x", timeoutMs: 0 }, () => 0)).toThrow("timeoutMs");
});

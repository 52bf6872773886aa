import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import { describe, expect, it } from "vitest";
import type { ConcurrencyLimits, LimitHolder } from "../limits.ts";

export interface LimitsHarness {
  /** Another process's view of the same limits, as far as one process can be two. */
  readonly open: () => Promise<ConcurrencyLimits>;
  readonly dispose: () => Promise<void>;
}

/** Waiting is ended after this long where a test shows that a slot is not to be had. */
const PATIENCE_MS = 400;

/** What the engine relies on, whoever limits. `create` sets up these limits, whose names nobody else uses. */
export function describeLimits(name: string, create: (capacities: ReadonlyMap<string, number>) => Promise<LimitsHarness>): void {
  const never = new AbortController().signal;
  // As the engine does with a run's signal: many tasks wait under it.
  setMaxListeners(0, never);
  const holder = (): LimitHolder => ({ flowRunId: randomUUID(), taskRunId: randomUUID() });
  const withLimits = async (capacities: readonly number[], body: (open: LimitsHarness["open"], names: readonly string[]) => Promise<void>): Promise<void> => {
    const names = capacities.map((_, index) => `contract-${index}-${randomUUID()}`);
    const harness = await create(new Map(names.map((limited, index) => [limited, capacities[index] ?? 1])));
    try {
      await body(harness.open, names);
    } finally {
      await harness.dispose();
    }
  };
  const isFree = async (limits: ConcurrencyLimits, names: readonly string[]): Promise<boolean> => {
    try {
      await (await limits.acquire(names, holder(), AbortSignal.timeout(PATIENCE_MS)))();
      return true;
    } catch {
      return false;
    }
  };

  describe(`Limits contract: ${name}`, () => {
    it("a name that nobody limits is free, and so is no name", () =>
      withLimits([1], async (open) => {
        const limits = await open();
        const releases = await Promise.all([["unlimited"], ["unlimited"], []].map((names) => limits.acquire(names, holder(), never)));
        await Promise.all(releases.map((release) => release()));
      }));

    it("never lets more in than there are slots, and lets all of many waiters in at last", () =>
      withLimits([2], async (open, names) => {
        const sides = [await open(), await open()];
        let inside = 0;
        let most = 0;
        // The first stays until there are two: limits that are asked over a network let them in far apart.
        let meet: () => void = () => undefined;
        const met = new Promise<void>((resolve) => {
          meet = resolve;
        });
        const enter = async (limits: ConcurrencyLimits): Promise<void> => {
          const release = await limits.acquire(names, holder(), never);
          most = Math.max(most, ++inside);
          if (inside === 2) meet();
          await met;
          for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
          inside -= 1;
          await release();
        };
        await Promise.all(Array.from({ length: 12 }, (_, index) => enter(sides[index % 2] as ConcurrencyLimits)));
        expect(most).toBe(2);
      }), 30_000);

    it("takes all names or none: a waiter holds nothing that another one needs", () =>
      withLimits([1, 1], async (open, [busy = "", other = ""]) => {
        const [one, two] = [await open(), await open()];
        const releaseBusy = await one.acquire([busy], holder(), never);
        const both = two.acquire([other, busy], holder(), never);
        expect(await isFree(one, [other])).toBe(true);
        await releaseBusy();
        const releaseBoth = await both;
        expect(await isFree(one, [other])).toBe(false);
        await releaseBoth();
        expect(await isFree(one, [other, busy])).toBe(true);
      }));

    it("lets a waiter in when a slot is given back, also by another process", () =>
      withLimits([1], async (open, names) => {
        const [one, two] = [await open(), await open()];
        const first = await one.acquire(names, holder(), never);
        const waiters = [one, two].map(async (limits) => (await limits.acquire(names, holder(), never))());
        await first();
        await Promise.all(waiters);
      }));

    it("ends the waiting with the signal's reason, and has taken nothing", () =>
      withLimits([1], async (open, names) => {
        const limits = await open();
        const reason = new Error("cancelled");
        const release = await limits.acquire(names, holder(), never);
        const controller = new AbortController();
        const waiting = limits.acquire(names, holder(), controller.signal);
        controller.abort(reason);
        await expect(waiting).rejects.toBe(reason);
        await expect(limits.acquire(names, holder(), AbortSignal.abort(reason))).rejects.toBe(reason);
        await release();
        expect(await isFree(limits, names)).toBe(true);
        await expect(limits.acquire(names, holder(), AbortSignal.abort(reason))).rejects.toBe(reason);
        expect(await isFree(limits, names)).toBe(true);
      }));

    it("gives back its own slot, and no other one of its process", () =>
      withLimits([2], async (open, names) => {
        const limits = await open();
        const [first, second] = [await limits.acquire(names, holder(), never), await limits.acquire(names, holder(), never)];
        await first();
        const third = await limits.acquire(names, holder(), never);
        expect(await isFree(limits, names)).toBe(false);
        await Promise.all([second(), third()]);
        expect(await isFree(limits, names)).toBe(true);
      }));

    it("gives a slot back once, however often it is told to", () =>
      withLimits([1], async (open, names) => {
        const limits = await open();
        const first = await limits.acquire(names, holder(), never);
        await first();
        const second = await limits.acquire(names, holder(), never);
        await first();
        expect(await isFree(limits, names)).toBe(false);
        await second();
        expect(await isFree(limits, names)).toBe(true);
      }));
  });
}

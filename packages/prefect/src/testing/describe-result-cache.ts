import { describe, expect, it } from "vitest";
import type { ResultCache } from "../result-cache.ts";

export interface ResultCacheHarness {
  /** Another process's view of the same cache. */
  readonly open: () => Promise<ResultCache>;
  readonly dispose: () => Promise<void>;
}

/** What the engine relies on, whoever keeps results. `create` gives an empty cache whose results stay good for the test. */
export function describeResultCache(name: string, create: () => Promise<ResultCacheHarness>): void {
  const withCache = async (body: (open: ResultCacheHarness["open"]) => Promise<void>): Promise<void> => {
    const harness = await create();
    try {
      await body(harness.open);
    } finally {
      await harness.dispose();
    }
  };

  describe(`ResultCache contract: ${name}`, () => {
    it("has nothing before it was given something", () =>
      withCache(async (open) => {
        expect(await (await open()).get("nobody put this")).toBeUndefined();
      }));

    it("gives back what JSON can say, also null, to others too", () =>
      withCache(async (open) => {
        const [writer, reader] = [await open(), await open()];
        for (const value of [null, false, 0, "", "Zoë \u{1F3C8}", [1, [2]], { a: { b: null } }]) {
          await writer.put("value", value);
          expect(await reader.get("value")).toEqual({ value });
        }
      }));

    it("keeps keys apart, whatever characters they hold", () =>
      withCache(async (open) => {
        const cache = await open();
        const keys = ["a", "A", "a/b", "../a", "a b", "a\n", "", "x".repeat(5_000), "https://example.org/a?b=1"];
        for (const key of keys) await cache.put(key, { of: key });
        for (const key of keys) expect(await cache.get(key)).toEqual({ value: { of: key } });
      }));

    it("shows one whole value of many that were put at once", () =>
      withCache(async (open) => {
        const [one, two] = [await open(), await open()];
        const values = Array.from({ length: 20 }, (_, index) => String(index).repeat(1_000));
        await Promise.all(values.map((value, index) => (index % 2 === 0 ? one : two).put("contested", value)));
        expect(values).toContain((await one.get("contested"))?.value);
      }));

    it("does not reject what has no JSON form: it is not kept", () =>
      withCache(async (open) => {
        const cache = await open();
        const cyclic: Record<string, unknown> = {};
        cyclic["self"] = cyclic;
        for (const value of [cyclic, 12n, undefined]) {
          await cache.put("odd", value);
          expect(await cache.get("odd")).toBeUndefined();
        }
      }));
  });
}

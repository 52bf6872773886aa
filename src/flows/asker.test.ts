import { describe, expect, it } from "vitest";
import { ffanalytics } from "../sources/ffanalytics/index.ts";
import { createPace } from "./asker.ts";

/** Pauses that end when the test says so. */
function pauses() {
  const waiting: { readonly ms: number; readonly end: () => void }[] = [];
  return { waiting, pause: (ms: number) => new Promise<void>((end) => waiting.push({ ms, end })) };
}
const settled = () => new Promise<void>((done) => setImmediate(done));

describe("the pace of questions to a host", () => {
  it("is one, a pause, the next: each caller in turn", async () => {
    const { waiting, pause } = pauses();
    const pace = createPace([{ host: "slow.invalid", pauseMs: 5_000 }], pause);
    const asked: number[] = [];
    for (const nth of [1, 2, 3]) void pace("slow.invalid").then(() => asked.push(nth));
    await settled();
    expect([asked, waiting.map(({ ms }) => ms)]).toEqual([[1], [5_000]]);
    waiting[0]?.end();
    await settled();
    expect([asked, waiting.length]).toEqual([[1, 2], 2]);
    waiting[1]?.end();
    await settled();
    expect(asked).toEqual([1, 2, 3]);
  });

  it("holds up no other host, and none that asks for no pause", async () => {
    const { waiting, pause } = pauses();
    const pace = createPace([{ host: "a.invalid", pauseMs: 1 }, { host: "b.invalid", pauseMs: 1 }, { host: "free.invalid" }], pause);
    const asked: string[] = [];
    for (const host of ["a.invalid", "a.invalid", "b.invalid", "free.invalid", "free.invalid", "unheard.invalid"]) void pace(host).then(() => asked.push(host));
    await settled();
    expect(asked.toSorted()).toEqual(["a.invalid", "b.invalid", "free.invalid", "free.invalid", "unheard.invalid"]);
    expect(waiting).toHaveLength(2);
  });

  it("is set for every projection site, five seconds where a site asks for that", () => {
    expect(ffanalytics.politeness.every(({ requests, pauseMs = 0 }) => requests === 1 && pauseMs >= 2_000)).toBe(true);
    expect(ffanalytics.politeness.find(({ host }) => host === "www.fantasypros.com")?.pauseMs).toBe(5_000);
  });
});

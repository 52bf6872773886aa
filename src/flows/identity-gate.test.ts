import { describe, expect, it } from "vitest";
import { buildCrosswalk } from "../identity/index.ts";
import type { PublishedCrosswalk } from "./crosswalk.ts";
import { createIdentityGate } from "./identity-gate.ts";

const none = { crosswalk: async () => null, schedule: async () => null };
const published = (dt: string): PublishedCrosswalk => ({ crosswalk: buildCrosswalk([]), inputs: {}, dt });

describe("who everybody is, in one command", () => {
  it("is read once, whoever asks and however many", async () => {
    let reads = 0;
    const gate = createIdentityGate({ ...none, crosswalk: async () => published(String((reads += 1))) });
    expect((await Promise.all([gate.crosswalk(), gate.crosswalk(), gate.crosswalk()])).map((found) => found?.dt)).toEqual(["1", "1", "1"]);
    expect(reads).toBe(1);
  });

  it("is not told before the loading of the crosswalk has ended", async () => {
    const log: string[] = [];
    const gate = createIdentityGate({ ...none, crosswalk: async () => (log.push("read"), published("new")) });
    let end: () => void = () => undefined;
    gate.hold(new Promise<void>((resolve) => (end = resolve)).then(() => log.push("loaded")));
    const asked = gate.crosswalk();
    await Promise.resolve();
    end();
    expect((await asked)?.dt).toBe("new");
    expect(log).toEqual(["loaded", "read"]);
  });

  it("is the newest good one when the loading fails", async () => {
    const gate = createIdentityGate({ ...none, crosswalk: async () => published("old") });
    gate.hold(Promise.reject(new Error("provider away")));
    expect((await gate.crosswalk())?.dt).toBe("old");
  });

  it("is read again after a loading was announced, and after a reading failed", async () => {
    let reads = 0;
    const gate = createIdentityGate({ ...none, crosswalk: async () => {
      reads += 1;
      if (reads === 2) throw new Error("a damaged file");
      return published(String(reads));
    } });
    expect((await gate.crosswalk())?.dt).toBe("1");
    gate.hold(Promise.resolve());
    await expect(gate.crosswalk()).rejects.toThrow("a damaged file");
    expect((await gate.crosswalk())?.dt).toBe("3");
  });
});

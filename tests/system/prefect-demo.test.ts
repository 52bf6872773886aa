import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type PrefectDemo, runPrefectDemo } from "./prefect-demo.ts";

/** Writes the pictures that the README shows. */
describe("the demo: a run from Prefect's own UI", () => {
  let demo: PrefectDemo;
  beforeAll(async () => {
    demo = await runPrefectDemo(join(import.meta.dirname, "..", "..", "docs", "pictures"), () => undefined);
  });

  it("is carried out by Prefect's own worker, to its end", () => {
    expect(demo.flowRun.state_type).toBe("COMPLETED");
    expect(demo.taskRuns).toBeGreaterThan(10);
  });

  it("leaves pictures of the custom-run form and of the run graph", () => {
    for (const path of Object.values(demo.pictures)) {
      const png = readFileSync(path);
      expect([png.toString("latin1", 1, 4), png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual(["PNG", 1400, 900]);
      // A blank page of this size has some 10 kB.
      expect(png.byteLength).toBeGreaterThan(30_000);
    }
  });
});

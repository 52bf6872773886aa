import { describe, expect, it } from "vitest";
import { runKills } from "./real-kills.ts";

describe("SIGKILL at the named steps of a publish", () => {
  it("leaves every partition as it was or as it should be: 140 processes (make campaign kills 1,000)", async () => {
    const { failures, byStep } = await runKills(140);
    expect(failures).toEqual([]);
    expect(byStep.size).toBeGreaterThanOrEqual(12);
  });
});

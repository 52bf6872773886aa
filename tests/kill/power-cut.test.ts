import { describe, expect, it } from "vitest";
import { STEPS } from "../../src/store/local/steps.ts";
import { runCampaign } from "./power-cut.ts";

describe("a power cut or kill at any instant", () => {
  it("leaves every partition old or new, groups whole, and nothing that returned is lost: 10,000 simulated crashes", async () => {
    const result = await runCampaign({ crashes: 10_000, seed: 20_251_123 });
    expect(result.failure).toBeNull();
    // The campaign is worth its name only if it stops everywhere.
    const untouched = STEPS.filter((step) => step !== "remove-surplus" && !result.stoppedAt.has(step));
    expect(untouched).toEqual([]);
  });

  // What must not be superfluous: the campaign fails as soon as one fsync or one rename is taken out of the code.
  for (const step of STEPS.filter((name) => /fsync|rename|commit|take|replace|drop/.test(name))) {
    it(`would be noticed without ${step}`, async () => {
      const result = await runCampaign({ crashes: 5_000, seed: 7, without: step });
      expect(result.leftOut).toBeGreaterThan(0);
      expect(result.failure, `nothing goes wrong without ${step}: it is superfluous, or the campaign is blind`).not.toBeNull();
    });
  }
});

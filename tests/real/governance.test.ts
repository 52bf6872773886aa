import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { findBlocks } from "../../src/docs/markers.ts";
import { datasetLabel } from "../../src/core/partition.ts";
import { DOCUMENT, PART, REGISTRY, renderVerdicts, replayReference } from "./registry-verdicts.ts";

if (existsSync(REGISTRY)) {
  describe("the reference's registry, as our runs would have judged it", () => {
    const snapshots = replayReference();
    const find = (label: string, dt: string) => snapshots.find((snapshot) => datasetLabel(snapshot) === label && snapshot.dt === dt);
    const failed = (label: string, dt: string): readonly string[] => (find(label, dt)?.results ?? []).filter(({ verdict }) => verdict === "fail").map(({ name }) => name);

    it("is judged whole", () => {
      expect(snapshots).toHaveLength(143);
    });

    it.each(["2025-11-21", "2025-11-22"])("weekly %s, season 2024 as the news of November 2025, fails the running season", (dt) => {
      expect(failed("nflverse.weekly", dt)).toEqual(["running_season"]);
      expect(find("nflverse.weekly", dt)).toMatchObject({ verdict: "fail", message: `no rows of season 2025, which is running on ${dt}; there is season 2024` });
    });

    it("weekly 2025-10-27, one season after a baseline of six, is not comparable", () => {
      expect(find("nflverse.weekly", "2025-10-27")).toMatchObject({ verdict: "skipped", message: expect.stringMatching(/^no_comparable_snapshot: /) as string });
    });

    it("weekly 2025-11-27 is normal against 2025-11-16, the last one that was not refused", () => {
      expect(find("nflverse.weekly", "2025-11-27")).toMatchObject({ verdict: "pass", message: expect.stringContaining("12,201 rows, 18.8 % more than the 10,268 before; -1 % to +30 % expected (2025-11-16)") as string });
    });

    it("projections of 2025-11-21, no rows, and of 2025-11-22, season 2024, fail", () => {
      expect(failed("ffanalytics.projections", "2025-11-21")).toEqual(["not_empty", "running_season", "row_count_change"]);
      expect(failed("ffanalytics.projections", "2025-11-22")).toEqual(["running_season"]);
    });

    it("ktc players of 2025-10-30, 464 after 50, warn", () => {
      expect(find("ktc.players", "2025-10-30")).toMatchObject({ verdict: "warn", message: "464 rows, 828.0 % more than the 50 before; -10 % to +10 % expected (2025-10-25)" });
    });

    it("a row count that nobody wrote down is unknown", () => {
      expect(find("commissioner.transactions_qa", "2025-11-10")).toMatchObject({ rows: null, verdict: "skipped", message: "unknown: the registry does not say how many rows it has" });
    });

    it("stands in docs/governance.md, every verdict; if not: npx tsx tests/real/write-governance-verdicts.ts", () => {
      const block = findBlocks(readFileSync(DOCUMENT, "utf8")).blocks.find(({ name }) => name === PART);
      expect(block?.content).toBe(renderVerdicts(snapshots));
    });
  });
}

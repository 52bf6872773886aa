import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { findBlocks } from "../../src/docs/markers.ts";
import { chooseFaults } from "./choose.ts";
import type { Fault } from "./fault.ts";
import { FAULTS } from "./faults/index.ts";
import { DOCUMENT, PART, renderFaults } from "./faults-table.ts";
import { openCampaign } from "./run-fault.ts";

/** CAMPAIGN_SEED=7 tries the same faults again. */
const SEED = Number(process.env["CAMPAIGN_SEED"] ?? Date.now() % 2 ** 31);
const PART_OF_CI = 12;

const campaign = openCampaign();
afterAll(() => campaign.remove());

const named = (name: string): Fault => {
  const found = FAULTS.find((fault) => fault.name === name);
  if (found === undefined) throw new Error(`there is no fault '${name}'`);
  return found;
};

console.log(`fault campaign: ${PART_OF_CI} of ${FAULTS.length} faults, CAMPAIGN_SEED=${SEED}`);

describe(`faults seen in the wild (CAMPAIGN_SEED=${SEED}; make campaign tries all)`, () => {
  it.each(chooseFaults(FAULTS, PART_OF_CI, SEED))("$name: is caught, nothing bad is published, the last good is served, and the next good day mends it", async (fault) => {
    expect((await campaign.try(fault)).broken).toEqual([]);
  });
});

describe("the list of faults", () => {
  it("has a name for each", () => {
    expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(FAULTS.length);
    expect(FAULTS.filter(({ name, ground }) => !name.startsWith(`${ground.source}: `))).toEqual([]);
  });

  it("stands in docs/governance.md; if not: npx tsx tests/campaign/write-governance-faults.ts", () => {
    expect(findBlocks(readFileSync(DOCUMENT, "utf8")).blocks.find(({ name }) => name === PART)?.content).toBe(renderFaults(FAULTS));
  });

  it("gives the same part for the same seed, with every source in it", () => {
    const part = chooseFaults(FAULTS, PART_OF_CI, 7);
    expect(chooseFaults(FAULTS, PART_OF_CI, 7)).toEqual(part);
    expect(new Set(part.map(({ ground }) => ground.source))).toEqual(new Set(FAULTS.map(({ ground }) => ground.source)));
    expect(chooseFaults(FAULTS, PART_OF_CI, 8)).not.toEqual(part);
  });
});

describe("the campaign can fail", () => {
  const scaled = named("ktc: the scale was changed to 0-100,000");

  it("where a home relaxed the check that should catch a fault", async () => {
    const relaxed = "datasets: { ktc.players: { checks: { range(value): { max: 100000, reason: the market has a new scale } } } }";
    const atHome = (home: string): void => {
      mkdirSync(join(home, "config"), { recursive: true });
      writeFileSync(join(home, "config", "governance.yaml"), relaxed);
    };
    const { broken } = await campaign.try({ ...scaled, atHome });
    expect(broken).toEqual([
      expect.stringMatching(/^players is published .*quarantined is expected/),
      expect.stringMatching(/^picks is published .*quarantined is expected/),
      "the run is success, partial_success is expected",
      expect.stringMatching(/^players\.range\(value\) does not tell of it/),
    ]);
  });

  it("where another check catches it than the one that should", async () => {
    const { broken } = await campaign.try({ ...scaled, caught: { in: "players", by: "order_kept(dynasty_1qb)", says: /./ } });
    expect(broken).toEqual([expect.stringMatching(/^players\.order_kept\(dynasty_1qb\) does not tell of it: .*outside 0 to 10000/)]);
  });

  it("where the fault is none", async () => {
    const { broken } = await campaign.try({ ...scaled, spoil: (day) => day });
    expect(broken).toContainEqual(expect.stringMatching(/^players is published/));
  });

  it("where published bytes are touched, though the run says that it kept them", async () => {
    let published = "";
    const atHome = (home: string): void => void (published = join(home, "data", "raw", "ktc", "picks", "dt=2026-11-17", "_meta.json"));
    const spoil: Fault["spoil"] = (day) => {
      appendFileSync(published, " ");
      return scaled.spoil(day);
    };
    expect((await campaign.try({ ...scaled, atHome, spoil })).broken).toContain("ktc/picks/dt=2026-11-17/_meta.json is not as it was");
  });
});

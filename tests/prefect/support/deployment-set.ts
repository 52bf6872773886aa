import { randomUUID } from "node:crypto";
import { type DeploymentSet, type DeploymentSpec, toParameterForm } from "@snapcount/prefect/deployments";
import * as z from "zod";

const SEASON_PARAMETERS = z.strictObject({
  season: z.int().min(1999).describe("First year of the season"),
  datasets: z.array(z.enum(["weekly", "rosters"])).default(["weekly"]),
  mode: z.enum(["always", "in-season"]).default("always"),
  force: z.boolean().default(false),
  day: z.iso.date().optional(),
});

/** What a small project asks of a server, under names that nobody else uses: two flows, a chain, two watches, a limit, a pool. */
export function createTestSet(change: Partial<DeploymentSpec> = {}): DeploymentSet {
  const unique = randomUUID().slice(0, 8);
  const first: DeploymentSpec = {
    flow: `test-first-${unique}`,
    name: "test",
    description: "Loads one season",
    tags: [`test-tag-${unique}`, "season"],
    parameterSchema: toParameterForm(SEASON_PARAMETERS),
    schedules: [
      { slug: "prague", cron: "30 9 * * *", timezone: "Europe/Prague", parameters: { season: 2025 } },
      { slug: "new-york", cron: "0 3 * * *", timezone: "America/New_York", parameters: { season: 2025, mode: "in-season" } },
    ],
    command: "/nowhere/bin/snapcount flow-run execute",
    env: { SNAPCOUNT_HOME: "/nowhere" },
    workingDir: "/nowhere",
    concurrency: { limit: 1, onCollision: "CANCEL_NEW" },
    ...change,
  };
  const second: DeploymentSpec = { ...first, flow: `test-second-${unique}`, description: "Builds on it", schedules: [], concurrency: null, parameterSchema: toParameterForm(z.strictObject({})) };
  return {
    tag: `test-tag-${unique}`,
    workPool: { name: `test-pool-${unique}`, description: "of a test" },
    limits: [{ name: `host:${unique}.example.org`, limit: 4 }],
    deployments: [first, second],
    automations: [
      { kind: "chain", name: `test-chain-${unique}`, description: "second after first", after: `${first.flow}/test`, run: `${second.flow}/test`, delaySeconds: 1_200 },
      { kind: "silence", name: `test-silence-${unique}`, description: "silent runs are crashed", after: ["prefect.flow-run.heartbeat"], seconds: 15 },
      { kind: "silence", name: `test-claimed-${unique}`, description: "claimed and left", after: ["prefect.flow-run.Pending"], seconds: 15 },
    ],
  };
}

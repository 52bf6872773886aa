import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { nflverse } from "../../src/sources/nflverse/index.ts";
import { failureOf } from "../../src/transform/summary.ts";
import { createDbtHome, type DbtHome } from "../contract/dbt-home.ts";
import { createSnapshotTree, type SnapshotTree } from "../contract/snapshot-tree.ts";

// Two invocations of dbt in one case: seconds alone, a minute where everything else runs beside them.
vi.setConfig({ testTimeout: 180_000 });

/** A real week, scored twice: nflverse's statistics by the models under the real league's seed, Sleeper's own statistics under its settings. */
const SHARED = join(import.meta.dirname, "..", "..", "..", "shared", "data");
const DT = "2025-11-18";
let tree: SnapshotTree;
let home: DbtHome;

beforeAll(() => {
  tree = createSnapshotTree();
  home = createDbtHome(tree, join(tree.dir, "target"), join(tree.dir, "seeds"));
});
afterAll(() => tree.remove());

interface Line {
  readonly sleeper_id: string;
  readonly season: number;
  readonly week: number;
  readonly fantasy_points: number;
}

describe("the points of a real week", () => {
  it("build under the league's own seed, whose every rule is measured", async () => {
    mkdirSync(join(tree.dir, "seeds"));
    copyFileSync(join(SHARED, "reference", "dbt", "ff_data_transform", "seeds", "dim_scoring_rule.csv"), join(tree.dir, "seeds", "dim_scoring_rule.csv"));
    const providers = join(SHARED, "providers", "nflverse");
    await tree.stage(nflverse, "weekly", DT, [{ path: join(providers, "stats_player_week_2024_sample1000.csv"), format: "csv", label: "weekly" }]);
    await tree.stage(nflverse, "ff_playerids", DT, [{ path: join(providers, "db_playerids_2026-08-22.csv"), format: "csv", label: "ff_playerids" }]);
    expect(failureOf(await home.dbt.invoke({ command: "build", select: ["+mart_fantasy_actuals_weekly"], signal: new AbortController().signal }))).toBeNull();
  });

  it("equal Sleeper's, but for single tackles that one of the two does not have", async () => {
    const points = sleeperPoints();
    const lines = (await home.rows("SELECT sleeper_id, season, week, fantasy_points FROM mart_fantasy_actuals_weekly INNER JOIN dim_player_id_xref USING (player_id) WHERE season = 2024 AND week = 5 AND sleeper_id IS NOT NULL")) as unknown as readonly Line[];
    const differences = lines.map((line) => Math.round((line.fantasy_points - (points.get(String(line.sleeper_id)) ?? Number.NaN)) * 100) / 100);
    expect(differences).toHaveLength(49);
    expect(differences.filter((difference) => difference === 0)).toHaveLength(44);
    expect([...new Set(differences)].toSorted()).toEqual([0, 0.5]);
  });
});

function sleeperPoints(): ReadonlyMap<string, number> {
  const settings = [...readFileSync(join(SHARED, "reference", "config", "scoring", "sleeper_scoring_rules.yaml"), "utf8").matchAll(/^ {2}(\w+): (-?[\d.]+)$/gm)].map(([, name, points]) => [name ?? "", Number(points)] as const);
  const players = JSON.parse(readFileSync(join(SHARED, "providers", "sleeper", "misc", "stats_2024_week5.json"), "utf8")) as Readonly<Record<string, Readonly<Record<string, number>>>>;
  return new Map(Object.entries(players).map(([id, stats]) => [id, settings.reduce((sum, [name, points]) => sum + (stats[name] ?? 0) * points, 0)]));
}

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ColumnContract } from "../../src/core/dataset.ts";
import { type DatasetCoverage, readCoverage } from "../../src/flows/coverage.ts";
import { columns } from "../../src/sources/columns.ts";
import { sources } from "../../src/sources/index.ts";
import { openLocalStore, type LocalStore } from "../../src/store/local/index.ts";
import { createStager } from "../../src/store/stage/duckdb-stager.ts";
import { describeItem, sampleProvenance, withTempDir } from "../../src/store/testing/fixtures.ts";

/** Tuesday noon after week 3 of four clubs' season; week 2 is a bye of MIN and LAC. */
const NOW = new Date("2025-09-23T12:00:00Z");
const GAMES = [[2024, 1, "CHI", "MIN"], [2024, 2, "LV", "LAC"], [2025, 1, "CHI", "MIN"], [2025, 1, "LV", "LAC"], [2025, 2, "LV", "CHI"], [2025, 3, "CHI", "LAC"], [2025, 3, "LV", "MIN"], [2025, 4, "MIN", "LAC"]] as const;
const CLUBS = GAMES.filter(([season, week]) => season === 2025 && week < 4).flatMap(([season, week, home, away]) => [home, away].map((team) => ({ season, week, team })));

type Rows = readonly Readonly<Record<string, unknown>>[];

async function publish(store: LocalStore, dataset: string, dt: string, table: readonly ColumnContract[], rows: Rows, role: "snapshot" | "baseline" = "snapshot"): Promise<void> {
  const id = { source: "nflverse", dataset, dt };
  const provenance = sampleProvenance(id, { role });
  const request = { label: `nflverse.${dataset}`, dir: await store.createStageDir(id, provenance.run_id), fileName: `${dataset}.parquet`, columns: table, provenance, content: { rows }, checks: [], key: [], mayBeEmpty: null, expectedSeasons: null, history: { dt, exemption: null, earlier: [] } };
  const [made] = await createStager({ threads: 1 }).loadTables([request], new AbortController().signal);
  if (made === undefined) throw new Error("one table was asked for");
  const item = describeItem(provenance, made.staged);
  await store.publish([{ ...item, manifest: { ...item.manifest, coverage: made.coverage } }], []);
}

const publishSchedule = (store: LocalStore): Promise<void> =>
  publish(store, "schedule", "2025-09-23", [...columns("INTEGER", "season week home_score away_score"), ...columns("VARCHAR", "game_id home_team away_team gameday gametime")], GAMES.map(([season, week, home, away]) => {
    const score = season === 2025 && week === 4 ? null : 20;
    return { season, week, home_score: score, away_score: score, game_id: `${season}_${week}_${away}_${home}`, home_team: home, away_team: away, gameday: `${season}-09-${String(week * 7).padStart(2, "0")}`, gametime: "13:00" };
  }));
const publishWeekly = (store: LocalStore, dt: string, cells: readonly { season: number; week: number; team: string }[], role?: "baseline"): Promise<void> =>
  publish(store, "weekly", dt, [...columns("INTEGER", "season week"), ...columns("VARCHAR", "team player_id position")], cells.flatMap(({ team, ...of }) => [["QB", `${team}-1`], ["SS", `${team}-2`], ["SS", `${team}-3`]].map(([position, player]) => ({ ...of, team, player_id: player, position }))), role);

/** @returns nflverse.weekly of a store in which these things were published */
async function weeklyOf(home: string, fill: (store: LocalStore) => Promise<void>): Promise<DatasetCoverage> {
  const store = await openLocalStore({ rawRoot: join(home, "raw"), dataRoot: home, now: () => NOW });
  await fill(store);
  const { datasets } = await readCoverage(store, sources, NOW, ({ dataset }) => dataset === "weekly");
  store.close();
  expect(datasets).toHaveLength(1);
  return datasets[0] as DatasetCoverage;
}
const without = (...left: readonly string[]) => CLUBS.filter(({ week, team }) => !left.includes(`${week} ${team}`) && !left.includes(`${week}`));
const drawn = ({ snapshots }: DatasetCoverage): readonly string[] => snapshots.flatMap(({ seasons }) => seasons.map(({ season, cells }) => `${season} ${cells.map(({ state }) => state).slice(0, 4).join(" ")}`));

describe("coverage of what is published", () => {
  it("finds nothing missing where byes and coming games are all that lack", () =>
    withTempDir(async (home) => {
      const weekly = await weeklyOf(home, async (store) => {
        await publishSchedule(store);
        await publishWeekly(store, "2025-09-23", CLUBS);
      });
      expect(drawn(weekly)).toEqual(["2025 whole whole whole none"]);
      expect(weekly.snapshots[0]).toMatchObject({ gaps: [], problem: null, rows: 30, spanned: { first: 2025, last: 2025 } });
    }));

  it("finds a week that is missing, a club that is missing, and both in the running season", () =>
    withTempDir(async (home) => {
      const weekly = await weeklyOf(home, async (store) => {
        await publishSchedule(store);
        await publishWeekly(store, "2025-09-23", without("2", "1 MIN"));
      });
      expect(drawn(weekly)).toEqual(["2025 part missing whole none"]);
      expect(weekly.snapshots[0]?.gaps.map(({ message }) => message)).toEqual(["MIN in week 1 of 2025 played, and have no rows", "CHI, LV in week 2 of 2025 played, and have no rows"]);
    }));

  it("looks at the baseline too, which need not hold the running season, and compares the last two snapshots by the dataset's bounds", () =>
    withTempDir(async (home) => {
      const weekly = await weeklyOf(home, async (store) => {
        await publishSchedule(store);
        await publishWeekly(store, "2025-08-01", [{ season: 2024, week: 1, team: "CHI" }, { season: 2024, week: 1, team: "MIN" }], "baseline");
        await publishWeekly(store, "2025-09-22", CLUBS);
        await publishWeekly(store, "2025-09-23", without("1 MIN"));
      });
      expect(drawn(weekly)).toEqual(["2025 part whole whole none", "2024 whole missing none none"]);
      expect(weekly.snapshots.map(({ role, gaps }) => `${role} ${gaps.length}`)).toEqual(["snapshot 1", "baseline 1"]);
      expect(weekly.change).toMatchObject({ verdict: "fail", percent: -10 });
    }));

  it("tells how many players the crosswalk knows: distinct ids, rows, groups of positions", () =>
    withTempDir(async (home) => {
      const weekly = await weeklyOf(home, async (store) => {
        await publishSchedule(store);
        await publishWeekly(store, "2025-09-23", CLUBS);
        await publish(store, "ff_playerids", "2025-09-23", columns("VARCHAR", "mfl_id gsis_id"), [{ mfl_id: "1", gsis_id: "CHI-1" }, { mfl_id: "2", gsis_id: "CHI-2" }, { mfl_id: "3", gsis_id: "CHI-2" }, { mfl_id: "4", gsis_id: null }]);
      });
      expect(weekly.mapping).toMatchObject({ id: "player_id", knownAs: "gsis_id", crosswalk: "2025-09-23", problem: null });
      expect(weekly.mapping?.rates).toEqual([
        { group: null, ids: 12, knownIds: 2, rows: 30, knownRows: 6, rowsWithoutId: 0 },
        { group: "DB", ids: 8, knownIds: 1, rows: 20, knownRows: 3, rowsWithoutId: 0 },
        { group: "QB", ids: 4, knownIds: 1, rows: 10, knownRows: 3, rowsWithoutId: 0 },
      ]);
    }));

  it("says what it could not ask: without a schedule, without a crosswalk, with a file that cannot be read", () =>
    withTempDir(async (home) => {
      const alone = await weeklyOf(join(home, "a"), (store) => publishWeekly(store, "2025-09-23", without("2")));
      expect(alone.snapshots[0]).toMatchObject({ problem: "no schedule is published: only holes below a season's last week are known", gaps: [{ week: 2 }] });
      expect(alone.mapping).toMatchObject({ rates: [], problem: expect.stringContaining("no crosswalk is published") as string });
      const broken = await weeklyOf(join(home, "b"), async (store) => {
        await publishSchedule(store);
        await publishWeekly(store, "2025-09-23", without("2"));
        writeFileSync(join(store.rawRoot, "nflverse", "weekly", "dt=2025-09-23", "weekly_2025-09-23.parquet"), "no Parquet");
      });
      expect(broken.snapshots[0]).toMatchObject({ problem: expect.stringMatching(/^clubs could not be asked for: /) as string, gaps: [{ level: "fail", week: 2 }] });
    }));
});

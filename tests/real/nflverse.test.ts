import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { type CheckResult, worstVerdict } from "../../src/core/check.ts";
import { SchemaDriftError } from "../../src/core/errors.ts";
import type { Manifest, Provenance } from "../../src/core/manifest.ts";
import { toEarlierSnapshot } from "../../src/core/snapshot-history.ts";
import { requireDataset } from "../../src/sources/index.ts";
import { nflverse } from "../../src/sources/nflverse/index.ts";
import { createStager } from "../../src/store/stage/duckdb-stager.ts";
import type { StageInput, StageResult } from "../../src/store/stage/stage.ts";
import { notTables, realFiles } from "./nflverse-files.ts";

const DATA = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..", "shared", "data");

function provenanceOf(dataset: string, files: readonly string[]): Provenance {
  return {
    schema: "snapcount.provenance/1", source: "nflverse", dataset, dt: "2026-11-23", asof_datetime: "2026-11-23T12:00:00Z", run_id: "real",
    source_name: "nflverse", source_version: nflverse.version, source_hash: "0".repeat(64), source_url: [...files], source_modified_time: null,
    loader_path: `snapcount:nflverse.${dataset}`, inputs: {}, role: "snapshot",
  };
}

function manifestOf({ staged, coverage }: StageResult): Manifest {
  return {
    ...provenanceOf("weekly", []), schema: "snapcount.manifest/1", dt: `${coverage?.season_max ?? 2026}-11-22`, output_parquet: [basename(staged.path)], row_count: staged.rows,
    columns: [...staged.columns], size_bytes: staged.sizeBytes, sha256: staged.sha256, coverage, verdict: "pass", warnings: [], rebuilt: false,
  };
}

/** A day in the newest season of a file: then it is what runs. */
function dayIn({ coverage }: StageResult): string {
  return `${coverage?.season_max ?? 2026}-11-23`;
}

function formatOf(file: string): StageInput["format"] {
  return file.endsWith(".parquet") ? "parquet" : file.endsWith(".csv") ? "csv" : "json";
}

if (existsSync(DATA)) {
  describe("every real nflverse file", () => {
    const dir = mkdtempSync(join(tmpdir(), "snapcount-real-nflverse-"));
    const stager = createStager();
    const signal = new AbortController().signal;
    let turn = 0;

    const stage = (name: string, ...files: readonly string[]): Promise<StageResult> => {
      const dataset = requireDataset(nflverse, name);
      return stager.stage(
        {
          label: `nflverse.${name}`, dir, fileName: `${name}_${++turn}.parquet`, columns: dataset.columns,
          inputs: files.map((file) => ({ path: join(DATA, file), format: formatOf(file), label: basename(file) })),
          ...(dataset.renames === undefined ? {} : { renames: dataset.renames }),
          ...(dataset.nulls === undefined ? {} : { nulls: dataset.nulls }),
          provenance: provenanceOf(name, files),
        },
        signal,
      );
    };

    const audit = async (name: string, result: StageResult, seasons: readonly number[] | null, reference: Manifest | null = null): Promise<readonly CheckResult[]> => {
      const dataset = requireDataset(nflverse, name);
      const answers = await stager.audit(
        {
          label: `nflverse.${name}`, staged: result.staged, coverage: result.coverage, checks: dataset.checks, key: dataset.key, columns: dataset.columns,
          mayBeEmpty: null, expectedSeasons: seasons, history: { dt: dayIn(result), exemption: null, earlier: reference === null ? [] : [toEarlierSnapshot(reference)] },
        },
        signal,
      );
      return [...result.findings, ...answers];
    };

    afterAll(() => {
      stager.close();
      rmSync(dir, { recursive: true, force: true });
    });

    it("stands in the table: none is forgotten, none is made up", () => {
      const found = ["providers/nflverse", "reference/samples/nflverse"].flatMap((folder) =>
        readdirSync(join(DATA, folder), { recursive: true, encoding: "utf8" })
          .filter((name) => /\.(parquet|csv|json)$/.test(name) && !notTables.includes(basename(name)) && basename(name) !== "_meta.json")
          .map((name) => `${folder}/${name}`),
      );
      expect(found.toSorted()).toEqual(Object.keys(realFiles).toSorted());
    });

    for (const [file, expected] of Object.entries(realFiles)) {
      if (expected.dataset === null) {
        if (expected.refusedBy === null) continue;
        const { refusedBy } = expected;
        it(`${file} is no dataset of ours (${expected.why}) and ${refusedBy} refuses it`, async () => {
          const error = await stage(refusedBy, file).then(() => null, (cause: unknown) => cause);
          expect(error).toBeInstanceOf(SchemaDriftError);
          const said = (error as SchemaDriftError).issues.join("\n");
          for (const name of expected.names) expect(said).toContain(name);
        });
        continue;
      }
      const { dataset: name } = expected;
      it(`${file} gets ${expected.verdict} as ${name}: ${expected.why}`, async () => {
        const dataset = requireDataset(nflverse, name);
        const result = await stage(name, file);
        const { staged } = result;
        const results = await audit(name, result, expected.seasons);
        expect(results.filter((result) => result.verdict === "fail").map((result) => result.message)).toEqual([]);
        expect(results.filter((result) => result.verdict === "warn").map((result) => result.name).toSorted()).toEqual([...expected.warnings].toSorted());
        expect(worstVerdict(results)).toBe(expected.verdict);
        expect(staged.rows).toBe(expected.rows);
        const types = new Map(staged.columns.map((column) => [column.name, column.type]));
        for (const column of dataset.columns) expect([column.name, types.get(column.name)]).toEqual([column.name, column.type]);
      });
    }

    const P = "providers/nflverse";
    for (const [name, files, rows, seasons] of [
      ["injuries", [`${P}/injuries_2024.parquet`, `${P}/injuries_2025.parquet`], 12_283, [2024, 2025]],
      ["snap_counts", [`${P}/snap_counts_2021.csv`, `${P}/snap_counts_2024_week1.parquet`], 27_948, [2021, 2024]],
      ["weekly", ["reference/samples/nflverse/weekly/weekly.parquet", `${P}/stats_player_week_2025__after_week2_thursday.csv`], 2_142, [2024, 2025]],
      ["depth_charts", [`${P}/depth_charts_2024.parquet`, `${P}/depth_charts_2025_daily_slice.json`, `${P}/depth_charts_2026_ARI_two_snapshots_excerpt.csv`], 37_519, null],
    ] as const) {
      it(`${name}: ${files.map((file) => basename(file)).join(" + ")} become one table of ${rows} rows`, async () => {
        const result = await stage(name, ...files);
        expect(result.staged.rows).toBe(rows);
        expect(worstVerdict(await audit(name, result, seasons))).toBe("pass");
      });
    }

    it("weekly: 139 rows more since Monday are growth, the same rows fewer are a loss", async () => {
      const monday = await stage("weekly", `${P}/stats_player_week_2025__before_week1_monday.csv`);
      const thursday = await stage("weekly", `${P}/stats_player_week_2025__after_week2_thursday.csv`);
      const change = async (now: StageResult, before: StageResult) => (await audit("weekly", now, [2025], manifestOf(before))).find((answer) => answer.kind === "row_count_change");
      expect(await change(thursday, monday)).toMatchObject({ verdict: "pass", observed: 13.86 });
      expect(await change(monday, thursday)).toMatchObject({ verdict: "fail", observed: -12.17 });
    });
  });
}

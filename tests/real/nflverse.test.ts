import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { worstVerdict } from "../../src/core/check.ts";
import { SchemaDriftError } from "../../src/core/errors.ts";
import type { Provenance } from "../../src/core/manifest.ts";
import { requireDataset } from "../../src/sources/index.ts";
import { nflverse } from "../../src/sources/nflverse/index.ts";
import { createStager } from "../../src/store/stage/duckdb-stager.ts";
import type { StageInput } from "../../src/store/stage/stage.ts";
import { notTables, realFiles } from "./nflverse-files.ts";

const DATA = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..", "shared", "data");

function provenanceOf(dataset: string, file: string): Provenance {
  return {
    schema: "snapcount.provenance/1", source: "nflverse", dataset, dt: "2026-11-23", asof_datetime: "2026-11-23T12:00:00Z", run_id: "real",
    source_name: "nflverse", source_version: nflverse.version, source_hash: "0".repeat(64), source_url: [file], source_modified_time: null,
    loader_path: `snapcount:nflverse.${dataset}`, inputs: {}, role: "snapshot",
  };
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

    const stage = (name: string, file: string) => {
      const dataset = requireDataset(nflverse, name);
      const input: StageInput = { path: join(DATA, file), format: formatOf(file), label: basename(file) };
      return stager.stage(
        {
          label: `nflverse.${name}`, dir, fileName: `${name}_${++turn}.parquet`, inputs: [input], columns: dataset.columns,
          ...(dataset.renames === undefined ? {} : { renames: dataset.renames }),
          ...(dataset.nulls === undefined ? {} : { nulls: dataset.nulls }),
          provenance: provenanceOf(name, file),
        },
        signal,
      );
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
        const { staged, coverage, findings } = await stage(name, file);
        const answers = await stager.audit(
          {
            label: `nflverse.${name}`, staged, coverage, checks: dataset.checks, key: dataset.key, columns: dataset.columns,
            mayBeEmpty: null, expectedSeasons: expected.seasons, runningSeason: 2026, reference: null,
          },
          signal,
        );
        const results = [...findings, ...answers];
        expect(results.filter((result) => result.verdict === "fail").map((result) => result.message)).toEqual([]);
        expect(results.filter((result) => result.verdict === "warn").map((result) => result.name).toSorted()).toEqual([...expected.warnings].toSorted());
        expect(worstVerdict(results)).toBe(expected.verdict);
        expect(staged.rows).toBe(expected.rows);
        const types = new Map(staged.columns.map((column) => [column.name, column.type]));
        for (const column of dataset.columns) expect([column.name, types.get(column.name)]).toEqual([column.name, column.type]);
      });
    }
  });
}

import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { parse } from "csv-parse/sync";
import { SheetSchema } from "../src/config/sheet.ts";
import type { Manifest, Provenance } from "../src/core/manifest.ts";
import { parquetFileName } from "../src/core/partition.ts";
import { checksum } from "../src/sources/commissioner/copy/verify.ts";
import { commissioner } from "../src/sources/commissioner/index.ts";
import { parseLeagueSheet, type SheetTab } from "../src/sources/commissioner/league-sheet.ts";
import { toPayload } from "../src/sources/commissioner/read-copy.ts";
import { redactGrid } from "../src/sources/commissioner/redact.ts";
import { openLocalStore } from "../src/store/local/index.ts";
import { createStager } from "../src/store/stage/duckdb-stager.ts";

const settings = SheetSchema.parse({});
const DT = "2025-11-18";
const AT = "2025-11-18T12:00:00.000Z";

/** A sheet as Google answers it, and as files. */
export interface SheetBytes {
  /** JSON of titles and values. */
  readonly answer: string;
  /** By tab: CSV. */
  readonly csv: readonly string[];
}

/** The whole way of the sheet after its answers have come: redact, checksum, archive, parse, judge, stage, audit, publish as one group. */
export async function publishSheet({ answer }: SheetBytes, home: string): Promise<number> {
  mkdirSync(home, { recursive: true });
  const store = await openLocalStore({ rawRoot: join(home, "data", "raw"), dataRoot: join(home, "data"), now: () => new Date(AT) });
  const stager = createStager();
  const signal = new AbortController().signal;
  const tabs = (JSON.parse(answer) as readonly SheetTab[]).map(({ title, values }) => ({ title, values: redactGrid(values, settings.labels.gm) }));
  for (const { values } of tabs) checksum(values, settings.labels.gm);
  const payload = await store.payloads.put(once(toPayload(tabs)));
  const { tables, checks } = parseLeagueSheet(tabs, settings, { timeFrames: [], previous: null });
  const dir = await store.createStageDir({ source: commissioner.name, dataset: "sheet", dt: DT }, "bench-run");
  const planned = commissioner.datasets.map((dataset) => {
    const id = { source: commissioner.name, dataset: dataset.name, dt: DT };
    return { dataset, id, rows: dataset.name in tables ? tables[dataset.name as keyof typeof tables] : [], fileName: parquetFileName(id, dataset.naming), provenance: provenanceOf(dataset.name, payload.sha256) };
  });
  const staged = await stager.loadTables(
    planned.map(({ dataset, rows, fileName, provenance }) => ({
      label: dataset.name, dir, fileName, columns: dataset.columns, provenance, content: { rows }, checks: dataset.checks, key: dataset.key,
      mayBeEmpty: dataset.mayBeEmpty ?? null, expectedSeasons: null, history: { dt: "2025-11-18", exemption: null, earlier: [] },
    })),
    signal,
  );
  const answers = [...staged.flatMap((entry) => entry.answers), ...Object.values(checks).flat()];
  const failed = answers.filter((check) => check.verdict === "fail");
  if (failed.length > 0) throw new Error(`the invented sheet should pass: ${JSON.stringify(failed)}`);
  await store.publish(planned.map(({ id, fileName, provenance }, index) => ({ id, fileName, staged: at(staged, index).staged, manifest: manifestOf(provenance, fileName, at(staged, index)) })), []);
  await store.removeStageDir(dir);
  stager.close();
  store.close();
  return staged.reduce((sum, entry) => sum + entry.staged.rows, 0);
}

/** What a script would do at least: csv-parse over the same bytes, and one COPY of each result table. DuckDB is loaded and holds the tables. */
export async function createBare({ csv }: SheetBytes, published: string): Promise<(dir: string) => Promise<void>> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  for (const { name } of commissioner.datasets) await connection.run(`CREATE TABLE ${name} AS SELECT * FROM read_parquet('${published}/data/raw/commissioner/${name}/dt=${DT}/*.parquet', hive_partitioning = false)`);
  return async (dir) => {
    mkdirSync(dir, { recursive: true });
    for (const text of csv) parse(text, { relax_column_count: true });
    for (const { name } of commissioner.datasets) await connection.run(`COPY ${name} TO '${dir}/${name}.parquet' (FORMAT parquet, COMPRESSION zstd)`);
  };
}

function provenanceOf(dataset: string, sha256: string): Provenance {
  return {
    schema: "snapcount.provenance/1", source: commissioner.name, dataset, dt: DT, asof_datetime: AT, run_id: "bench", source_name: "bench", source_version: "1",
    source_hash: createHash("sha256").update(sha256).digest("hex"), source_url: [], source_modified_time: null, loader_path: "bench", inputs: {}, role: "snapshot",
  };
}

function manifestOf(provenance: Provenance, fileName: string, { staged, coverage }: Awaited<ReturnType<ReturnType<typeof createStager>["loadTables"]>>[number]): Manifest {
  return { ...provenance, schema: "snapcount.manifest/1", output_parquet: [fileName], row_count: staged.rows, columns: staged.columns.map(({ name, type }) => ({ name, type })), size_bytes: staged.sizeBytes, sha256: staged.sha256, coverage, verdict: "pass", warnings: [], rebuilt: false };
}

function at<T>(list: readonly T[], index: number): T {
  const entry = list[index];
  if (entry === undefined) throw new Error("every table was staged");
  return entry;
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

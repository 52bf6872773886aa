import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatasetDescription } from "../../src/core/dataset.ts";
import type { Provenance } from "../../src/core/manifest.ts";
import { parquetFileName, partitionPath } from "../../src/core/partition.ts";
import type { FetchedSource } from "../../src/sources/file-source.ts";
import { requireDataset } from "../../src/sources/index.ts";
import { createStager } from "../../src/store/stage/duckdb-stager.ts";
import type { StageInput } from "../../src/store/stage/stage.ts";

export type Cells = Readonly<Record<string, string | number | null>>;

/** A raw tree in a temporary folder, every file written by the real stager under the real contract and name. */
export interface SnapshotTree {
  readonly dir: string;
  readonly rawRoot: string;
  /** Columns of the contract that a row does not name are null; names beyond the contract are an additive drift. @returns the Parquet file */
  write(source: FetchedSource, dataset: string, dt: string, rows: readonly Cells[]): Promise<string>;
  /** Combines upstream files as they are. @returns the Parquet file */
  stage(source: FetchedSource, dataset: string, dt: string, inputs: readonly StageInput[]): Promise<string>;
  /** Publishes a parsed source's rows as its flow does: only the contract's columns, null where a row does not name one. Replaces what is there. */
  publish(source: PublishedSource, dataset: string, dt: string, rows: readonly Readonly<Record<string, unknown>>[]): Promise<void>;
  remove(): void;
}

/** As much of a source as a snapshot of it needs. */
export interface PublishedSource {
  readonly name: string;
  readonly version: string;
  readonly datasets: readonly Pick<DatasetDescription, "name" | "columns" | "naming">[];
}

export function createSnapshotTree(): SnapshotTree {
  const dir = mkdtempSync(join(tmpdir(), "snapcount-tree-"));
  const rawRoot = join(dir, "data", "raw");
  const stager = createStager({ threads: 1 });
  const describe = (source: PublishedSource, dataset: PublishedSource["datasets"][number], dt: string) => {
    const id = { source: source.name, dataset: dataset.name, dt };
    const folder = join(rawRoot, partitionPath(id));
    const provenance: Provenance = {
      schema: "snapcount.provenance/1", ...id, asof_datetime: `${dt}T12:00:00Z`, run_id: "contract", source_name: source.name, source_version: source.version, source_hash: "0".repeat(64), source_url: [],
      source_modified_time: null, loader_path: `snapcount:${source.name}.${dataset.name}`, inputs: {}, role: "snapshot",
    };
    return { label: `${source.name}.${dataset.name}`, dir: folder, fileName: parquetFileName(id, dataset.naming), columns: dataset.columns, provenance };
  };
  const stage: SnapshotTree["stage"] = async (source, name, dt, inputs) => {
    const dataset = requireDataset(source, name);
    const request = describe(source, dataset, dt);
    mkdirSync(request.dir, { recursive: true });
    const { staged } = await stager.stage(
      { ...request, inputs, ...(dataset.renames === undefined ? {} : { renames: dataset.renames }), ...(dataset.nulls === undefined ? {} : { nulls: dataset.nulls }) },
      new AbortController().signal,
    );
    rmSync(join(request.dir, "spill"), { recursive: true, force: true });
    if (readdirSync(request.dir).length !== 1) throw new Error(`${request.dir} holds more than one file`);
    return staged.path;
  };
  return {
    dir,
    rawRoot,
    stage,
    write: async (source, name, dt, rows) => {
      const { columns, renames } = requireDataset(source, name);
      const renamed = new Set(Object.values(renames ?? {}));
      const upstream = join(dir, `${name}_${dt}.csv`);
      writeFileSync(upstream, csv([...new Set([...columns.map((column) => column.name).filter((column) => !renamed.has(column)), ...rows.flatMap((row) => Object.keys(row))])], rows));
      return stage(source, name, dt, [{ path: upstream, format: "csv", label: `${name}.csv` }]);
    },
    publish: async (source, name, dt, rows) => {
      const dataset = source.datasets.find((candidate) => candidate.name === name);
      if (dataset === undefined) throw new Error(`${source.name} has no dataset ${name}`);
      const request = describe(source, dataset, dt);
      rmSync(request.dir, { recursive: true, force: true });
      mkdirSync(request.dir, { recursive: true });
      const whole = rows.map((row) => ({ ...Object.fromEntries(dataset.columns.map((column) => [column.name, null])), ...row }));
      // Tables are staged beside what they are made of, and the file alone is published.
      const stageDir = mkdtempSync(join(dir, "stage-"));
      const [loaded] = await stager.loadTables([{ ...request, dir: stageDir, content: { rows: whole }, checks: [], key: [], mayBeEmpty: null, expectedSeasons: null, history: { dt, exemption: null, earlier: [] } }], new AbortController().signal);
      if (loaded === undefined) throw new Error(`${name} was not staged`);
      renameSync(loaded.staged.path, join(request.dir, request.fileName));
      rmSync(stageDir, { recursive: true, force: true });
    },
    remove: () => {
      stager.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function csv(columns: readonly string[], rows: readonly Cells[]): string {
  const line = (cells: readonly (string | number | null)[]): string => cells.map((cell) => (cell === null ? "" : `"${String(cell).replaceAll('"', '""')}"`)).join(",");
  return [columns.join(","), ...rows.map((row) => line(columns.map((column) => row[column] ?? null)))].join("\n") + "\n";
}

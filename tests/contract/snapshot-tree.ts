import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatasetDescription } from "../../src/core/dataset.ts";
import { parquetFileName, partitionPath } from "../../src/core/partition.ts";
import type { FetchedSource } from "../../src/sources/file-source.ts";
import { requireDataset } from "../../src/sources/index.ts";
import { createStager } from "../../src/store/stage/duckdb-stager.ts";
import type { StageInput, StageRequest } from "../../src/store/stage/stage.ts";

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
  const stageAs = async (source: PublishedSource, dataset: PublishedSource["datasets"][number], dt: string, inputs: readonly StageInput[], how: Pick<StageRequest, "renames" | "nulls"> = {}): Promise<string> => {
    const { name } = dataset;
    const id = { source: source.name, dataset: name, dt };
    const folder = join(rawRoot, partitionPath(id));
    mkdirSync(folder, { recursive: true });
    const { staged } = await stager.stage(
      {
        label: `${source.name}.${name}`, dir: folder, fileName: parquetFileName(id, dataset.naming), columns: dataset.columns, inputs, ...how,
        provenance: {
          schema: "snapcount.provenance/1", source: source.name, dataset: name, dt, asof_datetime: `${dt}T12:00:00Z`, run_id: "contract", source_name: source.name,
          source_version: source.version, source_hash: "0".repeat(64), source_url: [], source_modified_time: null, loader_path: `snapcount:${source.name}.${name}`, inputs: {}, role: "snapshot",
        },
      },
      new AbortController().signal,
    );
    rmSync(join(folder, "spill"), { recursive: true, force: true });
    if (readdirSync(folder).length !== 1) throw new Error(`${folder} holds more than one file`);
    return staged.path;
  };
  const stage: SnapshotTree["stage"] = async (source, name, dt, inputs) => {
    const dataset = requireDataset(source, name);
    return stageAs(source, dataset, dt, inputs, { ...(dataset.renames === undefined ? {} : { renames: dataset.renames }), ...(dataset.nulls === undefined ? {} : { nulls: dataset.nulls }) });
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
      rmSync(join(rawRoot, partitionPath({ source: source.name, dataset: name, dt })), { recursive: true, force: true });
      const path = join(dir, `${name}.json`);
      writeFileSync(path, JSON.stringify(rows.map((row) => ({ ...Object.fromEntries(dataset.columns.map((column) => [column.name, null])), ...row }))));
      await stageAs(source, dataset, dt, [{ path, format: "json", label: `${name}.json` }]);
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

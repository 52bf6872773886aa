import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
  remove(): void;
}

export function createSnapshotTree(): SnapshotTree {
  const dir = mkdtempSync(join(tmpdir(), "snapcount-tree-"));
  const rawRoot = join(dir, "data", "raw");
  const stager = createStager({ threads: 1 });
  const stage: SnapshotTree["stage"] = async (source, name, dt, inputs) => {
    const dataset = requireDataset(source, name);
    const id = { source: source.name, dataset: name, dt };
    const folder = join(rawRoot, partitionPath(id));
    mkdirSync(folder, { recursive: true });
    const { staged } = await stager.stage(
      {
        label: `${source.name}.${name}`, dir: folder, fileName: parquetFileName(id, dataset.naming), columns: dataset.columns, inputs,
        ...(dataset.renames === undefined ? {} : { renames: dataset.renames }),
        ...(dataset.nulls === undefined ? {} : { nulls: dataset.nulls }),
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

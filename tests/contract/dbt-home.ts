import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { createDbtRunner, type DbtReport, type DbtRunner } from "../../src/transform/index.ts";
import type { SnapshotTree } from "./snapshot-tree.ts";

/** The packaged project, run by the real dbt over a tree of snapshots into a warehouse of its own. */
export interface DbtHome {
  readonly dbt: DbtRunner;
  /** Rows of the warehouse, as JSON has them. */
  rows(sql: string): Promise<readonly Record<string, unknown>[]>;
}

const REPOSITORY = join(import.meta.dirname, "..", "..");

/** @param seeds folder of CSVs over the project's own; need not exist */
export function createDbtHome(tree: SnapshotTree, targetDir: string, seeds: string): DbtHome {
  const duckdbPath = join(targetDir, "dev.duckdb");
  return {
    dbt: createDbtRunner({
      dbtPath: join(REPOSITORY, ".venv", "dbt", "bin", "dbt"), home: tree.dir, projectDir: join(REPOSITORY, "dbt", "ff_data_transform"), targetDir, duckdbPath, rawRoot: tree.rawRoot, opsRoot: join(tree.dir, "data", "ops"), runAt: new Date("2025-11-18T12:00:00Z"),
      seedDirs: [seeds], threads: 2, env: { PATH: process.env["PATH"], HOME: process.env["HOME"] },
    }),
    rows: (sql) => rowsOf(duckdbPath, sql),
  };
}

export async function rowsOf(duckdbPath: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(duckdbPath, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson();
  } finally {
    // A connection left open keeps the file locked, and the next dbt could not write.
    connection.closeSync();
    instance.closeSync();
  }
}

/** @returns name and number of violating rows of every test that failed or warned, by name */
export function failuresOf(report: DbtReport): readonly (readonly [string, number | null])[] {
  return report.failedTests.map(({ name, failures }) => [name, failures] as const).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { quoteText } from "../core/quote.ts";
import { claimFolder, clearUnclaimed } from "./claimed-folder.ts";
import { sync } from "./sync.ts";

/** Rows as JSON has them, and where they go. */
export interface ParquetTable {
  readonly path: string;
  /** Name -> DuckDB type, in the file's order. Instants are TIMESTAMP, in UTC. */
  readonly columns: Readonly<Record<string, string>>;
  readonly rows: readonly object[];
}

/**
 * Replaces each table in one rename: a kill leaves the old one or the new one, and the next writer removes what a dead one left.
 * @param opsDir `data/ops`, where processes also show that they are alive
 * @param kind of what is written; names the folder in which it is prepared
 */
export async function writeParquetTables(tables: readonly ParquetTable[], opsDir: string, kind: string): Promise<void> {
  const place = { parent: opsDir, lockDir: opsDir, prefix: `.${kind}-` };
  // A folder of its own: DuckDB writes under another name beside the file until that is whole.
  const claimed = await claimFolder(place);
  try {
    const written = tables.map((table, index) => ({ ...table, prepared: join(claimed.path, `${index}.parquet`) }));
    await writeFiles(written);
    for (const { path, prepared } of written) {
      await sync(prepared);
      await mkdir(dirname(path), { recursive: true });
      await rename(prepared, path);
      await sync(dirname(path));
    }
    await clearUnclaimed(place, () => Promise.resolve(false));
  } finally {
    await rm(claimed.path, { recursive: true, force: true });
    claimed.release();
  }
}

async function writeFiles(tables: readonly (ParquetTable & { readonly prepared: string })[]): Promise<void> {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    for (const { columns, rows, prepared } of tables) {
      const names = Object.keys(columns);
      const shape = JSON.stringify([Object.fromEntries(names.map((name) => [name, "VARCHAR"]))]);
      // Everything comes as text, so that an instant's Z is read by DuckDB's own rule: as UTC.
      const select = `SELECT ${names.map((name) => `row.${name}::${columns[name] ?? ""} AS ${name}`).join(", ")} FROM (SELECT unnest(from_json(${quoteText(JSON.stringify(rows))}, ${quoteText(shape)})) AS row)`;
      await connection.run(`COPY (${select}) TO ${quoteText(prepared)} (FORMAT parquet)`);
    }
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

import { existsSync } from "node:fs";
import { quoteText } from "../core/quote.ts";

type Row = Readonly<Record<string, unknown>>;

/** Questions to a warehouse that dbt has just written; read only. */
export interface Warehouse {
  /** Rows of every table, by `schema.table`. */
  tableRows(): Promise<ReadonlyMap<string, number>>;
  /** At most `limit` rows of a query dbt compiled. */
  rowsOf(sql: string, limit: number): Promise<readonly Row[]>;
  /** Writes a table as one Parquet file, in the table's own order. @param relation quoted, as dbt names it @returns rows written */
  copyTable(relation: string, path: string): Promise<number>;
}

/** @returns the answer, or `otherwise` when there is no warehouse file (target `ci` keeps it in memory) or it cannot be opened. */
export async function askWarehouse<T>(path: string, question: (warehouse: Warehouse) => Promise<T>, otherwise: T): Promise<T> {
  if (!existsSync(path)) return otherwise;
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(path, { access_mode: "READ_ONLY" }).catch(() => null);
  if (instance === null) return otherwise;
  const connection = await instance.connect();
  const rows = async (sql: string): Promise<readonly Row[]> => (await connection.runAndReadAll(sql)).getRowObjectsJson();
  try {
    return await question({
      tableRows: async () => new Map((await rows("SELECT schema_name || '.' || table_name AS name, estimated_size AS size FROM duckdb_tables()")).map((row) => [String(row["name"]), Number(row["size"])])),
      rowsOf: (sql, limit) => rows(`SELECT * FROM (${sql.trim().replace(/;$/, "")}\n) LIMIT ${Math.trunc(limit)}`),
      copyTable: async (relation, target) => Number((await rows(`COPY (SELECT * FROM ${relation}) TO ${quoteText(target)} (FORMAT parquet, COMPRESSION zstd)`))[0]?.["Count"]),
    });
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

import { DuckDBInstance } from "@duckdb/node-api";
import type { Document } from "../src/sources/parsed-source.ts";
import { sleeper } from "../src/sources/sleeper/index.ts";
import { playersTable, readPlayers } from "../src/sources/sleeper/players.ts";
import { DT, publishAnswer } from "./publish-tables.ts";

/** The whole way of the players after the answer has come: archive, scan, stage, audit, publish. */
export function publishPlayers(answer: Uint8Array, home: string): Promise<number> {
  return publishAnswer(sleeper, answer, (bytes) => {
    const document: Document = { label: "players", address: "players", bytes };
    return { tables: { players: playersTable(document, readPlayers(document)) }, verdicts: [] };
  }, home);
}

/** What a script would do at least: JSON.parse, and one COPY of the result. DuckDB is loaded and holds the table. */
export async function createBare(answer: Buffer, published: string): Promise<(path: string) => Promise<void>> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE players AS SELECT * FROM read_parquet('${published}/data/raw/sleeper/players/dt=${DT}/*.parquet', hive_partitioning = false)`);
  return async (path) => {
    JSON.parse(answer.toString());
    await connection.run(`COPY players TO '${path}' (FORMAT parquet, COMPRESSION zstd)`);
  };
}

// Stages a big file with DuckDB and says so; killed in the middle of the COPY. argv[2]: a JSON { home }.
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { openLocalStore } from "../../src/store/local/local-store.ts";

const { home } = JSON.parse(process.argv[2] ?? "null") as { readonly home: string };
const store = await openLocalStore({ rawRoot: `${home}/raw`, dataRoot: home, now: () => new Date() });
const dir = await store.createStageDir({ source: "nflverse", dataset: "weekly", dt: "2025-11-23" }, "run");
const connection = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
process.stdout.write("copying\n");
await connection.run(`COPY (SELECT i % 27 AS season, 'P' || i AS player_id, hash(i) AS noise FROM range(20000000) t(i)) TO '${join(dir, "weekly_2025-11-23.parquet")}' (FORMAT parquet, ROW_GROUP_SIZE 20480)`);

import { mkdirSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";
import { parse } from "csv-parse/sync";
import { SheetSchema } from "../src/config/sheet.ts";
import { checksum } from "../src/sources/commissioner/copy/verify.ts";
import { commissioner } from "../src/sources/commissioner/index.ts";
import { parseLeagueSheet, type SheetTab } from "../src/sources/commissioner/league-sheet.ts";
import { toPayload } from "../src/sources/commissioner/read-copy.ts";
import { redactGrid } from "../src/sources/commissioner/redact.ts";
import { DT, type Parsed, publishAnswer } from "./publish-tables.ts";

const settings = SheetSchema.parse({});

/** A sheet as Google answers it, and as files. */
export interface SheetBytes {
  /** JSON of titles and values. */
  readonly answer: string;
  /** By tab: CSV. */
  readonly csv: readonly string[];
}

/** The whole way of the sheet after its answers have come: redact, checksum, archive, parse, judge, stage, audit, publish as one group. */
export async function publishSheet({ answer }: SheetBytes, home: string): Promise<number> {
  const tabs = (JSON.parse(answer) as readonly SheetTab[]).map(({ title, values }) => ({ title, values: redactGrid(values, settings.labels.gm) }));
  for (const { values } of tabs) checksum(values, settings.labels.gm);
  const parse = (): Parsed => {
    const { tables, checks } = parseLeagueSheet(tabs, settings, { timeFrames: [], previous: null });
    const contents = Object.fromEntries(commissioner.datasets.map(({ name }) => [name, { rows: name in tables ? tables[name as keyof typeof tables] : [] }]));
    return { tables: contents, verdicts: Object.values(checks).flat() };
  };
  return publishAnswer(commissioner, toPayload(tabs), parse, home);
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

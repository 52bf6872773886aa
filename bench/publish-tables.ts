import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { worstVerdict } from "../src/core/check.ts";
import type { SourceDescription } from "../src/core/dataset.ts";
import type { Manifest, Provenance } from "../src/core/manifest.ts";
import { parquetFileName } from "../src/core/partition.ts";
import { openLocalStore } from "../src/store/local/index.ts";
import { createStager } from "../src/store/stage/duckdb-stager.ts";
import type { TableContent, TableResult } from "../src/store/stage/stage.ts";

export const DT = "2025-11-18";
const AT = "2025-11-18T12:00:00.000Z";

/** What a parser made of an answer: the tables by dataset, and what its source says of them. */
export interface Parsed {
  readonly tables: Readonly<Record<string, TableContent>>;
  readonly verdicts: readonly { readonly verdict: "pass" | "warn" | "fail" | "skipped" }[];
}

/**
 * The whole way of an answer that has come: archived under its hash, parsed, staged, audited and published as one group in a home.
 * @param answer as it is archived. @returns rows of all tables
 */
export async function publishAnswer(source: SourceDescription, answer: Uint8Array, parse: (answer: Uint8Array) => Parsed, home: string): Promise<number> {
  mkdirSync(home, { recursive: true });
  const store = await openLocalStore({ rawRoot: join(home, "data", "raw"), dataRoot: join(home, "data"), now: () => new Date(AT) });
  const stager = createStager();
  const payload = await store.payloads.put(once(answer));
  const { tables, verdicts } = parse(answer);
  const dir = await store.createStageDir({ source: source.name, dataset: "group", dt: DT }, "bench-run");
  const planned = source.datasets.flatMap((dataset) => {
    const content = tables[dataset.name];
    const id = { source: source.name, dataset: dataset.name, dt: DT };
    return content === undefined ? [] : [{ dataset, id, content, fileName: parquetFileName(id, dataset.naming), provenance: provenanceOf(source, dataset.name, payload.sha256) }];
  });
  const staged = await stager.loadTables(
    planned.map(({ dataset, content, fileName, provenance }) => ({
      label: dataset.name, dir, fileName, columns: dataset.columns, provenance, content, checks: dataset.checks, key: dataset.key,
      mayBeEmpty: dataset.mayBeEmpty ?? null, expectedSeasons: null, history: { dt: DT, exemption: null, earlier: [] },
    })),
    new AbortController().signal,
  );
  const answers = [...staged.flatMap((entry) => entry.answers), ...verdicts];
  if (worstVerdict(answers) === "fail") throw new Error(`what was invented should pass: ${JSON.stringify(answers.filter(({ verdict }) => verdict === "fail"))}`);
  await store.publish(planned.map(({ id, fileName, provenance }, index) => ({ id, fileName, staged: at(staged, index).staged, manifest: manifestOf(provenance, fileName, at(staged, index)) })), []);
  await store.removeStageDir(dir);
  stager.close();
  store.close();
  return staged.reduce((sum, entry) => sum + entry.staged.rows, 0);
}

function provenanceOf(source: SourceDescription, dataset: string, sha256: string): Provenance {
  return {
    schema: "snapcount.provenance/1", source: source.name, dataset, dt: DT, asof_datetime: AT, run_id: "bench", source_name: "bench", source_version: "1",
    source_hash: createHash("sha256").update(sha256).digest("hex"), source_url: [], source_modified_time: null, loader_path: "bench", inputs: {}, role: "snapshot",
  };
}

function manifestOf(provenance: Provenance, fileName: string, { staged, coverage }: TableResult): Manifest {
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

import { statSync } from "node:fs";
import { join } from "node:path";
import { describeError } from "../core/errors.ts";
import { dtOf } from "../core/partition.ts";
import { describeRun, readLedger, type Trigger } from "../ops/index.ts";
import { writeOpsTables } from "../transform/index.ts";
import type { Home } from "./home.ts";
import { gatherSourceStatus } from "./source-status.ts";

/**
 * Keeps what a run came to as Parquet, from the ledger, which is of this host and may be deleted. A run that wrote elsewhere (`--out`)
 * leaves nothing: the tables tell of the home's own store. Whatever goes wrong here is a note: the run has ended before.
 */
export async function keepOpsTables(home: Home, runId: string, trigger: Trigger): Promise<void> {
  if (home.out !== null) return;
  try {
    const record = readRecord(home, runId);
    if (record === null) {
      home.progress({ kind: "note", text: "the ops tables were not written: the ledger does not know this run" });
      return;
    }
    const statuses = (await gatherSourceStatus(home)).map((row) => ({ run_id: runId, ...row }));
    const tables = { ...describeRun(record, { runId, trigger, sizeOf }), source_status: statuses };
    await writeOpsTables(tables, join(home.paths.dataRoot, "ops"), { runId, dt: dtOf(home.runAt) });
  } catch (error) {
    home.progress({ kind: "note", text: `the ops tables were not written: ${describeError(error).message}` });
  }
}

function readRecord(home: Home, runId: string): ReturnType<ReturnType<typeof readLedger>["readRecord"]> {
  const ledger = readLedger(home.paths.ledger);
  try {
    return ledger.readRecord(runId);
  } finally {
    ledger.close();
  }
}

/** An outcome without rows names a report. */
function sizeOf(path: string): number | null {
  return path.endsWith(".parquet") ? (statSync(path, { throwIfNoEntry: false })?.size ?? null) : null;
}

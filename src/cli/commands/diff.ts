import { cancelOnSignals } from "@snapcount/prefect";
import { ConfigError } from "../../core/errors.ts";
import { diffSnapshots } from "../../flows/diff-snapshots.ts";
import { createStager } from "../../store/stage/duckdb-stager.ts";
import { listOf, readSurroundings, withStore } from "../context.ts";
import { describeDiff } from "../diff-screen.ts";
import { EXIT, formatJson } from "../output.ts";
import type { CommandContext } from "../action.ts";

/** `snapcount diff SOURCE.DATASET [DT_A] [DT_B]`: what differs between two snapshots. */
export async function diff({ options, args }: CommandContext): Promise<number> {
  const surroundings = readSurroundings();
  const [dataset = "", from = null, to = null] = args;
  const request = { dataset, from, to, columns: listOf(options["columns"]), limit: readLimit(options["limit"]) };
  const cancel = cancelOnSignals(process);
  try {
    const report = await withStore(surroundings, (store) => store.withSharedLock(() => diffSnapshots(store, createStager(), request, cancel.signal)));
    if (options["json"] === true) surroundings.terminal.out(formatJson("diff", { dataset, ...report }));
    else for (const line of describeDiff(surroundings.terminal, dataset, report)) surroundings.terminal.out(line);
    return EXIT.success;
  } catch (error) {
    if (cancel.signal.aborted) return EXIT.cancelled;
    throw error;
  } finally {
    cancel.dispose();
  }
}

/** @throws ConfigError */
function readLimit(given: unknown): number {
  const limit = Number(given);
  if (Number.isInteger(limit) && limit >= 0 && limit <= 10_000) return limit;
  throw new ConfigError(`--limit ${String(given)}: not a number of rows from 0 to 10,000`, "For example: --limit 20");
}

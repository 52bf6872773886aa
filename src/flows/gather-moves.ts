import { join } from "node:path";
import { columnsOfMoves, findMoves, largestMoves, type ValueColumns } from "../core/value-moves.ts";
import type { MovesOfLabel } from "../ops/report/index.ts";
import { sources } from "../sources/index.ts";
import type { PartitionEntry } from "../store/store.ts";
import type { Gathering } from "./gathering.ts";
import type { Home } from "./home.ts";

const SHOWN = 10;

/** @returns the largest moves of every kind of value that a dataset declares, between the last two published snapshots. */
export async function gatherMoves({ home, partitions }: { readonly home: Pick<Home, "stager">; readonly partitions: Gathering["partitions"] }): Promise<readonly MovesOfLabel[]> {
  const lists = new Map<string, MovesOfLabel>();
  for (const source of sources) {
    for (const { name, movesOf } of source.datasets) {
      const [before, after] = partitions.filter(({ id, manifest }) => id.source === source.name && id.dataset === name && manifest?.role === "snapshot").slice(-2);
      if (movesOf === undefined || before === undefined || after === undefined || ![before, after].every((entry) => hasColumns(entry, movesOf))) continue;
      const found = { label: movesOf.label, beforeDt: before.id.dt, afterDt: after.id.dt, moves: findMoves(await readValues(home, before, movesOf), await readValues(home, after, movesOf), movesOf) };
      // Datasets of one label share a list when their snapshots are of the same dates.
      const key = JSON.stringify([found.label, found.beforeDt, found.afterDt]);
      lists.set(key, { ...found, moves: [...(lists.get(key)?.moves ?? []), ...found.moves] });
    }
  }
  return [...lists.values()].map((list) => ({ ...list, moves: largestMoves(list.moves, SHOWN) }));
}

/** A snapshot of an earlier version may lack what is declared now. */
function hasColumns({ manifest }: PartitionEntry, columns: ValueColumns): boolean {
  return columnsOfMoves(columns).every((name) => manifest?.columns.some((column) => column.name === name) === true);
}

function readValues({ stager }: Pick<Home, "stager">, { dir, manifest }: PartitionEntry, columns: ValueColumns): ReturnType<Home["stager"]["rows"]> {
  return stager.rows(join(dir, manifest?.output_parquet[0] ?? ""), columnsOfMoves(columns));
}

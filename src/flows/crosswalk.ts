import { type Alias, buildCrosswalk, type Crosswalk, CROSSWALK_COLUMNS } from "../identity/index.ts";
import type { Stager } from "../store/stage/stage.ts";
import type { SnapshotStore } from "../store/store.ts";
import { publishedFile } from "./published-file.ts";
import { readSeed } from "./seeds.ts";

export const CROSSWALK = { source: "nflverse", dataset: "ff_playerids" } as const;

/** Who everybody is, and of which snapshot. */
export interface PublishedCrosswalk {
  readonly crosswalk: Crosswalk;
  /** What it was made of, as a manifest's `inputs` names it. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly dt: string;
}

/** @returns the newest published crosswalk with the league's aliases, or null when none is published */
export async function readCrosswalk({ store, stager, seedDirs }: { readonly store: SnapshotStore; readonly stager: Stager; readonly seedDirs: readonly string[] }): Promise<PublishedCrosswalk | null> {
  const newest = await store.newest(CROSSWALK);
  const path = publishedFile(store, CROSSWALK, newest);
  if (newest === null || path === null) return null;
  const columns = CROSSWALK_COLUMNS.filter((name) => newest.columns.some((column) => column.name === name));
  const rows = await stager.rows(path, columns);
  return { crosswalk: buildCrosswalk(rows, readAliases(seedDirs)), inputs: { "nflverse.ff_playerids": newest.source_hash ?? newest.dt }, dt: newest.dt };
}

/** @returns the league's aliases; none when there is no seed dim_name_alias */
function readAliases(seedDirs: readonly string[]): readonly Alias[] {
  return (readSeed(seedDirs, "dim_name_alias") ?? []).map((row) => ({ alias: row["alias_name"] ?? "", canonical: row["canonical_name"] ?? "", position: emptyToNull(row["position"]), treatAs: emptyToNull(row["treat_as_position"]) }));
}

const emptyToNull = (text: string | undefined): string | null => (text === undefined || text.trim() === "" ? null : text.trim());

import type { GameOfWeek } from "../core/game-week.ts";
import { GAMES, readGames } from "../sources/nflverse/games.ts";
import type { Stager } from "../store/stage/stage.ts";
import type { SnapshotStore } from "../store/store.ts";
import { publishedFile } from "./published-file.ts";

/** When games are played, and of which snapshot. */
export interface PublishedSchedule {
  readonly games: readonly GameOfWeek[];
  /** Of its snapshot, as a manifest's `inputs` names it. */
  readonly hash: string;
}

/** @returns the games of the newest published schedule; null when there is none yet */
export async function readSchedule({ store, stager }: { readonly store: SnapshotStore; readonly stager: Stager }): Promise<PublishedSchedule | null> {
  const newest = await store.newest(GAMES);
  const path = publishedFile(store, GAMES, newest);
  if (newest === null || path === null) return null;
  const rows = await stager.rows(path, GAMES.columns);
  return { games: readGames(rows), hash: newest.source_hash ?? newest.dt };
}

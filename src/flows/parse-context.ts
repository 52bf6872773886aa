import { partitionPath } from "../core/partition.ts";
import { GAMES, readGames } from "../sources/nflverse/games.ts";
import type { ParseContext } from "../sources/parsed-source.ts";
import type { GameOfWeek } from "../core/game-week.ts";
import type { Home } from "./home.ts";

/** What parsers may know, and of which snapshots it is. */
export interface KnownContext extends ParseContext {
  /** As a manifest's `inputs` names them. */
  readonly inputs: Readonly<Record<"crosswalk" | "games", Readonly<Record<string, string>>>>;
}

/** The newest published crosswalk and schedule, those of this command once they are there. @param runAt when the answers were, or will be, asked for */
export async function readParseContext(home: Home, dt: string, runAt: Date): Promise<KnownContext> {
  const published = await home.identity.crosswalk();
  const schedule = await home.identity.schedule();
  return {
    runAt,
    dt,
    crosswalk: published?.crosswalk ?? null,
    games: schedule?.games ?? null,
    inputs: { crosswalk: published?.inputs ?? {}, games: schedule === null ? {} : { "nflverse.schedule": schedule.hash } },
  };
}

export interface PublishedSchedule {
  readonly games: readonly GameOfWeek[];
  /** Of its snapshot, as a manifest's `inputs` names it. */
  readonly hash: string;
}

/** @returns the games of the newest published schedule; null when there is none yet */
export async function readSchedule({ store, stager }: Pick<Home, "store" | "stager">): Promise<PublishedSchedule | null> {
  const newest = await store.newest(GAMES);
  const file = newest?.output_parquet[0];
  if (newest === null || file === undefined) return null;
  const rows = await stager.rows(`${store.rawRoot}/${partitionPath({ source: GAMES.source, dataset: GAMES.dataset, dt: newest.dt })}/${file}`, GAMES.columns);
  return { games: readGames(rows), hash: newest.source_hash ?? newest.dt };
}

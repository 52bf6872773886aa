import type { ParseContext } from "../sources/parsed-source.ts";
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

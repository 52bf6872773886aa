import { type FlowContext, task } from "@snapcount/prefect";
import * as z from "zod";
import { partitionPath } from "../core/partition.ts";
import { WHEN, type When } from "../core/schedules.ts";
import { decideSeason, type ScheduledGame, type SeasonDecision } from "../core/season.ts";
import { GAMES, readGames } from "../sources/nflverse/games.ts";
import type { Home } from "./home.ts";
import { EMPTY_SUMMARY, type FlowSummary } from "./summary.ts";

/** The parameter by which a schedule says when its runs do something. */
export const whenParameter = z.enum(WHEN).default("always").describe("Do something only in season, off season, or after a day with games; schedules set it");

const checkSeason = task<{ when: When }, SeasonDecision, Home>(
  {
    name: "check_season",
    description: "Is this the time of the year for this run? By the published schedule, else by the calendar",
    outcome: (decision) => ({ name: "Completed", message: decision.run ? "yes" : `no: ${decision.reason}` }),
  },
  async ({ when }, run) => decideSeason(when, await publishedGames(run.env), run.env.runAt),
);

/** @returns the games of the newest published schedule; none when there is no schedule yet */
async function publishedGames({ store, stager }: Home): Promise<readonly ScheduledGame[]> {
  const newest = await store.newest({ source: GAMES.source, dataset: GAMES.dataset });
  const file = newest?.output_parquet[0];
  if (newest === null || file === undefined) return [];
  return readGames(await stager.rows(`${store.rawRoot}/${partitionPath({ source: GAMES.source, dataset: GAMES.dataset, dt: newest.dt })}/${file}`, GAMES.columns));
}

/** A flow's body that begins with the question whether it is its time; if not, the run ends as COMPLETED "Skipped". */
export function seasonal<Parameters extends { readonly when: When }>(body: (parameters: Parameters, run: FlowContext<Home>) => Promise<FlowSummary>): (parameters: Parameters, run: FlowContext<Home>) => Promise<FlowSummary> {
  return async (parameters, run) => {
    const decision: SeasonDecision = parameters.when === "always" ? { run: true } : await run.submit(checkSeason, { when: parameters.when });
    if (decision.run) return body(parameters, run);
    run.log.info(`skipped: ${decision.reason}`);
    return { ...EMPTY_SUMMARY, skipped: decision.reason };
  };
}

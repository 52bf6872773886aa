import { type FlowContext, task } from "@snapcount/prefect";
import * as z from "zod";
import { WHEN, type When } from "../core/schedules.ts";
import { decideSeason, type SeasonDecision } from "../core/season.ts";
import type { Home } from "./home.ts";
import { readSchedule } from "./schedule.ts";
import { EMPTY_SUMMARY, type FlowSummary } from "./summary.ts";

/** The parameter by which a schedule says when its runs do something. */
export const whenParameter = z.enum(WHEN).default("always").describe("Do something only in season, off season, or after a day with games; schedules set it");

const checkSeason = task<{ when: When }, SeasonDecision, Home>(
  {
    name: "check_season",
    description: "Is this the time of the year for this run? By the published schedule, else by the calendar",
    outcome: (decision) => ({ name: "Completed", message: decision.run ? "yes" : `no: ${decision.reason}` }),
  },
  async ({ when }, run) => decideSeason(when, (await readSchedule(run.env))?.games ?? [], run.env.runAt),
);

/** A flow's body that begins with the question whether it is its time; if not, the run ends as COMPLETED "Skipped". */
export function seasonal<Parameters extends { readonly when: When }>(body: (parameters: Parameters, run: FlowContext<Home>) => Promise<FlowSummary>): (parameters: Parameters, run: FlowContext<Home>) => Promise<FlowSummary> {
  return async (parameters, run) => {
    const decision: SeasonDecision = parameters.when === "always" ? { run: true } : await run.submit(checkSeason, { when: parameters.when });
    if (decision.run) return body(parameters, run);
    run.log.info(`skipped: ${decision.reason}`);
    return { ...EMPTY_SUMMARY, skipped: decision.reason };
  };
}

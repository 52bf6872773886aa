import type { TaskContext } from "@snapcount/prefect";
import type { CheckResult } from "../core/check.ts";
import { applyMutes, foldMutes } from "../core/mutes.ts";
import type { Home } from "./home.ts";
import type { PlannedDataset } from "./publishing.ts";

/** Lets what people said is known count as pass, at the run's instant; a mute that is over is told. @returns the answers in their order */
export async function muteKnown({ env: { store, runAt }, log }: TaskContext<Home>, { id, dataset }: Pick<PlannedDataset, "id" | "dataset">, checks: readonly CheckResult[]): Promise<readonly CheckResult[]> {
  const { decisions, problems } = await store.readDecisions();
  for (const problem of problems) log.warning(`decisions.jsonl: ${problem}; it counts for nothing`);
  const mutes = foldMutes(decisions).filter((mute) => mute.source === id.source && mute.dataset === id.dataset);
  return applyMutes(checks, mutes, dataset.key, runAt);
}

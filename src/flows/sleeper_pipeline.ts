import { runDirectly } from "./direct.ts";
import { requireParsedFlow } from "./parsed-flow.ts";

/** Rosters, players and everything else of a league on Sleeper; what is its own stands in `src/sources/sleeper`. */
export const sleeperPipeline = requireParsedFlow("sleeper_pipeline");

await runDirectly(import.meta.url, sleeperPipeline);

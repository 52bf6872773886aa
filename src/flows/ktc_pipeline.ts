import { runDirectly } from "./direct.ts";
import { requireParsedFlow } from "./parsed-flow.ts";

/** Trade values of players and picks; everything that is KeepTradeCut's own stands in `src/sources/ktc`. */
export const ktcPipeline = requireParsedFlow("ktc_pipeline");

await runDirectly(import.meta.url, ktcPipeline);

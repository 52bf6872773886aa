import { runDirectly } from "./direct.ts";
import { requireParsedFlow } from "./parsed-flow.ts";

/** Projections of the sites and their consensus; everything that is their own stands in `src/sources/ffanalytics`. */
export const ffanalyticsPipeline = requireParsedFlow("ffanalytics_pipeline");

await runDirectly(import.meta.url, ffanalyticsPipeline);

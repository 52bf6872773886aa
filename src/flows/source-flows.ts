import { nflDataPipeline } from "./nfl_data_pipeline.ts";

/** The flows that load a source, in the order of the DAG. A further source adds one line. */
export const sourceFlows = [{ source: "nflverse", flow: nflDataPipeline }] as const;

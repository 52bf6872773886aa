import type { SourceDescription } from "../../core/dataset.ts";
import { commissionerDatasets } from "./datasets.ts";

/** The league's own sheet, through a working copy. */
export const commissioner: SourceDescription = {
  name: "commissioner",
  aliases: ["sheets"],
  displayName: "the league sheet",
  version: "2",
  flow: "sheets_pipeline",
  // A day: the contract's window for the sheet (governance, section 8).
  lastKnownGoodHours: 24,
  datasets: commissionerDatasets,
};

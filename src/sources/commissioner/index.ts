import type { SourceDescription } from "../../core/dataset.ts";
import { describeError } from "../../core/errors.ts";
import { commissionerDatasets, looking } from "./datasets.ts";
import { findCredentials } from "./google/credentials.ts";

/** The league's own sheet, through a working copy. */
export const commissioner = {
  name: "commissioner",
  aliases: ["sheets"],
  displayName: "the league sheet",
  version: "2",
  flow: "sheets_pipeline",
  // A day: the contract's window for the sheet (governance, section 8).
  lastKnownGoodHours: 24,
  checking: looking,
  datasets: commissionerDatasets,
  // Google's own description of its API: no account, no quota of ours.
  probeUrl: "https://sheets.googleapis.com/$discovery/rest?version=v4",
  checkCredentials: (env: Readonly<Record<string, string | undefined>>): string | null => {
    try {
      findCredentials(env);
      return null;
    } catch (error) {
      const { message, fix } = describeError(error);
      return fix === null ? message : `${message}. ${fix}`;
    }
  },
} satisfies SourceDescription & { readonly probeUrl: string; readonly checkCredentials: (env: Readonly<Record<string, string | undefined>>) => string | null };

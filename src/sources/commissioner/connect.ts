import { SourceSetupError } from "../../core/errors.ts";
import { openWorkbooks } from "./google/client.ts";
import { findCredentials } from "./google/credentials.ts";
import type { Workbooks } from "./google/workbooks.ts";
import { startGoogleStandIn } from "./stand-in/index.ts";

/** Where the league's workbooks are: Google, or a recorded profile. */
export interface SheetPlaces {
  /** `sheet` of the configuration. */
  readonly source: string | undefined;
  readonly copy: string | undefined;
  readonly tabs: readonly string[] | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A recorded profile's folders; null: Google. */
  readonly recorded: { readonly tabs: string; readonly copy: string | null; readonly modifiedTime: string | null } | null;
  /** Of the stand-in, below the home. */
  readonly statePath: string;
}

export interface SheetWatch {
  readonly now: () => Date;
  /** @throws the signal's reason */
  readonly pause: (ms: number) => Promise<void>;
  readonly onWait: (text: string) => void;
  readonly signal: AbortSignal;
}

/** The two workbooks of a league. */
export interface LeagueWorkbooks {
  readonly google: Workbooks;
  readonly sourceId: string;
  readonly copyId: string;
  /** Every tab that must be there. */
  readonly tabs: readonly string[];
  close(): Promise<void>;
}

/** @returns why the sheet cannot be asked for at all, or null: the flows' first question, and whether a run of everything includes it */
export function missingSettings({ source, copy, tabs, recorded }: Pick<SheetPlaces, "source" | "copy" | "tabs" | "recorded">): SourceSetupError | null {
  if (recorded !== null) return null;
  const missing = [
    ...(source === undefined ? ["COMMISSIONER_SHEET_ID (the commissioner's workbook)"] : []),
    ...(copy === undefined ? ["LEAGUE_SHEET_COPY_ID (the working copy)"] : []),
    ...(tabs === undefined ? ["SHEETS_TABS (its tabs, separated by commas)"] : []),
  ];
  return missing.length === 0 ? null : new SourceSetupError("the league sheet is not set up", `Set ${missing.join(", ")}; or source, copy and tabs below \`sheet\` in config/league.yaml.`);
}

/** @throws SourceSetupError saying what to set */
export async function connectWorkbooks(places: SheetPlaces, watch: SheetWatch, open: typeof openWorkbooks = openWorkbooks): Promise<LeagueWorkbooks> {
  const { source, copy, tabs, recorded } = places;
  const missing = missingSettings(places);
  if (missing !== null) throw missing;
  if (recorded === null) {
    const google = await open({ ...watch, credentials: findCredentials(places.env), origin: null });
    return { google, sourceId: source ?? "", copyId: copy ?? "", tabs: tabs ?? [], close: async () => undefined };
  }
  const ids = { source: source ?? "recorded-league-sheet", copy: copy ?? "recorded-working-copy" };
  const standIn = await startGoogleStandIn({
    statePath: places.statePath,
    source: { id: ids.source, tabsDir: recorded.tabs, modifiedTime: recorded.modifiedTime },
    copy: { id: ids.copy, tabsDir: recorded.copy },
    now: watch.now,
  });
  try {
    const google = await open({ ...watch, credentials: standIn.credentials, origin: standIn.origin });
    return { google, sourceId: ids.source, copyId: ids.copy, tabs: tabs ?? standIn.tabs("source").map(({ title }) => title), close: () => standIn.close() };
  } catch (error) {
    // A server that nobody closes keeps the process from ending.
    await standIn.close();
    throw error;
  }
}

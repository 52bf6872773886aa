import type { CheckResult } from "../core/check.ts";
import type { LeagueSheet } from "../sources/commissioner/league-sheet.ts";
import type { TableRow } from "../sources/commissioner/tables.ts";
import type { Home } from "./home.ts";

export interface UnmappedPlayers {
  readonly rows: readonly TableRow[];
  readonly checks: readonly CheckResult[];
  readonly inputs: Readonly<Record<string, string>>;
}

/** TODO wired with identity */
export async function findUnmappedPlayers(_home: Home, _sheet: LeagueSheet): Promise<UnmappedPlayers> {
  return { rows: [], checks: [], inputs: {} };
}

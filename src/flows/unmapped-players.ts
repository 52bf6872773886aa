import type { CheckResult } from "../core/check.ts";
import { type Mention, reportUnmapped } from "../identity/index.ts";
import type { LeagueSheet } from "../sources/commissioner/league-sheet.ts";
import type { TableRow } from "../sources/commissioner/tables.ts";
import type { PublishedCrosswalk } from "./crosswalk.ts";

export interface UnmappedPlayers {
  readonly rows: readonly TableRow[];
  readonly checks: readonly CheckResult[];
  readonly inputs: Readonly<Record<string, string>>;
}

/** Share of named players that may be unknown before a person should look; 0.4 % of the real league's rows are. */
const MOST_UNMAPPED = 0.02;

/** Asks the newest published crosswalk for every player of the sheet: dbt decides by the same names later, this says it early. @param published null: none is */
export function findUnmappedPlayers(published: PublishedCrosswalk | null, sheet: LeagueSheet): UnmappedPlayers {
  if (published === null) return { rows: [], inputs: {}, checks: [check("skipped", null, "no crosswalk is published: run nfl_data_pipeline, then names are looked up", [])] };
  const mentions = mentionsOf(sheet);
  const unmapped = reportUnmapped(published.crosswalk, mentions);
  const lost = unmapped.reduce((sum, { rows }) => sum + rows, 0);
  const message = `${lost} of ${mentions.length} rows name ${unmapped.length} player(s) whom the crosswalk of ${published.dt} does not know${unmapped[0] === undefined ? "" : `; first: ${unmapped[0].where} ${unmapped[0].name}`}`;
  return {
    rows: unmapped.map(({ dataset, where, name, position, rows, reason }) => ({ dataset, where_seen: where, player: name, position, rows, reason })),
    checks: [check(lost > mentions.length * MOST_UNMAPPED ? "warn" : "pass", lost, message, unmapped)],
    inputs: published.inputs,
  };
}

function mentionsOf({ franchises, transactions }: LeagueSheet): readonly Mention[] {
  return [
    ...franchises.flatMap(({ tab, active }) => active.filter(({ player }) => player !== "").map(({ player, slot, year }) => ({ dataset: "contracts_active", where: `${tab} ${slot}`, name: player, slot, season: year }))),
    ...franchises.flatMap(({ tab, cut }) => cut.map(({ player, position, year }) => ({ dataset: "contracts_cut", where: `${tab} cuts`, name: player, position, season: year }))),
    ...transactions.transactions
      .filter(({ assetType }) => assetType === "player" || assetType === "defense")
      .map(({ uniqueId, texts, timeFrame }) => ({ dataset: "transactions", where: uniqueId, name: texts.Player ?? "", position: texts.Position, season: timeFrame?.season ?? null })),
  ];
}

function check(verdict: "pass" | "warn" | "skipped", observed: number | null, message: string, evidence: readonly object[]): CheckResult {
  return { name: "known_players", kind: "source_rule", verdict, observed, threshold: MOST_UNMAPPED, message, evidence: evidence.slice(0, 20).map((entry) => ({ ...entry })) };
}

import type { Document } from "../parsed-source.ts";
import { readRecord } from "./answer.ts";

/** @param document `GET /state/nfl`. @returns its only row. @throws PayloadError naming the field */
export function readState(document: Document): Readonly<Record<string, unknown>> {
  const record = readRecord("state", document);
  return {
    season: record.season("season"),
    season_type: record.text("season_type"),
    week: record.whole("week"),
    leg: record.whole("leg"),
    display_week: record.whole("display_week"),
    league_season: record.season("league_season"),
    previous_season: record.season("previous_season"),
    league_create_season: record.season("league_create_season"),
    season_start_date: record.dateOrNull("season_start_date"),
    season_has_scores: record.optional.flagOrNull("season_has_scores"),
  };
}

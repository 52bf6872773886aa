import type { Document } from "../parsed-source.ts";
import { readRecords } from "./answer.ts";

type Row = Readonly<Record<string, unknown>>;

export const TRENDS = ["add", "drop"] as const;
export type Trend = (typeof TRENDS)[number];
export const LOOKBACK_HOURS = 24;

/** @param document `GET /players/nfl/trending/{add or drop}`, the most wanted first; a defense goes by its club's code. @throws PayloadError naming the field */
export function readTrend(kind: Trend, document: Document): readonly Row[] {
  return readRecords("trending", document, "player").map((record, index) => ({ kind, rank: index + 1, player_id: record.text("player_id"), count: record.whole("count"), lookback_hours: LOOKBACK_HOURS }));
}

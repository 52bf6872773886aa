import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { Check } from "../src/core/check.ts";
import type { ColumnContract } from "../src/core/dataset.ts";

/** The shape of nflverse's weekly player stats: 114 columns, most cells zero or null; two columns begin in 2006. Names are invented. */
export const ROWS_PER_SEASON = 18_519;
const FIRST_SEASON = 1999;
const LATE_COLUMNS_SINCE = 2006;

const TEXTS = ["player_name", "player_display_name", "position", "position_group", "headshot_url", "season_type", "team", "opponent_team", "fg_made_list", "fg_missed_list", "fg_blocked_list", "gwfg_list"];
const COUNTS = Array.from({ length: 62 }, (_, index) => `count_${index}`);
const MEASURES = Array.from({ length: 35 }, (_, index) => `measure_${index}`);
const LATE = ["air_share", "target_share"];

export const CONTRACT: readonly ColumnContract[] = [
  { name: "season", type: "INTEGER" },
  { name: "week", type: "INTEGER" },
  { name: "player_id", type: "VARCHAR" },
  ...TEXTS.map((name) => ({ name, type: "VARCHAR" as const })),
  ...COUNTS.map((name) => ({ name, type: "INTEGER" as const })),
  ...MEASURES.map((name) => ({ name, type: "DOUBLE" as const })),
  ...LATE.map((name) => ({ name, type: "DOUBLE" as const, required: false })),
];

/** Thirty checks, as a real dataset has them. */
export const CHECKS: readonly Check[] = [
  { kind: "row_count", min: 1_000 },
  { kind: "required_columns" },
  { kind: "unique", columns: ["season", "week", "player_id"] },
  { kind: "coverage", weeks: true },
  { kind: "row_count_change", minPercent: -5, maxPercent: 20 },
  { kind: "accepted_values", column: "season_type", values: ["REG", "POST"] },
  ...["season", "week", "team", "opponent_team"].map((column): Check => ({ kind: "not_null", column })),
  ...COUNTS.slice(0, 15).map((column): Check => ({ kind: "range", column, min: 0, max: 1_000 })),
  ...MEASURES.slice(0, 5).map((column): Check => ({ kind: "range", column, min: -200, max: 200 })),
];

function seasonSelect(season: number): string {
  const cell = (salt: number): string => `(hash(i, ${salt}, ${season}) >> 8)`;
  const text = (name: string, index: number): string => {
    if (name === "season_type") return "CASE WHEN week_ > 18 THEN 'POST' ELSE 'REG' END";
    if (name.endsWith("_list")) return `CASE WHEN ${cell(900 + index)} % 40 = 0 THEN concat(${cell(910 + index)} % 60, ';', ${cell(920 + index)} % 60) END`;
    if (name === "headshot_url") return "concat('https://example.test/heads/', player_, '.png')";
    return name.startsWith("player") ? "concat('Player ', player_)" : `concat('${name.slice(0, 2).toUpperCase()}', ${name === "team" || name === "opponent_team" ? `${cell(930 + index)} % 32` : "player_ % 9"})`;
  };
  const count = (index: number): string => `CASE WHEN ${cell(index)} % 6 = 0 THEN (${cell(100 + index)} % 14)::INTEGER ELSE 0 END`;
  const measure = (index: number): string => `CASE WHEN ${cell(200 + index)} % 5 = 0 THEN (${cell(300 + index)} % 20000)::DOUBLE / 100 - 100 END`;
  const columns = [
    `${season}::INTEGER AS season`, "week_ AS week", "concat('00-', lpad(player_::VARCHAR, 7, '0')) AS player_id",
    ...TEXTS.map((name, index) => `${text(name, index)} AS ${name}`),
    ...COUNTS.map((name, index) => `${count(index)} AS ${name}`),
    ...MEASURES.map((name, index) => `${measure(index)} AS ${name}`),
    ...(season < LATE_COLUMNS_SINCE ? [] : LATE.map((name, index) => `${measure(50 + index)} AS ${name}`)),
  ];
  return `SELECT ${columns.join(", ")} FROM (SELECT i, (1 + i // 842)::INTEGER AS week_, i % 842 * 37 % 30011 AS player_ FROM range(${ROWS_PER_SEASON}) t(i))`;
}

/** Writes one Snappy Parquet file a season, as nflverse publishes them. @returns their paths, oldest first. */
export async function writeSeasons(dir: string, seasons: number): Promise<readonly string[]> {
  mkdirSync(dir, { recursive: true });
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const paths: string[] = [];
  for (let index = 0; index < seasons; index += 1) {
    // More seasons than football has: the later ones repeat the newest shape.
    const path = join(dir, `stats_player_week_${FIRST_SEASON + index}.parquet`);
    await connection.run(`COPY (${seasonSelect(FIRST_SEASON + index)}) TO '${path}' (FORMAT parquet, COMPRESSION snappy)`);
    paths.push(path);
  }
  connection.closeSync();
  instance.closeSync();
  return paths;
}

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

/** Real answers of the projection sites: files as they are, and those of which only the rows are left, put back into the shape that the README describes. */
export const FOLDER = resolve(import.meta.dirname, "..", "..", "..", "shared", "data", "providers", "ffanalytics");
export const bytesOf = (path: string): Buffer => readFileSync(join(FOLDER, path));

/** A row of another project's table, with the provider's own fragment in it. */
interface Fragment {
  readonly name: string;
  readonly points: number;
  readonly raw: string;
}

/** @param path of a Parquet file, in the folder. @returns its fragments by position */
export async function fragmentsOf(path: string): Promise<ReadonlyMap<string, readonly Fragment[]>> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(`SELECT position, player_name, projected_points::DOUBLE AS points, raw_payload FROM '${join(FOLDER, path)}'`);
  connection.closeSync();
  const fragments = new Map<string, Fragment[]>();
  for (const { position, player_name: name, points, raw_payload: raw } of reader.getRowObjectsJson() as unknown as readonly { position: string; player_name: string; points: number; raw_payload: string }[]) {
    fragments.set(position, [...(fragments.get(position) ?? []), { name, points, raw }]);
  }
  return fragments;
}

const RUSHING = ["RUSHING", "ATT", "YDS", "TDS"];
const RECEIVING = ["RECEIVING", "REC", "YDS", "TDS"];
const MISC = ["MISC", "FL", "FPTS"];
/** Groups of the header in June 2026, as the cells of its rows stand. */
const HEADERS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  QB: [["PASSING", "ATT", "CMP", "YDS", "TDS", "INTS"], RUSHING, MISC],
  RB: [RUSHING, RECEIVING, MISC],
  WR: [RECEIVING, RUSHING, MISC],
  TE: [RECEIVING, MISC],
  K: [["", "FG", "FGA", "XPT", "FPTS"]],
};

/** FantasyPros' page of a position. Rows that were cut at 500 characters get their last cell, the points, from the table they stand in. */
export function fantasyprosPage(position: string, rows: readonly Fragment[]): string {
  const groups = HEADERS[position] ?? [];
  const names = groups.flatMap(([, ...columns]) => columns);
  const over = groups.length === 1 ? "" : `<tr><td>&nbsp;</td>${groups.map(([group = "", ...columns]) => `<td colspan="${columns.length}"><b>${group}</b></td>`).join("")}</tr>`;
  const cellsOf = ({ raw, points }: Fragment): string => {
    const cells = raw.match(/<td[\s\S]*?<\/td>/g) ?? [];
    return [...cells, ...(cells.length === names.length ? [`<td class="center">${points}</td>`] : [])].join("\n");
  };
  return `<!DOCTYPE html><html><body><table id="data"><thead>${over}<tr><th>Player</th>${names.map((name) => `<th><small>${name}</small></th>`).join("")}</tr></thead><tbody>${rows.map((row) => `<tr>${cellsOf(row)}</tr>`).join("\n")}</tbody></table></body></html>`;
}

const ESPN_POSITIONS: Readonly<Record<string, number>> = { QB: 1, RB: 2, WR: 3, TE: 4, K: 5, DST: 16 };

/** ESPN's answer of a position and week. */
export function espnAnswer(position: string, rows: readonly Fragment[], { season, week }: { readonly season: number; readonly week: number }): string {
  return JSON.stringify({
    players: rows.map(({ name, raw }) => {
      const { espnPlayerId, stats } = JSON.parse(raw) as { readonly espnPlayerId: number; readonly stats: object };
      return { player: { id: espnPlayerId, fullName: name, defaultPositionId: ESPN_POSITIONS[position], proTeamId: 0, stats: [{ seasonId: season, scoringPeriodId: week, statSourceId: 1, statSplitTypeId: 1, stats }] } };
    }),
  });
}

import type { IdKind } from "../../../identity/index.ts";
import { squeeze } from "../html-table.ts";
import type { Position, Projection, Stat } from "../projection.ts";
import { isSameRow } from "../same-row.ts";
import { badAnswer } from "./bad-answer.ts";
import { type Floors, GATE_ROWS, SEASON_FLOORS, WEEKLY_FLOORS } from "./floors.ts";
import type { Problem, Reading, SiteInquiry } from "./site.ts";

/** One row of an answer, before it is judged. */
export interface SiteRow {
  /** As written. */
  readonly player: string;
  readonly team: string | null;
  readonly opponent?: string | null;
  readonly siteId: string | null;
  /** Null: a position that nobody projects. */
  readonly pos: Position | null;
  readonly stats: Readonly<Partial<Record<Stat, number>>>;
}

/** How a site's rows are judged. */
export interface Rules {
  readonly name: string;
  readonly displayName: string;
  readonly idKind: IdKind | null;
  /** Rows without points above 0 are players who do not play (contract, section 3): positions where the site lists such. */
  readonly dropsWithoutPoints?: (position: Position) => boolean;
  /** The site shows strangers the head of its lists. */
  readonly mayBeGated?: boolean;
  /** Rows that the first page of a list has at least, where it is not the house's number. */
  readonly floors?: Floors;
}

const LONGEST_NAME = 80;

/**
 * @param remarks what was seen before
 * @returns rows as projections; those of a position whose list is too short stand apart
 * @throws PayloadError for a row without a player
 */
export function readingOf(rules: Rules, inquiry: SiteInquiry, rows: readonly SiteRow[], remarks: readonly string[] = []): Reading {
  const kept: Projection[] = [];
  const left = new Map<string, number>();
  const seen = new Map<string, SiteRow[]>();
  rows.forEach((row, index) => {
    const projection = projectionOf(rules, inquiry, row, index);
    const why = reasonToLeave(rules, projection) ?? (isThereTwice(row, seen) ? "that were there twice" : null);
    if (why === null && projection !== null) kept.push(projection);
    else if (why !== null) left.set(why, (left.get(why) ?? 0) + 1);
  });
  const problems = inquiry.positions.flatMap((position) => judge(rules, inquiry, position, kept.filter(({ pos }) => pos === position).length) ?? []);
  const short = new Set(problems.map(({ position }) => position));
  return {
    projections: kept.filter(({ pos }) => !short.has(pos)),
    withheld: kept.filter(({ pos }) => short.has(pos)),
    problems,
    remarks: [...remarks, ...[...left].map(([why, count]) => `${inquiry.label}: ${countRows(count)} ${why} left out`), ...namesakes(kept, inquiry)],
  };
}

/** @param seen by name: rows that came before; this one is put among them */
function isThereTwice(row: SiteRow, seen: Map<string, SiteRow[]>): boolean {
  const before = seen.get(row.player);
  if (before === undefined) seen.set(row.player, [row]);
  else if (before.some((other) => other.pos === row.pos && other.team === row.team && isSameRow(other, row))) return true;
  else before.push(row);
  return false;
}

function projectionOf({ name, idKind }: Rules, inquiry: SiteInquiry, { player, team, opponent = null, siteId, pos, stats }: SiteRow, index: number): Projection | null {
  const written = squeeze(player);
  if (written === "" || written.length > LONGEST_NAME) throw badAnswer(inquiry, `row ${index + 1}: ${written === "" ? "no player" : `a player's name of ${written.length} characters`}`);
  if (pos === null || !inquiry.positions.includes(pos)) return null;
  const { season, week } = inquiry.horizon;
  return { site: name, player: written, team: squeeze(team ?? "") || null, opponent, pos, siteId, idKind: siteId === null ? null : idKind, season, week, stats };
}

function reasonToLeave({ dropsWithoutPoints }: Rules, projection: Projection | null): string | null {
  if (projection === null) return "of other positions";
  if (Object.keys(projection.stats).length === 0) return "without a number";
  return dropsWithoutPoints?.(projection.pos) === true && !((projection.stats.site_pts ?? 0) > 0) ? "without points" : null;
}

/** Later pages of a list may hold any number of rows, also none. */
function judge({ displayName, mayBeGated = false, floors = {} }: Rules, { page, horizon }: SiteInquiry, position: Position, rows: number): Problem | null {
  const least = floors[position] ?? (horizon.week === 0 ? SEASON_FLOORS : WEEKLY_FLOORS)[position] ?? 1;
  if (page > 0 || rows >= least) return null;
  if (mayBeGated && rows >= GATE_ROWS.from && rows <= GATE_ROWS.to) {
    return { position, message: `${displayName} shows ${countRows(rows)} of ${position}: the head of the list, the rest is for members` };
  }
  return { position, message: `${displayName} lists ${countRows(rows)} of ${position}, at least ${least} are expected` };
}

/** A player who is listed twice with different numbers is no error of ours; who reads the log shall know. */
function namesakes(kept: readonly Projection[], { label }: SiteInquiry): readonly string[] {
  const counts = new Map<string, number>();
  for (const { pos, siteId, player } of kept) {
    if (siteId === null) continue;
    const who = `${player} (${pos}, ${siteId})`;
    counts.set(who, (counts.get(who) ?? 0) + 1);
  }
  const twice = [...counts].filter(([, count]) => count > 1).map(([who]) => who);
  return twice.length === 0 ? [] : [`${label}: listed more than once, with different numbers: ${twice.slice(0, 5).join(", ")}${twice.length > 5 ? ` and ${twice.length - 5} more` : ""}`];
}

export const countRows = (count: number): string => `${count} ${count === 1 ? "row" : "rows"}`;

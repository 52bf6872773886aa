import { type CellIssue, cellAt, cellName, type Grid } from "./cells.ts";

/** A draft pick as a franchise's tab shows it. */
export interface SheetPick {
  readonly year: number;
  readonly round: number;
  readonly source: "owned" | "acquired" | "trade_out";
  readonly originalOwner: string | null;
  readonly acquiredFrom: string | null;
  readonly note: string | null;
  readonly recipient: string | null;
  /** The condition as it stands. */
  readonly condition: string;
  /** Its own text says that it depends on something; the league as a whole may flag more. */
  readonly flagged: boolean;
  readonly cell: string;
}

interface PickReading {
  readonly tab: string;
  readonly gm: string;
  readonly grid: Grid;
  readonly issues: CellIssue[];
}

/** Texts of a second header inside the block. */
const HEADERS = new Set(["owner", "draft pick owner", "draft pick acquired", "draft pick acquried"]);
const TRADED = /^traded? to[\s:]*/i;
const NO_CONDITION = new Set(["", "-", "none", "n/a", "na", "no", "false", "0"]);
const DEPENDS = /\bif\b|conting|pending|conditional|unless|upon/i;

/** @returns one pick for each round number in the block's year columns, in the order of the sheet */
export function readPicks(reading: PickReading, header: number, column: number, years: readonly number[]): readonly SheetPick[] {
  const picks: SheetPick[] = [];
  for (let row = header + 1; row < reading.grid.length; row += 1) {
    const owner = cellAt(reading.grid, row, column);
    if (owner === "" || HEADERS.has(owner.toLowerCase())) continue;
    const condition = cellAt(reading.grid, row, column + 1 + years.length);
    years.forEach((year, offset) => {
      const round = readRound(reading, row, column + 1 + offset);
      if (round !== null) picks.push({ year, round, ...describeOwner(owner, reading.gm), condition, flagged: isConditional(condition), cell: cellName(row, column + 1 + offset) });
    });
  }
  return picks;
}

/** The round stands in the column of its year. */
function readRound({ tab, grid, issues }: PickReading, row: number, column: number): number | null {
  const text = cellAt(grid, row, column);
  if (text === "") return null;
  if (/^[1-5]$/.test(text)) return Number(text);
  issues.push({ tab, cell: cellName(row, column), seen: text, problem: "not a round from 1 to 5" });
  return null;
}

function describeOwner(owner: string, gm: string): Pick<SheetPick, "source" | "originalOwner" | "acquiredFrom" | "note" | "recipient"> {
  if (TRADED.test(owner)) {
    const recipient = owner.replace(TRADED, "").trim();
    return { source: "trade_out", originalOwner: gm, acquiredFrom: null, note: recipient, recipient };
  }
  const words = gm.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, " ").trim().split(" ");
  const isOwn = owner.toLowerCase() === gm.toLowerCase() || words.includes(owner.toLowerCase());
  return isOwn ? { source: "owned", originalOwner: owner, acquiredFrom: null, note: null, recipient: null } : { source: "acquired", originalOwner: null, acquiredFrom: owner, note: owner, recipient: null };
}

function isConditional(condition: string): boolean {
  const text = condition.trim().toLowerCase();
  return !NO_CONDITION.has(text) && DEPENDS.test(text);
}

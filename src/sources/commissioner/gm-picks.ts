import { type CellIssue, cellAt, cellName, type Grid } from "./cells.ts";
import { type Block, YEAR } from "./gm-header.ts";

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
  readonly draftRounds: number;
}

const TRADED = /^traded? to[\s:]*/i;
const NO_CONDITION = new Set(["", "-", "none", "n/a", "na", "no", "false", "0"]);
const DEPENDS = /\bif\b|conting|pending|conditional|unless|upon/i;

/** @param rows below the header. @returns one pick for each round number in the block's year columns, in the order of the sheet */
export function readPicks(reading: PickReading, rows: readonly number[], block: Block): readonly SheetPick[] {
  return rows.flatMap((row) => (isSecondHeader(reading.grid, row, block) ? [] : readPickRow(reading, row, block)));
}

/** Acquired picks stand below the own ones, under a header of their own. */
function isSecondHeader(grid: Grid, row: number, { yearColumn, years }: Block): boolean {
  return years.every((_, offset) => YEAR.test(cellAt(grid, row, yearColumn + offset)));
}

function readPickRow(reading: PickReading, row: number, { column, yearColumn, years, end }: Block): readonly SheetPick[] {
  const { grid, gm, tab, issues } = reading;
  const owner = cellAt(grid, row, column);
  const condition = cellAt(grid, row, end);
  const rounds = years.flatMap((year, offset) => {
    const round = readRound(reading, row, yearColumn + offset);
    return round === null ? [] : [{ year, round, cell: cellName(row, yearColumn + offset) }];
  });
  const [first] = rounds;
  const report = (problem: string, isRemark?: true): void => void issues.push({ tab, cell: cellName(row, column), seen: owner, problem, ...(isRemark === undefined ? {} : { isRemark }) });
  if (owner === "" && first !== undefined) report(`round ${first.round} of ${first.year} belongs to nobody`);
  // A note, or a pick that has lost its round.
  if (owner !== "" && first === undefined) report("no round in any year: read as no pick", true);
  if (owner === "") return [];
  return rounds.map(({ year, round, cell }) => ({ year, round, ...describeOwner(owner, gm), condition, flagged: isConditional(condition), cell }));
}

/** The round stands in the column of its year. */
function readRound({ tab, grid, issues, draftRounds }: PickReading, row: number, column: number): number | null {
  const text = cellAt(grid, row, column);
  if (text === "") return null;
  if (/^\d{1,2}$/.test(text) && Number(text) >= 1 && Number(text) <= draftRounds) return Number(text);
  issues.push({ tab, cell: cellName(row, column), seen: text, problem: `not a round from 1 to ${draftRounds}` });
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

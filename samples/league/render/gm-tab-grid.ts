/** How a commissioner lays out the tabs of a league's sheet (data contract of the sheet, section 2): the one place that knows. */
export type SheetGrid = string[][];

/** Dollars by year of the tab; null: the cell is blank. */
export type Amounts = readonly (number | null)[];

/** What stands on a franchise's tab. */
export interface GmTabContent {
  /** Full name of the manager. */
  readonly gm: string;
  readonly phone: string;
  readonly email: string;
  /** The first of the five years of contracts, cuts and cap; picks begin a year later. */
  readonly firstYear: number;
  /** One entry a roster slot, empty ones too. */
  readonly slots: readonly { readonly slot: string; readonly player: string; readonly amounts: Amounts; readonly rfa?: boolean; readonly franchise?: boolean }[];
  readonly cuts: readonly { readonly player: string; readonly position: string; readonly amounts: Amounts }[];
  readonly ownPicks: readonly TabPick[];
  readonly acquiredPicks: readonly TabPick[];
  readonly available: readonly number[];
  readonly dead: readonly number[];
  readonly traded: readonly number[];
}

export interface TabPick {
  /** `Ada`, or `Traded to Bruno`. */
  readonly owner: string;
  readonly year: number;
  readonly round: number;
  readonly condition: string;
}

export const ROSTER_SLOTS: readonly string[] = [
  "QB", "RB", "RB", "WR", "WR", "TE", "FLEX", "DL", "DL", "LB", "LB", "DB", "DB", "FLEX", "D/ST", "K",
  ...Array.from({ length: 7 }, () => "BN"), "IDP BN", "IDP BN", "IR", "IR", "IR", "TAXI", "TAXI", "TAXI", "TAXI", "IDP TAXI",
];
export const TRANSACTIONS_HEADER: readonly string[] = ["Time Frame", "From", "To", "Original Order", "Round", "Pick", "Position", "Player", "Contract", "Split", "RFA Matched", "FAAD Comp", "Type", "Sort"];

const YEARS = 5;
const WIDTH = 31;
const FIRST_ROW = 4;

export const dollars = (amount: number): string => (amount < 0 ? `-$${-amount}` : `$${amount}`);
const total = (amounts: Amounts): string => dollars(amounts.reduce<number>((sum, amount) => sum + (amount ?? 0), 0));
const cells = (amounts: Amounts): readonly string[] => Array.from({ length: YEARS }, (_, year) => (amounts[year] === null || amounts[year] === undefined ? "" : dollars(amounts[year])));

export function gmTabGrid(tab: GmTabContent): SheetGrid {
  const grid: SheetGrid = [];
  const put = (row: number, column: number, ...texts: readonly string[]): void => {
    while (grid.length <= row) grid.push(Array.from({ length: WIDTH }, () => ""));
    texts.forEach((text, offset) => { (grid[row] ?? [])[column + offset] = text; });
  };
  const years = Array.from({ length: YEARS }, (_, offset) => tab.firstYear + offset);
  const roundInItsYear = ({ year, round }: TabPick): readonly string[] => years.map((first) => (first + 1 === year ? String(round) : ""));
  put(0, 0, "Active Roster");
  put(0, 12, "Cut Contracts");
  put(0, 20, "Draft Picks");
  put(0, 30, "Trade Contingencies");
  put(1, 0, `GM: ${tab.gm}`);
  put(1, 12, `Cell Phone: ${tab.phone}`);
  put(1, 20, `Email: ${tab.email}`);
  put(2, 0, "Available Cap Space", "", ...cells(tab.available));
  put(2, 12, "Dead Cap Space", "", ...cells(tab.dead));
  put(2, 20, "Traded Cap Space", ...cells(tab.traded));
  put(3, 0, "Pos.", "Player", ...years.map(String), "Total", "RFA", "", "Fr.");
  put(3, 12, "Player", "Pos.", ...years.map(String), "Total");
  put(3, 20, "Draft Pick Owner", ...years.map((year) => String(year + 1)), "Trade Conditions");
  put(3, 30, "Pending Details on Trades");
  tab.slots.forEach(({ slot, player, amounts, rfa, franchise }, index) => put(FIRST_ROW + index, 0, slot, player, ...cells(amounts), total(amounts), rfa === true ? "x" : "", "", franchise === true ? "x" : ""));
  tab.cuts.forEach(({ player, position, amounts }, index) => put(FIRST_ROW + index, 12, player, position, ...cells(amounts), total(amounts)));
  tab.ownPicks.forEach((pick, index) => put(FIRST_ROW + index, 20, pick.owner, ...roundInItsYear(pick), pick.condition));
  const second = FIRST_ROW + tab.ownPicks.length;
  // The second header is misspelt in the league's sheet, too.
  put(second, 20, "Draft Pick Acquried", ...years.map((year) => String(year + 1)), "Conditions for Acquisition");
  tab.acquiredPicks.forEach((pick, index) => put(second + 1 + index, 20, pick.owner, ...roundInItsYear(pick), pick.condition));
  return grid;
}

/** As a profile holds a tab: `<TAB>/<TAB>.csv`. */
export function toCsvText(grid: SheetGrid): string {
  return grid.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")).join("\n");
}

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A league's sheet with invented people, laid out as the data contract says, whose arithmetic holds. */
export type SheetGrid = string[][];
export type InventedSheet = Map<string, SheetGrid>;

export const CAP = 250;
const FIRST_YEAR = 2025;
const YEARS = [0, 1, 2, 3, 4].map((offset) => FIRST_YEAR + offset);
const WIDTH = 31;
const OWNERS = ["Ada", "Bruno", "Clio", "Dario", "Elin", "Fritz", "Gita", "Hugo", "Ines", "Jonas", "Karla", "Ludo"];
const SLOTS = ["QB", "RB", "RB", "WR", "WR", "TE", "FLEX", "DL", "DL", "LB", "LB", "DB", "DB", "FLEX", "D/ST", "K", ...Array.from({ length: 7 }, () => "BN"), "IDP BN", "IDP BN", "IR", "IR", "IR", "TAXI", "TAXI", "TAXI", "TAXI", "IDP TAXI"];
const FIRST = ["Alto", "Beppo", "Cosimo", "Delio", "Efrem", "Fausto", "Gildo", "Ivo", "Lapo", "Nestor"];
const LAST = ["Quercia", "Rovere", "Salice", "Tiglio", "Ulivo", "Vite", "Zappa", "Acero", "Betulla", "Cedro"];
const POSITIONS = ["QB", "RB", "WR", "TE", "LB", "DB"];

/** @param franchises at most twelve @param transactions rows of the log */
export function inventSheet({ franchises = 3, transactions = 40 } = {}): InventedSheet {
  const owners = OWNERS.slice(0, franchises);
  const sheet: InventedSheet = new Map(owners.map((owner, index) => [owner, franchiseTab(owner, index, owners)]));
  return sheet.set("TRANSACTIONS", transactionsTab(owners, transactions));
}

/** Writes the tabs as a profile has them. */
export function writeTabs(dir: string, sheet: InventedSheet): string {
  rmSync(dir, { recursive: true, force: true });
  for (const [title, grid] of sheet) {
    mkdirSync(join(dir, title), { recursive: true });
    writeFileSync(join(dir, title, `${title}.csv`), grid.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")).join("\n"));
  }
  return dir;
}

export const invented = (n: number): string => `${FIRST[n % 10] ?? ""} ${LAST[Math.floor(n / 10) % 10] ?? ""}${n >= 100 ? ` ${["II", "III", "IV"][Math.floor(n / 100) - 1] ?? ""}` : ""}`;
const dollars = (amount: number): string => (amount < 0 ? `-$${-amount}` : `$${amount}`);

function franchiseTab(owner: string, index: number, owners: readonly string[]): SheetGrid {
  const grid: SheetGrid = Array.from({ length: 4 + SLOTS.length }, () => Array.from({ length: WIDTH }, () => ""));
  const put = (row: number, column: number, ...cells: readonly string[]): void => cells.forEach((cell, offset) => { (grid[row] ?? [])[column + offset] = cell; });
  const spent = YEARS.map(() => 0);
  SLOTS.forEach((slot, n) => {
    const length = (n + index) % 3 === 0 ? 3 : (n + index) % 4 === 0 ? 2 : 1;
    const isEmpty = n % 11 === 10;
    const amounts = YEARS.map((_, year) => (year < (isEmpty ? 1 : length) ? 1 + ((n + index) % 7) : null));
    amounts.forEach((amount, year) => (spent[year] = (spent[year] ?? 0) + (amount ?? 0)));
    put(4 + n, 0, slot, isEmpty ? "" : slot === "D/ST" ? "Green Bay Packers" : invented(index * SLOTS.length + n), ...amounts.map((amount) => (amount === null ? "" : dollars(amount))), dollars(amounts.reduce<number>((sum, amount) => sum + (amount ?? 0), 0)));
    if (n === 2) put(4 + n, 8, "x", "", "x");
  });
  const dead = [5 + index, 3, 0, 0, 0];
  put(4, 12, `${invented(index + 40)} (x2)`, "WR", dollars(3 + index), "$2", "", "", "", dollars(5 + index));
  put(5, 12, invented(index + 60), "LB", "$2", "$1", "", "", "", "$3");
  const traded = [index === 0 ? -4 : index === 1 ? 4 : 0, 0, 0, 0, 0];
  putPicks(put, owner, index, owners);
  put(0, 0, "Active Roster");
  put(0, 12, "Cut Contracts");
  put(0, 20, "Draft Picks");
  put(0, 30, "Trade Contingencies");
  put(1, 0, `GM: ${owner} Example`);
  put(1, 12, "Cell Phone: (555) 555-0100");
  put(1, 20, `Email: ${owner.toLowerCase()}@example.com`);
  put(2, 0, "Available Cap Space", "", ...YEARS.map((_, year) => dollars(CAP - (spent[year] ?? 0) - (dead[year] ?? 0) + (traded[year] ?? 0))));
  put(2, 12, "Dead Cap Space", "", ...dead.map(dollars));
  put(2, 20, "Traded Cap Space", ...traded.map(dollars));
  put(3, 0, "Pos.", "Player", ...YEARS.map(String), "Total", "RFA", "", "Fr.");
  put(3, 12, "Player", "Pos.", ...YEARS.map(String), "Total");
  put(3, 20, "Draft Pick Owner", ...YEARS.map((year) => String(year + 1)), "Trade Conditions");
  put(3, 30, "Pending Details on Trades");
  return grid;
}

/** The second franchise has traded a pick to the first; the condition stands on the first one's tab. */
function putPicks(put: (row: number, column: number, ...cells: readonly string[]) => void, owner: string, index: number, owners: readonly string[]): void {
  let row = 4;
  YEARS.forEach((_, year) => {
    for (let round = 1; round <= 5; round += 1) {
      const isTraded = index === 1 && year === 1 && round === 2;
      put(row, 20, isTraded ? `Traded to ${owners[0] ?? ""}` : owner, ...YEARS.map((__, column) => (column === year ? String(round) : "")), isTraded ? "none" : "-");
      row += 1;
    }
  });
  put(row, 20, "Draft Pick Acquried", ...YEARS.map((year) => String(year + 1)), "Conditions for Acquisition");
  if (index === 0 && owners[1] !== undefined) put(row + 1, 20, owners[1], "", "2", "", "", "", "yes, see contingencies");
}

const HEADER = ["Time Frame", "From", "To", "Original Order", "Round", "Pick", "Position", "Player", "Contract", "Split", "RFA Matched", "FAAD Comp", "Type", "Sort"];

function transactionsTab(owners: readonly string[], count: number): SheetGrid {
  const rows = Array.from({ length: count }, (_, n) => transaction(owners, n, 1000 + n));
  return [[...HEADER], ...rows.toReversed()];
}

function transaction(owners: readonly string[], n: number, id: number): string[] {
  const [owner = "", other = ""] = [owners[n % owners.length], owners[(n + 1) % owners.length]];
  const sort = id.toLocaleString("en-US");
  const player = invented(n % 300);
  const position = POSITIONS[n % POSITIONS.length] ?? "WR";
  switch (n % 6) {
    case 0: return ["2025 FAAD", "Waiver Wire", owner, "-", "-", "-", position, player, "12/4", "3-3-3-3", "-", "-", "Signing", sort];
    case 1: return ["2025 Week 4", owner, "Waiver Wire", "-", "-", "-", position, player, "7/3", "-", "-", "-", "Cut", sort];
    case 2: return ["2024 Offseason", owner, other, owner, "2", "TBD", "-", "2027 2nd Round", "-", "-", "-", "-", "Trade", sort];
    case 3: return ["2025 Rookie Draft", "-", owner, owner, "1", String(1 + (n % 12)), position, player, "6/3", "2-2-2", "-", "-", "Draft", sort];
    case 4: return ["2025 Week 9 Deadline", owner, other, "-", "-", "-", "-", "2025 Cap Space", "-", "10", "-", "-", "Trade", sort];
    default: return ["2025 FAAD", "Waiver Wire", owner, "-", "-", "-", "D/ST", "Chicago Bears", "1/1", "-", "yes", "-", "Signing", sort];
  }
}

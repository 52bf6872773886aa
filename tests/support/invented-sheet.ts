import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gmTabGrid, ROSTER_SLOTS, type SheetGrid, type TabPick, toCsvText, TRANSACTIONS_HEADER } from "../../samples/league/render/gm-tab-grid.ts";

/** A small sheet with invented people for tests to spoil, laid out as the sample's sheet is; its arithmetic holds. */
export type { SheetGrid };
export type InventedSheet = Map<string, SheetGrid>;

export const CAP = 250;
const FIRST_YEAR = 2025;
const YEARS = [0, 1, 2, 3, 4].map((offset) => FIRST_YEAR + offset);
const OWNERS = ["Ada", "Bruno", "Clio", "Dario", "Elin", "Fritz", "Gita", "Hugo", "Ines", "Jonas", "Karla", "Ludo"];
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
    writeFileSync(join(dir, title, `${title}.csv`), toCsvText(grid));
  }
  return dir;
}

export const invented = (n: number): string => `${FIRST[n % 10] ?? ""} ${LAST[Math.floor(n / 10) % 10] ?? ""}${n >= 100 ? ` ${["II", "III", "IV"][Math.floor(n / 100) - 1] ?? ""}` : ""}`;

function franchiseTab(owner: string, index: number, owners: readonly string[]): SheetGrid {
  const slots = ROSTER_SLOTS.map((slot, n) => {
    const length = (n + index) % 3 === 0 ? 3 : (n + index) % 4 === 0 ? 2 : 1;
    const isEmpty = n % 11 === 10;
    const amounts = YEARS.map((_, year) => (year < (isEmpty ? 1 : length) ? 1 + ((n + index) % 7) : null));
    return { slot, player: isEmpty ? "" : slot === "D/ST" ? "Green Bay Packers" : invented(index * ROSTER_SLOTS.length + n), amounts, rfa: n === 2, franchise: n === 2 };
  });
  const spent = YEARS.map((_, year) => slots.reduce((sum, { amounts }) => sum + (amounts[year] ?? 0), 0));
  const dead = [5 + index, 3, 0, 0, 0];
  const traded = [index === 0 ? -4 : index === 1 ? 4 : 0, 0, 0, 0, 0];
  return gmTabGrid({
    gm: `${owner} Example`,
    phone: "(555) 555-0100",
    email: `${owner.toLowerCase()}@example.com`,
    firstYear: FIRST_YEAR,
    slots,
    cuts: [
      { player: `${invented(index + 40)} (x2)`, position: "WR", amounts: [3 + index, 2] },
      { player: invented(index + 60), position: "LB", amounts: [2, 1] },
    ],
    ...picksOf(owner, index, owners),
    available: YEARS.map((_, year) => CAP - (spent[year] ?? 0) - (dead[year] ?? 0) + (traded[year] ?? 0)),
    dead,
    traded,
  });
}

/** The second franchise has traded a pick to the first; the condition stands on the first one's tab. */
function picksOf(owner: string, index: number, owners: readonly string[]): { readonly ownPicks: readonly TabPick[]; readonly acquiredPicks: readonly TabPick[] } {
  const isTraded = (year: number, round: number): boolean => index === 1 && year === FIRST_YEAR + 2 && round === 2;
  const ownPicks = YEARS.flatMap((first) =>
    Array.from({ length: 5 }, (_, n): TabPick => {
      const [year, round] = [first + 1, n + 1];
      return isTraded(year, round) ? { owner: `Traded to ${owners[0] ?? ""}`, year, round, condition: "none" } : { owner, year, round, condition: "-" };
    }),
  );
  return { ownPicks, acquiredPicks: index === 0 && owners[1] !== undefined ? [{ owner: owners[1], year: FIRST_YEAR + 2, round: 2, condition: "yes, see contingencies" }] : [] };
}

function transactionsTab(owners: readonly string[], count: number): SheetGrid {
  const rows = Array.from({ length: count }, (_, n) => transaction(owners, n, 1000 + n));
  return [[...TRANSACTIONS_HEADER], ...rows.toReversed()];
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

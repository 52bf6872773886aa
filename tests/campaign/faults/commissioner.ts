import { type InventedSheet, inventSheet, type SheetGrid } from "../../support/invented-sheet.ts";
import type { Day } from "../day.ts";
import { allOf, type Fault, type Ground } from "../fault.ts";
import { CONTRACT, ISSUE, WEAKNESSES } from "./seen.ts";

const SEEN = `${CONTRACT}/sources/sheets.md, section 7`;
const TABS = ["Ada", "Bruno", "Clio", "TRANSACTIONS"];
const TABLES = ["contracts_active", "contracts_cut", "cap_space", "draft_picks", "draft_pick_conditions", "transactions", "transactions_qa_players", "transactions_qa_picks"];

const dayOf = (now: string, transactions: number): Day => ({ now, answers: [], sheet: inventSheet({ transactions }), league: { sheet: { tabs: TABS } } });

/** The league's sheet, edited every day; its eight tables are one statement, and published together. */
const sheetGround: Ground = {
  source: "commissioner",
  flow: "sheets_pipeline",
  before: [],
  days: async () => ({ good: dayOf("2025-11-18T12:00:00Z", 120), spoilt: dayOf("2025-11-19T12:00:00Z", 121), later: dayOf("2025-11-20T12:00:00Z", 122) }),
};

const ASIDE = allOf("quarantined", ...TABLES);
const UNREAD = allOf("lkg", ...TABLES);
/** The copy is not made: what it made before stays, and so do the tables. */
const UNCOPIED = { commissioner: "failed", ...UNREAD } as const;
const base = { ground: sheetGround, seen: SEEN, harms: ASIDE } as const;

/** Where things stand on a franchise's tab, 0-based. */
const AT = { cap: 2, header: 3, first: 4, player: 1, years: 2, cutPlayer: 12, cutYears: 14, pickOwner: 20, pickYears: 21 } as const;

const edit = (change: (sheet: InventedSheet) => unknown): ((day: Day) => Day) => (day) => {
  const sheet: InventedSheet = new Map([...(day.sheet ?? [])].map(([title, grid]) => [title, grid.map((row) => [...row])]));
  change(sheet);
  return { ...day, sheet };
};
const gridOf = (sheet: InventedSheet, tab: string): SheetGrid => {
  const grid = sheet.get(tab);
  if (grid === undefined) throw new Error(`the sheet has no tab ${tab}`);
  return grid;
};
/** @param change of each row, in place */
const tab = (title: string, change: (row: string[], nth: number) => void): ((day: Day) => Day) => edit((sheet) => gridOf(sheet, title).forEach(change));
const cell = (title: string, row: number, column: number, text: string): ((day: Day) => Day) => tab(title, (cells, nth) => { if (nth === row) cells[column] = text; });
/** A cell of the newest transaction. */
const newest = (column: number, text: string): ((day: Day) => Day) => cell("TRANSACTIONS", 1, column, text);
const COLUMN = { timeFrame: 0, position: 6, contract: 8, type: 12, sort: 13 } as const;

export const commissionerFaults: readonly Fault[] = [
  { ...base, name: "commissioner: a column put into a franchise's tab", seen: ISSUE, harms: UNREAD, spoil: tab("Bruno", (row) => row.splice(AT.years, 0, "")), caught: { in: "cap_space", by: "parse", says: /Bruno!.*a header that is no year/ } },
  { ...base, name: "commissioner: a column of years taken out", seen: ISSUE, harms: UNREAD, spoil: tab("Bruno", (row) => row.splice(AT.years + 1, 1)), caught: { in: "cap_space", by: "parse", says: /Bruno!.*not consecutive/ } },
  { ...base, name: "commissioner: a column put into the log of transactions", seen: ISSUE, harms: UNREAD, spoil: tab("TRANSACTIONS", (row) => row.splice(3, 0, "")), caught: { in: "transactions", by: "parse", says: /TRANSACTIONS!D1: the header says ''/ } },
  { ...base, name: "commissioner: two columns of the log swapped", harms: UNREAD, spoil: tab("TRANSACTIONS", (row) => row.splice(1, 2, row[2] ?? "", row[1] ?? "")), caught: { in: "transactions", by: "parse", says: /the header says 'To', 'From' is expected/ } },
  { ...base, name: "commissioner: a header moved down by a row", seen: ISSUE, harms: UNREAD, spoil: edit((sheet) => gridOf(sheet, "TRANSACTIONS").unshift(["notes of the commissioner"])), caught: { in: "transactions", by: "parse", says: /TRANSACTIONS!A1: the header says/ } },
  { ...base, name: "commissioner: a header that is no year", harms: UNREAD, spoil: cell("Clio", AT.header, AT.years + 2, "soon"), caught: { in: "cap_space", by: "parse", says: /Clio!E4: a header that is no year/ } },
  { ...base, name: "commissioner: a franchise's tab that was emptied", seen: `${WEAKNESSES} W-24`, harms: UNREAD, spoil: edit((sheet) => sheet.set("Clio", [["", ""], [""]])), caught: { in: "cap_space", by: "parse", says: /Clio!A1: no row begins with/ } },
  { ...base, name: "commissioner: a tab that is gone", seen: ISSUE, harms: UNCOPIED, status: "failed", spoil: edit((sheet) => sheet.delete("Clio")), caught: { in: "commissioner", by: "fetch", says: /there is no tab Clio/ } },
  { ...base, name: "commissioner: #REF! in a contract", seen: ISSUE, harms: UNCOPIED, status: "failed", spoil: cell("Ada", AT.first, AT.years, "#REF!"), caught: { in: "commissioner", by: "fetch", says: /Ada!C5: .*#REF!/ } },
  { ...base, name: "commissioner: Loading... in the log", seen: ISSUE, harms: UNCOPIED, status: "failed", spoil: newest(7, "Loading..."), caught: { in: "commissioner", by: "fetch", says: /TRANSACTIONS!H2: .*Loading/ } },
  { ...base, name: "commissioner: a sheet that contradicts its arithmetic", seen: ISSUE, spoil: cell("Bruno", AT.first, AT.years, "$9"), caught: { in: "cap_space", by: "cap_arithmetic", says: /contradiction.*Bruno 2025/ } },
  { ...base, name: "commissioner: dead cap that no cut explains", spoil: cell("Ada", AT.cap, AT.cutYears, "$99"), caught: { in: "cap_space", by: "cap_arithmetic", says: /Ada 2025: the cuts are/ } },
  { ...base, name: "commissioner: a cut player without a name", spoil: cell("Ada", AT.first, AT.cutPlayer, ""), caught: { in: "contracts_active", by: "readable_cells", says: /dead cap of nobody/ } },
  { ...base, name: "commissioner: an amount in words", seen: `${WEAKNESSES} W-23`, spoil: cell("Bruno", AT.first, AT.years, "twelve"), caught: { in: "contracts_active", by: "readable_cells", says: /Bruno!C5 'twelve': not an amount/ } },
  { ...base, name: "commissioner: an amount below zero", seen: `${WEAKNESSES} W-23`, spoil: cell("Bruno", AT.first, AT.years, "-$3"), caught: { in: "contracts_active", by: "readable_cells", says: /an amount below 0/ } },
  { ...base, name: "commissioner: a franchise without a contract", seen: `${WEAKNESSES} W-24`, spoil: tab("Clio", (row, nth) => { if (nth >= AT.first) for (let column = 0; column < 12; column += 1) row[column] = ""; }), caught: { in: "contracts_active", by: "tab_set", says: /no contract on Clio/ } },
  { ...base, name: "commissioner: a pick that stands twice", spoil: tab("Ada", (row, nth) => { if (nth === AT.first + 1) row[AT.pickYears] = "1"; }), caught: { in: "draft_picks", by: "pick_block", says: /Ada 2026 round 1 stands 2 times/ } },
  { ...base, name: "commissioner: a pick of round 9", spoil: cell("Ada", AT.first, AT.pickYears, "9"), caught: { in: "contracts_active", by: "readable_cells", says: /'9': not a round/ } },
  { ...base, name: "commissioner: a traded pick that nobody holds", harms: {}, spoil: tab("Ada", (row) => { if (row[AT.pickOwner] === "Bruno") row.splice(AT.pickOwner, 7, ...Array.from({ length: 7 }, () => "")); }), caught: { in: "draft_picks", by: "pick_symmetry", says: /Bruno 2027 round 2 to Ada/ } },
  { ...base, name: "commissioner: a tab that is a season ahead of the others", seen: `${WEAKNESSES} W-22`, harms: {}, spoil: tab("Clio", (row, nth) => { if (nth === AT.header || row[AT.pickOwner]?.startsWith("Draft Pick") === true) row.forEach((text, column) => { if (/^20\d\d$/.test(text)) row[column] = String(Number(text) + 1); }); }), caught: { in: "contracts_active", by: "tab_years", says: /Clio \(2026/ } },
  { ...base, name: "commissioner: a player twice on one franchise", harms: {}, spoil: tab("Ada", (row, nth) => { if (nth === AT.first + 1) row[AT.player] = "Alto Quercia"; }), caught: { in: "contracts_active", by: "unique(gm_tab,player,year)", says: /repeat/ } },
  { ...base, name: "commissioner: fewer transactions than yesterday", seen: ISSUE, spoil: edit((sheet) => gridOf(sheet, "TRANSACTIONS").splice(1, 6)), caught: { in: "transactions", by: "log_grows", says: /115 rows, the snapshot of 2025-11-18 has 120/ } },
  { ...base, name: "commissioner: the newest transaction is older than yesterday's", spoil: tab("TRANSACTIONS", (row, nth) => { if (nth >= 1 && nth <= 3) row[COLUMN.sort] = "1,000"; }), caught: { in: "transactions", by: "log_grows", says: /the newest transaction is/ } },
  { ...base, name: "commissioner: a time frame that nobody knows", seen: `${WEAKNESSES} W-35`, harms: {}, spoil: newest(COLUMN.timeFrame, "2025 Halftime"), caught: { in: "transactions", by: "not_null(season)", says: /1 row without season/ } },
  { ...base, name: "commissioner: a transaction without a number", harms: {}, spoil: cell("TRANSACTIONS", 20, COLUMN.sort, "n/a"), caught: { in: "transactions", by: "not_null(transaction_id)", says: /1 row without transaction_id/ } },
  { ...base, name: "commissioner: a kind of transaction that nobody knows", harms: {}, spoil: cell("TRANSACTIONS", 3, COLUMN.type, "Loan"), caught: { in: "transactions", by: "accepted_values(transaction_type_refined)", says: /1 row/ } },
  { ...base, name: "commissioner: a position that the league does not have", harms: {}, spoil: newest(COLUMN.position, "OL"), caught: { in: "transactions", by: "known_positions", says: /'OL'/ } },
  { ...base, name: "commissioner: a contract that cannot be read", seen: `${WEAKNESSES} W-23`, harms: {}, spoil: newest(COLUMN.contract, "12 for 4"), caught: { in: "transactions", by: "readable_cells", says: /12 for 4/ } },
];

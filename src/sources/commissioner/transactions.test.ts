import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseTransactions, type TimeFrame, TRANSACTION_COLUMNS, type TransactionColumn, TransactionsHeaderError } from "./transactions.ts";

const frames = new Map<string, TimeFrame>([
  ["2025 FAAD", { season: 2025, period: "faad", week: null, sequence: 2 }],
  ["2025 Week 4", { season: 2025, period: "regular", week: 4, sequence: 3 }],
  ["2024 Offseason", { season: 2024, period: "offseason", week: null, sequence: 1 }],
  ["2025 Rookie Draft", { season: 2025, period: "rookie_draft", week: null, sequence: 0 }],
]);
const row = (cells: Partial<Record<TransactionColumn, string>>): string[] => TRANSACTION_COLUMNS.map((name) => cells[name] ?? DEFAULTS[name] ?? "-");
const DEFAULTS: Partial<Record<TransactionColumn, string>> = { "Time Frame": "2025 Week 4", From: "Mira", To: "Sol", Position: "WR", Player: "Oren Vale", Contract: "3/3", Split: "1-1-1", Type: "Trade", Sort: "12" };
const parse = (...rows: readonly string[][]) => parseTransactions("TRANSACTIONS", [[...TRANSACTION_COLUMNS], ...rows], frames, TRANSACTION_COLUMNS);
const typeOf = (cells: Partial<Record<TransactionColumn, string>>) => parse(row(cells)).transactions[0]?.refinedType;

describe("the type of a transaction", () => {
  it.each([
    [{ Type: "Cut", From: "Waiver Wire" }, "waiver_claim"],
    [{ Type: "Cut", From: "cap space" }, "waiver_claim"],
    [{ Type: "Cut" }, "cut"],
    [{ Type: "Waivers" }, "waiver_claim"],
    [{ Type: "Extension", "Time Frame": "2025 FAAD" }, "contract_extension"],
    [{ Type: "Draft", "Time Frame": "2025 Rookie Draft" }, "rookie_draft_selection"],
    [{ Type: "Franchise", "Time Frame": "2025 FAAD" }, "franchise_tag"],
    [{ Type: "Signing", "Time Frame": "2025 FAAD", "RFA Matched": "yes" }, "faad_rfa_matched"],
    [{ Type: "Signing", "Time Frame": "2025 FAAD", "RFA Matched": "no RFA" }, "faad_ufa_signing"],
    [{ Type: "FA", "Time Frame": "2025 FAAD" }, "faad_ufa_signing"],
    [{ Type: "Signing" }, "fasa_signing"],
    [{ Type: "FA", "Time Frame": "2024 Offseason" }, "offseason_ufa_signing"],
    [{ Type: "FA" }, "unknown"],
  ] as const)("%j is %s", (cells, expected) => {
    expect(typeOf(cells)).toBe(expected);
  });
});

describe("rows", () => {
  it("keep their texts: '-' is a text, an empty cell is nothing, a thousands comma is no part of an id", () => {
    const [only] = parse(row({ "RFA Matched": "", Sort: "3,910", From: " Mira " })).transactions;
    expect(only).toMatchObject({ id: 3910, uniqueId: "3910_0", texts: { "RFA Matched": null, "FAAD Comp": "-", From: "Mira" } });
  });

  it("with one id are told apart by their order", () => {
    expect(parse(row({ Sort: "7" }), row({ Sort: "7", Player: "Ezra Finch" })).transactions.map(({ uniqueId }) => uniqueId)).toEqual(["7_0", "7_1"]);
  });

  it("that cannot be read stay, and say where", () => {
    const { transactions, issues } = parse(row({ "Time Frame": "2031 Week 1", Contract: "a/b", Sort: "x" }));
    expect(transactions).toHaveLength(1);
    expect(issues.map(({ tab, cell }) => `${tab}!${cell}`)).toEqual(["TRANSACTIONS!A2", "TRANSACTIONS!N2", "TRANSACTIONS!I2"]);
  });

  it("that have a pick without a number say so, unless it is not drawn yet", () => {
    const pick = { Player: "2026 1st Round", Position: "-", Contract: "-", Split: "-" };
    expect(parse(row({ ...pick, Pick: "5?" })).issues).toMatchObject([{ cell: "F2", seen: "5?", problem: expect.stringContaining("neither a number nor TBD") as unknown }]);
    for (const Pick of ["TBD", "-", "", "tbd", "17"]) expect(parse(row({ ...pick, Pick })).issues, Pick).toEqual([]);
  });

  it("take a defense in either case", () => {
    expect(parse(row({ Position: "d/st", Player: "Chicago Bears" })).transactions[0]?.assetType).toBe("defense");
  });

  it("in a league that calls its columns otherwise are read as well", () => {
    const header = TRANSACTION_COLUMNS.map((name) => `${name}?`);
    expect(parseTransactions("TRANSACTIONS", [header, row({})], frames, header).transactions).toHaveLength(1);
  });

  it("are numbered within their season's auction by id, releases included", () => {
    const rows = [row({ "Time Frame": "2025 FAAD", Type: "Signing", Sort: "9" }), row({ "Time Frame": "2025 FAAD", Type: "FA", Sort: "5" }), row({ "Time Frame": "2025 FAAD", Type: "Signing", "RFA Matched": "yes", Sort: "6" }), row({ Sort: "1" })];
    expect(parse(...rows).transactions.map(({ faadSequence }) => faadSequence)).toEqual([2, 1, null, null]);
  });

  it("never get lost and never crash the tab, whatever stands in them", () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.string({ unit: "grapheme", minLength: 1 }), { minLength: 1, maxLength: 16 }), { maxLength: 8 }), (rows) => {
        const filled = rows.filter((cells) => cells.some((cell) => cell.trim() !== ""));
        const { transactions } = parse(...rows);
        expect(transactions).toHaveLength(filled.length);
        expect(new Set(transactions.map(({ uniqueId }) => uniqueId)).size).toBe(filled.length);
      }),
    );
  });
});

describe("the header", () => {
  it("that was moved or renamed stops the tab, naming the cell", () => {
    const moved = ["", ...TRANSACTION_COLUMNS];
    expect(() => parseTransactions("TRANSACTIONS", [moved], frames, TRANSACTION_COLUMNS)).toThrow(TransactionsHeaderError);
    expect(() => parseTransactions("TRANSACTIONS", [moved], frames, TRANSACTION_COLUMNS)).toThrow("TRANSACTIONS!A1: the header says '', 'Time Frame' is expected");
    expect(() => parseTransactions("TRANSACTIONS", [], frames, TRANSACTION_COLUMNS)).toThrow("TRANSACTIONS!A1");
  });
});

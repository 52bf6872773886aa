import { describe, expect, it } from "vitest";
import type { Reading } from "./site.ts";
import { inquiryOf, read, siteOf } from "./testing/cases.ts";
import { packWorkbook } from "./testing/workbook.ts";

const site = siteOf("walterfootball");
const inquiry = inquiryOf(site, "QB", { season: 2025, week: 0 });
const ask = (bytes: Uint8Array): Reading => read({ site, inquiry }, bytes);

type Cells = readonly (string | number)[];
const HEADERS: Readonly<Record<string, Cells>> = {
  QBs: ["First Name", "Last Name", "Team", "Pos", "Bye", "PASS YDS", "PASS TD", "INT", "RUSH YDS", "REG TD", "Points (ESPN Scoring)"],
  RBs: ["First Name", "Last Name", "Team", "Pos", "BYE", "RUSH YDS", "CATCH", "REC YDS", "REG TD"],
  WRs: ["First Name", "Last Name", "Team", "Pos", "BYE", "CATCH", "REC YDS", "REG TD"],
  TEs: ["First Name", "Last Name", "Team", "Pos", "BYE", "CATCH", "REC YDS", "REG TD"],
  Ks: ["First Name", "Last Name", "Team", "Pos", "BYE", "FG 1-39", "FG 40-49", "FG 50+", "XP"],
};
const ROWS: Readonly<Record<string, readonly Cells[]>> = {
  QBs: [["Alto", "Quercia", "BUF", "QB", 7, 4000, 30, 10, 300, 3, 350]],
  RBs: [["Beppo", "Rovere", "KC", "RB", 7, 900, 40, 300, 8], ["Gino", "Acero", "KC", "RB", 7, 0, 40, 0, 0]],
  WRs: [["Cosimo", "Salice", "MIA", "WR", 7, 80, 1000, 7]],
  TEs: [["Dario", "Tiglio", "SF", "TE", 7, 60, 600, 5]],
  Ks: [["Ennio", "Ulivo", "GB", "K", 7, 20, 6, 4, 40]],
};
/** A workbook of five short sheets. @param changes of them */
function workbook(changes: Readonly<Record<string, readonly Cells[]>> = {}, extra: Readonly<Record<string, string>> = {}): Uint8Array {
  return packWorkbook({ ...Object.fromEntries(Object.entries(HEADERS).map(([sheet, header]) => [sheet, [header, ...(ROWS[sheet] ?? [])]])), ...changes }, extra);
}

describe("Walterfootball's workbook", () => {
  it("parts touchdowns of runs and catches by their yards, as the R package does", () => {
    const stats = new Map(ask(workbook()).withheld.map((row) => [row.player, row.stats]));
    expect(stats.get("Beppo Rovere")).toEqual({ rush_yds: 900, rec: 40, rec_yds: 300, rush_tds: 6, rec_tds: 2 });
    expect(stats.get("Gino Acero")).toEqual({ rush_yds: 0, rec: 40, rec_yds: 0, rush_tds: 0, rec_tds: 0 });
    expect(stats.get("Cosimo Salice")).toEqual({ rec: 80, rec_yds: 1000, rec_tds: 7 });
    expect(stats.get("Alto Quercia")).toMatchObject({ rush_tds: 3, pass_yds: 4000 });
    expect(stats.get("Ennio Ulivo")).toEqual({ fg_0039: 20, fg_4049: 6, fg_50: 4, xp: 40 });
  });

  const bomb = { "xl/worksheets/sheet1.xml": `<worksheet>${" ".repeat(9 * 1024 * 1024)}</worksheet>` };
  it.each<[string, Uint8Array, RegExp]>([
    ["has no sheet of a position", packWorkbook({ QBs: [HEADERS["QBs"] ?? []] }), /no sheet 'RBs'; its sheets are 'QBs'/],
    ["has lost a column", workbook({ RBs: [["First Name", "Last Name", "Team", "CATCH", "REC YDS", "REG TD"], ["Beppo", "Rovere", "KC", 1, 2, 3]] }), /no column 'RUSH YDS' \(rush_yds\)/],
    ["has a column twice", workbook({ TEs: [["First Name", "Last Name", "Team", "CATCH", "CATCH", "REC YDS", "REG TD"], ["Dario", "Tiglio", "SF", 1, 1, 2, 3]] }), /column 'CATCH' \(rec\) is there 2 times/],
    ["has no names", workbook({ Ks: [["Name", "Team"], ["Ennio Ulivo", "GB"]] }), /sheet 'Ks': no columns 'First Name' and 'Last Name'; its columns are Name, Team/],
    ["has numbers of nobody", workbook({ WRs: [HEADERS["WRs"] ?? [], ["", "", "MIA", "WR", 7, 80, 1000, 7]] }), /row 4: no player/],
    ["has a formula that failed", workbook({ WRs: [HEADERS["WRs"] ?? [], ["Cosimo", "Salice", "MIA", "WR", 7, "#REF!", 1000, 7]] }), /sheet 'WRs': '#REF!' in column 'CATCH' \(rec\) of Cosimo Salice is no number/],
    ["names a text that is not there", workbook({}, { "xl/sharedStrings.xml": "<sst><si><t>First Name</t></si></sst>" }), /a cell with text 1, of 1 shared ones/],
    ["unpacks to more than any list", workbook({}, bomb), /no workbook/],
    ["nests without end", workbook({}, { "xl/workbook.xml": "<a>".repeat(5_000) }), /elements nested 100 deep/],
    ["is an archive of something else", packWorkbook({}, { "xl/workbook.xml": "", "xl/_rels/workbook.xml.rels": "" }), /no sheet 'QBs'; its sheets are none/],
  ])("that %s is an error that says so", (_, bytes, message) => {
    expect(() => ask(bytes)).toThrow(message);
    expect(() => ask(bytes)).toThrow(/^ffanalytics\.projections_raw: Walterfootball season 2025/);
  });
});

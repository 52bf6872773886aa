import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import type { TableChanges } from "../../core/change-report.ts";
import type { CompareQuestion } from "./compare.ts";
import { createStager } from "./duckdb-stager.ts";
import { withSession } from "./session.ts";
import { quoteName, quoteText } from "../../core/quote.ts";

const dir = mkdtempSync(join(tmpdir(), "compare-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const signal = new AbortController().signal;

interface Table {
  /** Name -> type. */
  readonly columns: Readonly<Record<string, string>>;
  /** SQL literals, in the columns' order. */
  readonly rows: readonly (readonly string[])[];
}

let files = 0;

/** Row order is the file's. @returns their paths */
function write(...tables: readonly Table[]): Promise<readonly string[]> {
  return withSession({ threads: 1 }, signal, async (session) => {
    const paths: string[] = [];
    for (const { columns, rows } of tables) {
      files += 1;
      const path = join(dir, `table-${files}.parquet`);
      const select = (row: readonly string[] | null): string => `SELECT ${Object.entries(columns).map(([name, type], nth) => `CAST(${row?.[nth] ?? "NULL"} AS ${type}) AS ${quoteName(name)}`).join(", ")}`;
      await session.run(`COPY (${rows.length === 0 ? `${select(null)} WHERE false` : rows.map(select).join(" UNION ALL ")}) TO ${quoteText(path)} (FORMAT parquet, ROW_GROUP_SIZE 2048)`);
      paths.push(path);
    }
    return paths;
  });
}

async function compare(before: Table, after: Table, key: readonly string[], more: Partial<CompareQuestion> = {}): Promise<TableChanges> {
  const [left = "", right = ""] = await write(before, after);
  const [answer] = await createStager({ threads: 1 }).compare([{ before: left, after: right, key, samples: 5, ...more }], signal);
  if (answer === undefined || answer instanceof Error) throw answer ?? new Error("one answer was asked for");
  return answer;
}

const table = (rows: readonly (readonly string[])[], columns: Table["columns"] = { id: "INTEGER", name: "VARCHAR", points: "DOUBLE" }): Table => ({ columns, rows });

describe("two files of a dataset", () => {
  it("tells rows that came, went and changed, and what of them", async () => {
    const changes = await compare(table([["1", "'Ann'", "10"], ["2", "'Bo'", "20"], ["3", "'Cy'", "30"]]), table([["4", "'Di'", "40"], ["3", "'Cy'", "31"], ["1", "'Ann'", "10"]]), ["id"]);
    expect(changes).toMatchObject({ rows: { before: 3, after: 3, added: 1, removed: 1, changed: 1 }, columns: [{ name: "points", rows: 1 }], repeatedKeys: { before: 0, after: 0 } });
    expect(changes.samples).toEqual({
      added: [{ id: 4, name: "Di", points: 40 }],
      removed: [{ id: 2, name: "Bo", points: 20 }],
      changed: [{ who: { id: 3, name: "Cy" }, cells: [{ column: "points", before: 30, after: 31 }] }],
    });
  });

  it("takes null for null, NaN for NaN, and -0 for 0; a float's noise is a change", async () => {
    const before = table([["NULL", "NULL", "'NaN'"], ["1", "NULL", "'-0'"], ["2", "NULL", "0.3"], ["3", "''", "NULL"]]);
    const after = table([["NULL", "NULL", "'NaN'"], ["1", "NULL", "0"], ["2", "NULL", "0.30000000000000004"], ["3", "NULL", "'-Infinity'"]]);
    expect(await compare(before, after, ["id"])).toMatchObject({ rows: { added: 0, removed: 0, changed: 2 }, columns: [{ name: "points", rows: 2 }, { name: "name", rows: 1 }] });
  });

  it("a value of a list that is -0, NaN or null is the same value", async () => {
    const columns = { id: "INTEGER", shares: "DOUBLE[]" };
    const changes = await compare(table([["1", "['-0', 'NaN', NULL]::DOUBLE[]"], ["2", "[1, 2]"]], columns), table([["1", "['0', 'NaN', NULL]::DOUBLE[]"], ["2", "[2, 1]"]], columns), ["id"]);
    expect(changes.rows.changed).toBe(1);
    expect(changes.samples.changed).toEqual([{ who: { id: 2 }, cells: [{ column: "shares", before: [1, 2], after: [2, 1] }] }]);
  });

  it("a repeated key multiplies nothing: equal rows cancel, the rest went and came", async () => {
    const before = table([["1", "'Ann'", "10"], ["1", "'Ann'", "10"], ["1", "'Ann'", "11"], ["2", "'Bo'", "20"]]);
    const after = table([["1", "'Ann'", "10"], ["1", "'Ann'", "12"], ["2", "'Bo'", "21"]]);
    expect(await compare(before, after, ["id"])).toMatchObject({ rows: { before: 4, after: 3, added: 1, removed: 2, changed: 1 }, repeatedKeys: { before: 1, after: 1 } });
  });

  it("without a key, or where one side lacks a part of it, whole rows are compared", async () => {
    const before = table([["1", "'Ann'", "10"], ["1", "'Ann'", "10"], ["2", "'Bo'", "20"]]);
    const after = table([["1", "'Ann'", "10"], ["2", "'Bo'", "21"]]);
    const expected = { key: [], rows: { added: 1, removed: 2, changed: 0 }, repeatedKeys: { before: 0, after: 0 } };
    expect(await compare(before, after, [])).toMatchObject(expected);
    expect(await compare(before, after, ["id", "week"])).toMatchObject(expected);
    expect((await compare(table([["1", "'Ann'", "1"]]), table([["1", "'Ann'", "2"]]), [])).rows).toMatchObject({ added: 1, removed: 1, changed: 0 });
  });

  it("columns that came, went or changed their type are told once, and make no row a changed one while its values are the same", async () => {
    const before = table([["1", "7", "'a'", "2"]], { id: "INTEGER", points: "INTEGER", gone: "VARCHAR", code: "INTEGER" });
    const after = table([["1", "7.0", "'b'", "'2'"]], { id: "BIGINT", points: "DOUBLE", new: "VARCHAR", code: "VARCHAR" });
    const changes = await compare(before, after, ["id"]);
    expect(changes.schema).toEqual({
      added: [{ name: "new", type: "VARCHAR" }],
      removed: [{ name: "gone", type: "VARCHAR" }],
      retyped: [{ name: "id", before: "INTEGER", after: "BIGINT" }, { name: "points", before: "INTEGER", after: "DOUBLE" }, { name: "code", before: "INTEGER", after: "VARCHAR" }],
    });
    expect(changes.rows).toMatchObject({ added: 0, removed: 0, changed: 0 });
  });

  it("names of columns mean nothing to it", async () => {
    const columns = { n: "INTEGER", k: "INTEGER", h0: "INTEGER", 'a"b': "INTEGER", d0: "INTEGER" };
    const changes = await compare(table([["1", "1", "1", "1", "1"], ["2", "2", "2", "2", "2"]], columns), table([["1", "1", "1", "5", "1"], ["3", "2", "2", "2", "2"]], columns), ["n"]);
    expect(changes).toMatchObject({ rows: { added: 1, removed: 1, changed: 1 }, columns: [{ name: 'a"b', rows: 1 }], samples: { added: [{ n: 3, k: 2, h0: 2, 'a"b': 2, d0: 2 }], changed: [{ who: { n: 1 }, cells: [{ column: 'a"b', before: 1, after: 5 }] }] } });
  });

  it("when a snapshot was taken is no change of its rows, unless that is asked for", async () => {
    const columns = { id: "INTEGER", asof_date: "VARCHAR" };
    const [before, after] = [table([["1", "'2025-11-11'"]], columns), table([["1", "'2025-11-18'"]], columns)];
    expect((await compare(before, after, ["id"])).rows.changed).toBe(0);
    expect((await compare(before, after, [])).rows).toMatchObject({ added: 0, removed: 0 });
    expect((await compare(before, after, ["id"], { columns: ["asof_date"] })).rows.changed).toBe(1);
  });

  it("compares only the columns that were asked for", async () => {
    const changes = await compare(table([["1", "'Ann'", "10"]]), table([["1", "'Anne'", "11"]]), ["id"], { columns: ["name"] });
    expect(changes.columns).toEqual([{ name: "name", rows: 1 }]);
    expect(changes.samples.changed[0]?.cells).toEqual([{ column: "name", before: "Ann", after: "Anne" }]);
  });

  it("a key is all there is", async () => {
    expect((await compare(table([["1"], ["2"]], { id: "INTEGER" }), table([["2"], ["3"]], { id: "INTEGER" }), ["id"])).rows).toEqual({ before: 2, after: 2, added: 1, removed: 1, changed: 0 });
  });

  it("a file that cannot be read is the answer to its own question only", async () => {
    const [good = ""] = await write(table([["1", "'Ann'", "10"]]));
    const broken = join(dir, "broken.parquet");
    writeFileSync(broken, "no Parquet");
    const answers = await createStager().compare([{ before: broken, after: good, key: [], samples: 1 }, { before: join(dir, "gone.parquet"), after: good, key: [], samples: 1 }, { before: good, after: good, key: ["id"], samples: 1 }], signal);
    expect(answers.map((answer) => answer instanceof Error)).toEqual([true, true, false]);
    expect((answers[1] as Error).message).toMatch(/gone\.parquet/);
  });

  it("does as a plain comparison in memory, whatever is null or stands several times", async () => {
    const cell = fc.constantFrom("NULL", "'a'", "'b'", "''");
    const number = fc.constantFrom("NULL", "0", "'-0'", "1", "'NaN'");
    const rows = fc.array(fc.tuple(fc.constantFrom("NULL", "1", "2", "3", "4", "5"), cell, cell, number), { maxLength: 9 });
    const columns = { id: "INTEGER", part: "VARCHAR", text: "VARCHAR", number: "DOUBLE" };
    await fc.assert(
      fc.asyncProperty(rows, rows, fc.constantFrom<readonly string[]>([], ["id"], ["id", "part"]), async (before, after, key) => {
        const { rows: counted, columns: cells, repeatedKeys, samples } = await compare(table(before, columns), table(after, columns), key, { samples: 20 });
        expect({ counted, cells: Object.fromEntries(cells.map(({ name, rows: count }) => [name, count])), repeatedKeys }).toEqual(compareNaively(before, after, Object.keys(columns), key));
        expect([samples.added.length, samples.removed.length, samples.changed.length]).toEqual([counted.added, counted.removed, counted.changed]);
        expect(samples.changed.flatMap((row) => row.cells).length).toBe(cells.reduce((sum, column) => sum + column.rows, 0));
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});

/** The same rules once more, over literals. */
function compareNaively(before: Table["rows"], after: Table["rows"], names: readonly string[], key: readonly string[]): object {
  const value = (text: string): string => (text === "'-0'" ? "0" : text);
  const [left, right] = [before, after].map((rows) => rows.map((row) => row.map(value)));
  if (left === undefined || right === undefined) throw new Error("two tables were given");
  const at = key.map((name) => names.indexOf(name));
  const keyOf = (row: readonly string[]): string => JSON.stringify(at.map((nth) => row[nth]));
  const having = (rows: readonly (readonly string[])[], wanted: string): readonly (readonly string[])[] => rows.filter((row) => keyOf(row) === wanted);
  const [cells, counted, repeatedKeys] = [new Map<string, number>(), { before: before.length, after: after.length, added: 0, removed: 0, changed: 0 }, { before: 0, after: 0 }];
  for (const wanted of new Set([...left, ...right].map(keyOf))) {
    const [was, is] = [having(left, wanted), having(right, wanted)];
    if (key.length > 0 && was.length > 1) repeatedKeys.before += 1;
    if (key.length > 0 && is.length > 1) repeatedKeys.after += 1;
    const [one, other] = [was[0], is[0]];
    if (key.length > 0 && was.length === 1 && is.length === 1 && one !== undefined && other !== undefined) {
      const differing = names.filter((_, nth) => one[nth] !== other[nth]);
      for (const name of differing) cells.set(name, (cells.get(name) ?? 0) + 1);
      counted.changed += differing.length > 0 ? 1 : 0;
      continue;
    }
    const rest = is.map((row) => JSON.stringify(row));
    for (const row of was) {
      const partner = rest.indexOf(JSON.stringify(row));
      if (partner === -1) counted.removed += 1;
      else rest.splice(partner, 1);
    }
    counted.added += rest.length;
  }
  return { counted, cells: Object.fromEntries(cells), repeatedKeys };
}

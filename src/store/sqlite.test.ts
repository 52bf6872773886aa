import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isBusyError, isCorruptError, openSqlite } from "./sqlite.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sqlite-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const caught = (body: () => unknown): unknown => {
  try {
    body();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe("openSqlite", () => {
  it("commits what returns and rolls back what throws", () => {
    const db = openSqlite(join(folder, "a.db"));
    db.exec("CREATE TABLE t (n INTEGER)");
    const insert = db.prepare("INSERT INTO t VALUES (?)");
    expect(db.transaction(() => insert.run(1).changes)).toBe(1);
    expect(() => db.transaction(() => { insert.run(2); throw new Error("no"); })).toThrow("no");
    expect(db.prepare<{ n: number }>("SELECT n FROM t").all().map((row) => row.n)).toEqual([1]);
    db.close();
    db.close();
    expect(db.isOpen).toBe(false);
  });

  it("uses WAL, where a reader does not stop a writer", () => {
    const path = join(folder, "a.db");
    const writer = openSqlite(path, { busyTimeoutMs: 0 });
    writer.exec("CREATE TABLE t (n INTEGER)");
    const reader = openSqlite(path, { busyTimeoutMs: 0, readOnly: true });
    reader.transaction(() => {
      reader.prepare("SELECT * FROM t").all();
      writer.exec("INSERT INTO t VALUES (1)");
    }, "deferred");
    reader.close();
    writer.close();
  });

  it("gives a shared and an exclusive lock with the rollback journal", () => {
    const path = join(folder, "lock.db");
    const shared = openSqlite(path, { busyTimeoutMs: 0, journal: "delete" });
    const other = openSqlite(path, { busyTimeoutMs: 0, journal: "delete" });
    shared.exec("CREATE TABLE lock (n INTEGER)");
    shared.transaction(() => {
      shared.prepare("SELECT * FROM lock").all();
      expect(other.transaction(() => other.prepare("SELECT * FROM lock").all(), "deferred")).toEqual([]);
      expect(isBusyError(caught(() => other.transaction(() => 0, "exclusive")))).toBe(true);
    }, "deferred");
    other.transaction(() => {
      expect(isBusyError(caught(() => shared.prepare("SELECT * FROM lock").all()))).toBe(true);
    }, "exclusive");
    shared.close();
    other.close();
  });

  it("tells a damaged file from other errors", () => {
    const path = join(folder, "bad.db");
    writeFileSync(path, "this is no database, and long enough to be looked at as one".repeat(40));
    const error = caught(() => openSqlite(path));
    expect(isCorruptError(error)).toBe(true);
    expect(isBusyError(error)).toBe(false);
    expect(isCorruptError(new TypeError("x"))).toBe(false);
  });

  it("lets several processes create one database at the same instant", async () => {
    const path = join(folder, "race.db");
    const script = `
      import { openSqlite } from ${JSON.stringify(new URL("./sqlite.ts", import.meta.url).href)};
      const db = openSqlite(${JSON.stringify(path)});
      db.exec("CREATE TABLE IF NOT EXISTS t (n INTEGER)");
      for (let n = 0; n < 50; n++) db.transaction(() => db.prepare("INSERT INTO t VALUES (?)").run(n));
      db.close();`;
    writeFileSync(join(folder, "child.mts"), script);
    const child = () => promisify(execFile)(process.execPath, ["--import", "tsx", join(folder, "child.mts")]);
    await Promise.all([child(), child(), child(), child()]);
    const db = openSqlite(path);
    expect(db.prepare<{ n: number }>("SELECT count(*) AS n FROM t").get()?.n).toBe(200);
    db.close();
  });
});

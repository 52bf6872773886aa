import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Item } from "./item.ts";
import { Outbox, outboxPath, takeOutboxes } from "./outbox.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "outbox-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const log = (message: string): Item => ({ kind: "log", entry: { flowRunId: "r", taskRunId: null, level: "info", message, at: 1 } });
const take = (taker: string, alive: readonly string[] = []) => takeOutboxes(dir, taker, (owner) => alive.includes(owner));

describe("an outbox", () => {
  it("numbers its lines and holds them on disk once written", () => {
    const outbox = new Outbox(outboxPath(dir, "a"), 0);
    expect([outbox.append(log("one")), outbox.append(log("two"))]).toEqual([0, 1]);
    outbox.write();
    expect(readFileSync(join(dir, "a.ndjson"), "utf8").split("\n")).toHaveLength(3);
    outbox.close(false);
  });

  it("is removed when nothing is owed, and never made when nothing was", () => {
    const outbox = new Outbox(outboxPath(dir, "a"), 0);
    outbox.append(log("one"));
    outbox.close(true);
    new Outbox(outboxPath(dir, "b"), 0).close(true);
    expect(readdirSync(dir)).toEqual([]);
  });

  it("of a living process is let alone, a dead one's is taken by one taker only", () => {
    for (const owner of ["dead", "alive"]) {
      const outbox = new Outbox(outboxPath(dir, owner), 0);
      outbox.append(log(owner));
      outbox.close(false);
    }
    const first = take("first", ["alive"]);
    expect(first.map(({ lines }) => lines)).toEqual([[log("dead")]]);
    expect(take("second", ["alive", "first"])).toEqual([]);
    expect(existsSync(join(dir, "alive.ndjson"))).toBe(true);
  });

  it("whose taker died as well is taken from there", () => {
    writeFileSync(outboxPath(dir, "dead"), `${JSON.stringify(log("x"))}\n`);
    expect(take("first")).toHaveLength(1);
    const second = take("second", []);
    expect(second.map(({ path }) => path)).toEqual([join(dir, "dead.taken-second.ndjson")]);
    expect(second[0]?.lines).toEqual([log("x")]);
  });

  it("with a torn line gives the others", () => {
    writeFileSync(outboxPath(dir, "dead"), `${JSON.stringify(log("x"))}\n{"kind":"lo`);
    expect(take("first")[0]?.lines).toEqual([log("x")]);
  });

  it("keeps what was refused beside it, which is nobody's outbox", () => {
    const outbox = new Outbox(outboxPath(dir, "a"), 0);
    outbox.append(log("x"));
    outbox.write();
    outbox.reject(log("x"), "422");
    outbox.close(true);
    expect(readdirSync(dir)).toEqual(["rejected.ndjson"]);
    expect(take("b")).toEqual([]);
  });

  it("that cannot be written says so and throws nothing", () => {
    writeFileSync(join(dir, "file"), "");
    const outbox = new Outbox(join(dir, "file", "a.ndjson"), 0);
    outbox.append(log("x"));
    outbox.write();
    expect(outbox.broken).toBeInstanceOf(Error);
    outbox.close(true);
  });
});

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeResultCache } from "@snapcount/prefect/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openResultCache } from "./result-cache.ts";

const HOUR = 3_600_000;
const NOON = new Date("2025-11-23T12:00:00Z");

describeResultCache("a folder", async () => {
  const folder = mkdtempSync(join(tmpdir(), "snapcount-results-"));
  return {
    open: async () => openResultCache(join(folder, "results"), { ttlMs: HOUR, now: () => NOON }),
    dispose: async () => rmSync(folder, { recursive: true, force: true }),
  };
});

describe("results in a folder", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "snapcount-results-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const openAt = (now: Date) => openResultCache(folder, { ttlMs: HOUR, now: () => now });
  const onlyFile = (): string => join(folder, readdirSync(folder)[0] ?? "");

  it("say what they are of, and until when they are good", async () => {
    await openAt(NOON).put("fetch x", { rows: 3 });
    expect(readdirSync(folder)).toHaveLength(1);
    expect(JSON.parse(readFileSync(onlyFile(), "utf8"))).toEqual({ key: "fetch x", value: { rows: 3 }, stored_at: "2025-11-23T12:00:00.000Z", expires_at: "2025-11-23T13:00:00.000Z" });
  });

  it("are there until they expire, and not at that instant", async () => {
    await openAt(NOON).put("key", 1);
    expect(await openAt(new Date(NOON.getTime() + HOUR - 1)).get("key")).toEqual({ value: 1 });
    expect(await openAt(new Date(NOON.getTime() + HOUR)).get("key")).toBeUndefined();
  });

  it.each(["", "{", "null", "[]", '{"key":"key"}', '{"key":"another","value":1,"stored_at":"2025-11-23T12:00:00.000Z","expires_at":"2025-11-23T13:00:00.000Z"}', '{"key":"key","value":1,"stored_at":"soon","expires_at":"later"}'])("that are damaged are a miss: %s", async (text) => {
    const cache = openAt(NOON);
    await cache.put("key", 1);
    writeFileSync(onlyFile(), text);
    expect(await cache.get("key")).toBeUndefined();
    await cache.put("key", 2);
    expect(await cache.get("key")).toEqual({ value: 2 });
  });

  it("that cannot be written are made again, without a word", async () => {
    writeFileSync(join(folder, "file"), "");
    const cache = openResultCache(join(folder, "file"), { ttlMs: HOUR, now: () => NOON });
    await cache.put("key", 1);
    expect(await cache.get("key")).toBeUndefined();
  });

  it("go when their time is over, with what killed writers left", async () => {
    const longAgo = new Date(Date.now() - 2 * HOUR);
    mkdirSync(folder, { recursive: true });
    for (const name of ["left.tmp", "old.json", "new.json"]) writeFileSync(join(folder, name), "");
    for (const name of ["left.tmp", "old.json"]) utimesSync(join(folder, name), longAgo, longAgo);
    await openAt(NOON).put("key", 1);
    expect(readdirSync(folder)).toHaveLength(2);
    expect(readdirSync(folder)).toContain("new.json");
  });
});

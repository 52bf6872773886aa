import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigError } from "../core/errors.ts";
import { loadProfile } from "./profile.ts";
import { createReplayTransport } from "./replay.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "snapcount-profile-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function write(files: Readonly<Record<string, unknown>>): void {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(dir, name), typeof content === "string" ? content : JSON.stringify(content));
}

const URL_A = "https://example.com/files/teams.csv";
const signal = new AbortController().signal;

async function ask(url: string, headers: Readonly<Record<string, string>> = {}): Promise<{ readonly status: number; readonly text: string }> {
  return askWith(createReplayTransport(loadProfile(dir).days[0]?.payloads ?? { path: "", answers: [] }), url, headers);
}

async function askWith(transport: ReturnType<typeof createReplayTransport>, url: string, headers: Readonly<Record<string, string>> = {}): Promise<{ readonly status: number; readonly text: string }> {
  const answer = await transport.exchange({ method: "GET", url, headers, signal });
  const chunks: Uint8Array[] = [];
  for await (const chunk of answer.body) chunks.push(chunk);
  return { status: answer.status, text: Buffer.concat(chunks).toString("utf8") };
}

describe("a recorded profile", () => {
  beforeEach(() => write({ "profile.yaml": "now: 2025-11-18T12:00:00Z\npayloads: index.json\n", a: "first", b: "second" }));

  it("serves the file of an address, query parameters in any order", async () => {
    write({ "index.json": [{ url: `${URL_A}?x=1&y=2`, file: "a" }] });
    expect(await ask(`${URL_A}?y=2&x=1`)).toEqual({ status: 200, text: "first" });
  });

  it("serves equal entries in order, and the last one again and again", async () => {
    write({ "index.json": [{ url: URL_A, status: 429 }, { url: URL_A, file: "a" }, { url: URL_A, file: "b" }] });
    const transport = createReplayTransport(loadProfile(dir).days[0]?.payloads ?? { path: "", answers: [] });
    const answers = [await askWith(transport, URL_A), await askWith(transport, URL_A), await askWith(transport, URL_A), await askWith(transport, URL_A)];
    expect(answers.map(({ status, text }) => `${status} ${text}`)).toEqual(["429 ", "200 first", "200 second", "200 second"]);
  });

  it("serves another extension of the asset when only that is recorded", async () => {
    write({ "index.json": [{ url: "https://example.com/files/games.csv", file: "a" }] });
    expect((await ask("https://example.com/files/games.parquet")).text).toBe("first");
  });

  it("answers 304 itself when the entry's ETag is asked for", async () => {
    write({ "index.json": [{ url: URL_A, headers: { ETag: '"v1"' }, file: "a" }] });
    expect((await ask(URL_A, { "if-none-match": '"v1"' })).status).toBe(304);
    expect((await ask(URL_A, { "if-none-match": '"v0"' })).status).toBe(200);
  });

  it("serves an entry only for the headers it names", async () => {
    write({ "index.json": [{ url: URL_A, match: { headers: { Accept: "text/csv" } }, file: "a" }] });
    expect((await ask(URL_A, { accept: "text/csv" })).text).toBe("first");
    await expect(ask(URL_A, { accept: "*/*" })).rejects.toThrow(/not recorded/);
  });

  it("names an address that is not recorded: no silent 404", async () => {
    write({ "index.json": [] });
    await expect(ask("https://example.com/other.csv")).rejects.toThrow("https://example.com/other.csv: not recorded in this profile");
  });
});

describe("profile.yaml", () => {
  it("may hold several days, each with its time and answers", () => {
    mkdirSync(join(dir, "seeds"));
    write({ "profile.yaml": "days:\n  - {now: 2025-11-04T12:00:00Z, payloads: one.json}\n  - {now: 2025-11-11T12:00:00Z, payloads: two.json}\nseeds: seeds\nleague: {baselines: {}}\n", "one.json": [], "two.json": [] });
    const profile = loadProfile(dir);
    expect(profile.days.map((day) => day.now?.toISOString())).toEqual(["2025-11-04T12:00:00.000Z", "2025-11-11T12:00:00.000Z"]);
    expect(profile.seeds).toBe(join(dir, "seeds"));
  });

  it.each([
    ["is missing", {}, /no such profile/],
    ["is no YAML", { "profile.yaml": "now: [" }, /profile\.yaml/],
    ["has an unknown key", { "profile.yaml": "nwo: 2025-11-04T12:00:00Z\n" }, /nwo/],
    ["has a time that is none", { "profile.yaml": "now: yesterday\n" }, /not an instant/],
    ["has both now and days", { "profile.yaml": "now: 2025-11-04T12:00:00Z\ndays: [{now: 2025-11-04T12:00:00Z}]\n" }, /both/],
    ["names an index that is not there", { "profile.yaml": "payloads: index.json\n" }, /index\.json/],
    ["names a file that is not there", { "profile.yaml": "payloads: index.json\n", "index.json": [{ url: URL_A, file: "gone" }] }, /gone/],
    ["has an index that is no list", { "profile.yaml": "payloads: index.json\n", "index.json": {} }, /index\.json/],
    ["has an entry without address", { "profile.yaml": "payloads: index.json\n", "index.json": [{ file: "a" }] }, /url/],
  ])("that %s is refused in a sentence", (_, files, message) => {
    write(files);
    expect(() => loadProfile(dir)).toThrow(message);
    expect(() => loadProfile(dir)).toThrow(ConfigError);
  });
});

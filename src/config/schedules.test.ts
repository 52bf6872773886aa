import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigError } from "../core/errors.ts";
import { loadSchedules } from "./schedules.ts";

const packageRoot = resolve(import.meta.dirname, "..", "..");
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "snapcount-schedules-"));
  mkdirSync(join(home, "config"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const put = (text: string): void => writeFileSync(join(home, "config", "schedules.yaml"), text);
const entry = (fields: string): string => `schedules:\n  - { slug: a, flow: x, cron: 0 1 * * *, about: x${fields} }\n`;

describe("config/schedules.yaml", () => {
  it("of the home comes before the packaged one, which is valid", () => {
    expect(loadSchedules(home, packageRoot).schedules.length).toBeGreaterThan(5);
    put(entry(""));
    expect(loadSchedules(home, packageRoot)).toMatchObject({ missed: "latest", crashedAfterSeconds: 120, schedules: [{ slug: "a", timezone: "UTC", when: "always" }], chains: [] });
  });

  it.each([
    ["a cron of words", "schedules:\n  - { slug: a, flow: x, cron: every day, about: x }\n", /cron/],
    ["an unknown zone", entry(", timezone: Europe/Nowhere"), /timezone/],
    ["an unknown season", entry(", when: sometimes"), /when/],
    ["a workflow outside UTC", entry(", timezone: Europe/Prague, startedBy: w.yml"), /GitHub/],
    ["a misspelt key", entry(", tz: UTC"), /tz/],
    ["a slug that stands twice", `${entry("")}  - { slug: a, flow: y, cron: 0 2 * * *, about: y }\n`, /slug a stands twice/],
    ["no YAML", "schedules: [", /schedules\.yaml/],
  ])("refuses %s, naming it", (_, text, message) => {
    put(text);
    expect(() => loadSchedules(home, packageRoot)).toThrow(message);
    expect(() => loadSchedules(home, packageRoot)).toThrow(ConfigError);
  });

  it("keeps the packaged file's promise to copy every 2-4 hours and to parse 15-30 minutes after a good copy", () => {
    const { schedules, chains } = loadSchedules(home, packageRoot);
    expect(schedules.find(({ slug }) => slug === "copy-every-four-hours")?.cron).toBe("0 */4 * * *");
    const chain = chains.find(({ after }) => after === "copy_league_sheet_flow");
    expect(chain).toMatchObject({ run: "parse_league_sheet_flow" });
    expect(chain?.delayMinutes).toBeGreaterThanOrEqual(15);
    expect(chain?.delayMinutes).toBeLessThanOrEqual(30);
  });
});

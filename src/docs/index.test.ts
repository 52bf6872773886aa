import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigError } from "../core/errors.ts";
import type { FlowEntry } from "../core/flow-entry.ts";
import { checkDocs, writeDocs } from "./index.ts";
import { loadSchedules } from "./load.ts";

const root = resolve(import.meta.dirname, "../..");
const flow: FlowEntry = { name: "nfl_data_pipeline", file: "src/flows/nfl_data_pipeline.ts", source: "nflverse", about: "a | b", status: "implemented", dependsOn: [], datasets: ["weekly"] };
const page = "docs/page.md";

describe("writing and checking a repository's documents", () => {
  let folder = "";
  const put = (file: string, text: string): void => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "snapcount-docs-"));
    mkdirSync(join(folder, "config"));
    cpSync(join(root, "config/schedules.yaml"), join(folder, "config/schedules.yaml"));
    put(page, "before\r\n<!-- generated:flow-status -->\nold\n<!-- /generated:flow-status -->\nafter\n");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const staleIn = (flows: readonly FlowEntry[]): readonly string[] =>
    checkDocs(folder, { flows, commands: [] }).filter((issue) => issue.kind === "stale").map((issue) => issue.file);

  it("rewrites what is stale, once, and leaves every other byte", () => {
    const program = { flows: [flow], commands: [] };
    expect(staleIn([flow])).toEqual([page]);
    expect(writeDocs(folder, program)).toEqual([page]);
    const text = readFileSync(join(folder, page), "utf8");
    expect(text.startsWith("before\r\n<!--")).toBe(true);
    expect(text).toContain("| `nfl_data_pipeline` | a \\| b | implemented | `src/flows/nfl_data_pipeline.ts` | weekly |");
    expect(staleIn([flow])).toEqual([]);
    expect(writeDocs(folder, program)).toEqual([]);
  });

  it("calls a part stale as soon as a flow changes its status", () => {
    writeDocs(folder, { flows: [flow], commands: [] });
    expect(staleIn([{ ...flow, status: "planned" }])).toEqual([page]);
  });

  it("names the key of a schedule that does not fit, and a file that is no YAML or missing", () => {
    put("config/schedules.yaml", "schedules:\n  - { flow: x, cron: every day, timezone: UTC, about: x, when: always, status: planned }\n");
    expect(() => loadSchedules(folder)).toThrow(/cron/);
    put("config/schedules.yaml", "schedules:\n  - { flow: x, cron: 0 1 * * *, timezone: UTC, about: x, when: always, status: active }\n");
    expect(() => loadSchedules(folder)).toThrow(/startedBy/);
    put("config/schedules.yaml", "schedules: [");
    expect(() => loadSchedules(folder)).toThrow(ConfigError);
    rmSync(join(folder, "config/schedules.yaml"));
    expect(() => loadSchedules(folder)).toThrow(/schedules\.yaml/);
  });
});

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FlowEntry } from "../core/flow-entry.ts";
import type { Schedules } from "../core/schedules.ts";
import { checkDocs, writeDocs } from "./index.ts";

const flow: FlowEntry = { name: "nfl_data_pipeline", file: "src/flows/nfl_data_pipeline.ts", source: "nflverse", about: "a | b", status: "implemented", dependsOn: [], datasets: ["weekly"] };
const page = "docs/page.md";
const schedules: Schedules = { missed: "latest", crashedAfterSeconds: 120, schedules: [], chains: [], flows: {} };

describe("writing and checking a repository's documents", () => {
  let folder = "";
  const put = (file: string, text: string): void => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "snapcount-docs-"));
    put(page, "before\r\n<!-- generated:flow-status -->\nold\n<!-- /generated:flow-status -->\nafter\n");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const staleIn = (flows: readonly FlowEntry[]): readonly string[] =>
    checkDocs(folder, { flows, commands: [], schedules }).filter((issue) => issue.kind === "stale").map((issue) => issue.file);

  it("rewrites what is stale, once, and leaves every other byte", () => {
    const program = { flows: [flow], commands: [], schedules };
    expect(staleIn([flow])).toEqual([page]);
    expect(writeDocs(folder, program)).toEqual([page]);
    const text = readFileSync(join(folder, page), "utf8");
    expect(text.startsWith("before\r\n<!--")).toBe(true);
    expect(text).toContain("| `nfl_data_pipeline` | a \\| b | implemented | `src/flows/nfl_data_pipeline.ts` | weekly |");
    expect(staleIn([flow])).toEqual([]);
    expect(writeDocs(folder, program)).toEqual([]);
  });

  it("calls a part stale as soon as a flow changes its status", () => {
    writeDocs(folder, { flows: [flow], commands: [], schedules });
    expect(staleIn([{ ...flow, status: "planned" }])).toEqual([page]);
  });
});

import pc from "picocolors";
import { describe, expect, it } from "vitest";
import type { Validated } from "../flows/validate-store.ts";
import type { Terminal } from "./terminal.ts";
import { describeValidation, validationFindings, validationMarkdown } from "./validation-report.ts";

const terminal = { paint: pc.createColors(false) } as Terminal;
const partition = (snapshot_date: string, change: Partial<Validated> = {}): Validated => ({ source: "nflverse", dataset: "weekly", snapshot_date, current: false, valid: (change.issues ?? []).length === 0, issues: [], warnings: [], row_count: 1, ...change });

describe("the report of a validation", () => {
  const results = [partition("2025-11-04", { warnings: ["written by version 1"] }), partition("2025-11-11", { warnings: ["written by version 1"] }), partition("2025-11-18", { issues: ["the file has 1 rows, a|b"] })];

  it("tells what is broken by partition, and a warning once for all partitions that share it", () => {
    expect(describeValidation(terminal, results, 1234)).toEqual([
      "broken nflverse.weekly dt=2025-11-18: the file has 1 rows, a|b",
      "warn   nflverse.weekly 2 partitions, dt=2025-11-04 to dt=2025-11-11: written by version 1",
      "3 partitions checked in 1.2 s: 1 broken",
    ]);
  });

  it("says the same in Markdown and to GitHub", () => {
    expect(validationMarkdown(results)).toContain("3 partitions checked: 1 broken\n\n|  | dataset | partition | what was found |\n| --- | --- | --- | --- |\n| broken | nflverse.weekly | dt=2025-11-18 | the file has 1 rows, a\\|b |\n| warn |");
    expect(validationFindings(results)).toEqual([
      { level: "error", title: "nflverse.weekly dt=2025-11-18", message: "the file has 1 rows, a|b" },
      { level: "warning", title: "nflverse.weekly 2 partitions, dt=2025-11-04 to dt=2025-11-11", message: "written by version 1" },
    ]);
  });

  it("says that all is well, or that there is nothing", () => {
    expect(validationMarkdown([partition("2025-11-04")])).toBe("## Partitions\n\n1 partition checked: all as their manifests say");
    expect(describeValidation(terminal, [], 1)).toEqual(["There is nothing to validate: no partition of the asked sources is published."]);
  });
});

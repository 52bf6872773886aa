import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Finding, formatAnnotation, reportToGithub } from "./github.ts";
import type { Terminal } from "./terminal.ts";

/** @returns what was written to stderr, and the summary's file after it held `# before` */
function report(env: Readonly<Record<string, string>>, findings: readonly Finding[], markdown: string): { readonly err: readonly string[]; readonly summary: string } {
  const dir = mkdtempSync(join(tmpdir(), "github-"));
  const path = join(dir, "summary.md");
  writeFileSync(path, "# before\n");
  const err: string[] = [];
  reportToGithub({ err: (text: string) => err.push(text), out: () => expect.unreachable("stdout is the caller's") } as unknown as Terminal, { ...env, GITHUB_STEP_SUMMARY: path }, findings, markdown);
  const summary = readFileSync(path, "utf8");
  rmSync(dir, { recursive: true });
  return { err, summary };
}
const error = (message: string): Finding => ({ level: "error", title: "t", message });

describe("annotations of GitHub Actions", () => {
  it("escapes what would end the message or a property, percent signs first", () => {
    expect(formatAnnotation({ level: "error", title: "nflverse.weekly, dt: 100%", message: "50 % fewer:\r\na, b" })).toBe("::error title=nflverse.weekly%2C dt%3A 100%25::50 %25 fewer:%0D%0Aa, b");
    expect(formatAnnotation({ level: "warning", title: "%0A", message: "%0A" })).toBe("::warning title=%250A::%250A");
  });

  it("writes nothing outside of Actions", () => {
    expect(report({}, [error("x")], "# s")).toEqual({ err: [], summary: "# before\n" });
    expect(report({ GITHUB_ACTIONS: "false" }, [error("x")], "# s").err).toEqual([]);
  });

  it("annotates on stderr and appends to the job's summary", () => {
    expect(report({ GITHUB_ACTIONS: "true" }, [error("x")], "# s")).toEqual({ err: ["::error title=t::x"], summary: "# before\n# s\n" });
  });

  it("shows ten of each level, the last of them counting the rest, errors first", () => {
    const findings = [{ level: "warning", title: "t", message: "w" } as const, ...Array.from({ length: 12 }, (_, index) => error(`e${index}`))];
    const { err } = report({ GITHUB_ACTIONS: "true" }, findings, "");
    expect(err).toHaveLength(11);
    expect(err.slice(8)).toEqual(["::error title=t::e8", "::error title=3 more::3 more of this kind stand in the job's summary and in the log", "::warning title=t::w"]);
  });

  it("cuts a summary that GitHub would refuse, at a line's end, whatever the characters", () => {
    const { summary } = report({ GITHUB_ACTIONS: "true" }, [], "é|line\n".repeat(200_000));
    expect(Buffer.byteLength(summary)).toBeLessThan(1 << 20);
    expect(summary).toMatch(/é\|line\n\n… the rest is in the log: GitHub takes no more\.\n$/);
  });
});

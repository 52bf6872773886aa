import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkCommand, checkMake, type KnownCommand, readMakeTargets, splitShellLine } from "./commands.ts";

const known: readonly KnownCommand[] = [
  { path: [], flags: [{ name: "--version", takesValue: false }, { name: "--help", takesValue: false }], maxArguments: 0 },
  { path: ["run"], flags: [{ name: "--dt", takesValue: true }, { name: "--no-dbt", takesValue: false }], maxArguments: Infinity },
  { path: ["registry", "show"], flags: [{ name: "--all", takesValue: false }], maxArguments: 0 },
];
const check = (line: string): string | null => checkCommand(line.split(" ").filter((word) => word !== ""), known);

describe("a snapcount line in a document", () => {
  it.each(["run", "run a b --no-dbt", "run --dt 2026-01-01 a", "run --dt=2026-01-01", "registry show --all", "registry", "registry --help", "--version", "run ...", ""])("may be '%s'", (line) => {
    expect(check(line)).toBeNull();
  });

  it.each([
    ["runn", "there is no command 'snapcount runn'"],
    ["registry shw", "there is no command 'snapcount registry shw'"],
    ["run --froce", "'snapcount run' has no flag --froce"],
    ["run --dt", "--dt of 'snapcount run' needs a value"],
    ["registry show x", "'snapcount registry show' takes 0 argument(s), here are 1"],
  ])("'%s' is refused: %s", (line, why) => {
    expect(check(line)).toBe(why);
  });
});

describe("a shell line", () => {
  it("is taken apart into commands, without prompt, comment, variables and redirections", () => {
    expect(splitShellLine("$ A=1 B=2 make run && snapcount run x > log # why")).toEqual([["make", "run"], ["snapcount", "run", "x"]]);
    expect(splitShellLine("make test 2>&1 | tee x")).toEqual([["make", "test"], ["tee", "x"]]);
    expect(splitShellLine("snapcount run --profile <DIR>")).toEqual([["snapcount", "run", "--profile", "<DIR>"]]);
    expect(splitShellLine("snapcount run 'a'")).toEqual([["snapcount", "run", "a"]]);
    expect(splitShellLine("# only a comment")).toEqual([]);
    expect(splitShellLine("EXTERNAL_ROOT=/x")).toEqual([]);
  });

  it("never throws, and no command is empty", () => {
    fc.assert(fc.property(fc.string(), (line) => splitShellLine(line).every((words) => words.length > 0)));
  });
});

describe("make", () => {
  const targets = readMakeTargets("help: ## list\nVAR := x\n.PHONY: nothing\nrun-it: dep\n\techo a: b\n.venv/x: y\n");
  it("knows the targets of the Makefile, not its variables and stamps", () => {
    expect([...targets]).toEqual(["help", "run-it"]);
  });

  it("refuses a target that is not there", () => {
    expect(checkMake(["run-it", "VAR=1", "-j2"], targets)).toBeNull();
    expect(checkMake(["help", "rnu"], targets)).toBe("the Makefile has no target 'rnu'");
  });
});

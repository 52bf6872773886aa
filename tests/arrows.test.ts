import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "..");
const { forbidden } = createRequire(import.meta.url)("../.dependency-cruiser.cjs") as { readonly forbidden: readonly { readonly name: string }[] };
/** Rooms with a rule of what lies below them; the command line lies below none. */
const rooms = forbidden.flatMap(({ name }) => /^(\w+)-imports-only-what-is-below-it$/.exec(name)?.[1] ?? []);

interface Violation {
  readonly from: string;
  readonly to: string;
  readonly rule: { readonly name: string; readonly severity: string };
}

/** Runs the real dependency-cruiser with the repository's own rules in `folder`. */
async function cruise(folder: string, ...places: readonly string[]): Promise<{ readonly violations: readonly Violation[]; readonly modules: number }> {
  const program = join(root, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  // Its exit code is the number of errors: the report says which.
  const stdout = await new Promise<string>((done) => execFile(process.execPath, [program, "--config", ".dependency-cruiser.cjs", "--output-type", "json", ...places], { cwd: folder, maxBuffer: 256 * 1024 * 1024 }, (_error, out) => done(out)));
  const { summary } = JSON.parse(stdout) as { readonly summary: { readonly violations: readonly Violation[]; readonly totalCruised: number } };
  return { violations: summary.violations, modules: summary.totalCruised };
}

/** Each rule of .dependency-cruiser.cjs, and the smallest thing that breaks it: the first file is the culprit. */
const broken: readonly { readonly rule: string; readonly files: Readonly<Record<string, string>> }[] = [
  { rule: "no-cycles", files: { "src/core/back.ts": 'import "./forth.ts";', "src/core/forth.ts": 'import "./back.ts";' } },
  ...rooms.map((room) => ({ rule: `${room}-imports-only-what-is-below-it`, files: { [`src/${room}/low.ts`]: 'import "../cli/edge.ts";', "src/cli/edge.ts": "export {};" } })),
  { rule: "core-is-pure", files: { "src/core/reads.ts": 'import "node:fs";' } },
  {
    rule: "publishing-needs-no-duckdb",
    files: { "src/store/local/heavy.ts": 'import "../between.ts";', "src/store/between.ts": 'import { DuckDBInstance } from "@duckdb/node-api";\nexport const used = DuckDBInstance;' },
  },
  { rule: "sources-do-not-know-each-other", files: { "src/sources/one/index.ts": 'import "../two/index.ts";', "src/sources/two/index.ts": "export {};" } },
  { rule: "prefect-package-stands-alone", files: { "packages/prefect/src/knows.ts": 'import "../../../src/core/football.ts";', "src/core/football.ts": "export {};" } },
  { rule: "engine-knows-no-server", files: { "packages/prefect/src/asks.ts": 'import "./server/answers.ts";', "packages/prefect/src/server/answers.ts": "export {};" } },
  { rule: "only-cli-is-the-edge", files: { "src/store/prints.ts": 'import "../cli/edge.ts";', "src/cli/edge.ts": "export {};" } },
  { rule: "no-tests-in-production", files: { "src/core/uses.ts": 'import "./x.test.ts";', "src/core/x.test.ts": "export {};" } },
  { rule: "declared-dependencies-only", files: { "src/core/wants.ts": 'import { nothing } from "a-package-that-nobody-declared";\nexport const used = nothing;' } },
];

describe("the arrows between rooms", () => {
  let toy = "";
  beforeAll(() => {
    toy = mkdtempSync(join(tmpdir(), "snapcount-arrows-"));
  });
  afterAll(() => {
    rmSync(toy, { recursive: true, force: true });
  });

  it("hold in this repository, and the check read its files", async () => {
    const { violations, modules } = await cruise(root, "src", "packages");
    expect(violations.filter((violation) => violation.rule.severity === "error").map(({ from, to, rule }) => `${rule.name}: ${from} -> ${to}`)).toEqual([]);
    expect(modules).toBeGreaterThan(100);
  });

  it("are noticed when broken, every one", async () => {
    for (const [file, text] of broken.flatMap(({ files }) => Object.entries(files))) {
      mkdirSync(dirname(join(toy, file)), { recursive: true });
      writeFileSync(join(toy, file), `${text}\n`);
    }
    for (const file of [".dependency-cruiser.cjs", "package.json", "tsconfig.json"]) cpSync(join(root, file), join(toy, file));
    symlinkSync(join(root, "node_modules"), join(toy, "node_modules"));

    const { violations } = await cruise(toy, "src", "packages");
    const noticed = new Set(violations.map(({ from, rule }) => `${rule.name}: ${from}`));
    const expected = broken.map(({ rule, files }) => `${rule}: ${Object.keys(files)[0] ?? ""}`);
    expect(expected.filter((each) => !noticed.has(each))).toEqual([]);
  });

  it("are all broken above: no rule is without its proof", () => {
    expect(forbidden.map((rule) => rule.name).filter((name) => !broken.some((proof) => proof.rule === name))).toEqual([]);
    expect(rooms.length).toBeGreaterThanOrEqual(8);
  });
});

import { spawnSync } from "node:child_process";
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const guide = readFileSync(join(root, "docs", "adding-a-source.md"), "utf8");
const FOLDER = join(import.meta.dirname, "dynastyprocess");
const FILES = ["datasets.ts", "values.ts", "index.ts"] as const;
const LINE = 'export { dynastyprocess } from "./dynastyprocess/index.ts";';
const CSV = `"player","pos","team","age","value_1qb","value_2qb","scrape_date","fp_id"\n"Ann Invented","QB","BUF",25,9000,10012,"2026-11-13","101"\n"Bob Invented","WR","NA",24.3,55,40,"2026-11-13","102"\n`;

/** A checkout of its own: this repository's code, and the sixth source as the guide adds it. */
let checkout = "";
beforeAll(() => {
  checkout = mkdtempSync(join(tmpdir(), "sixth-source-"));
  for (const part of ["src", "packages", "package.json", "tsconfig.json", ".dependency-cruiser.cjs", "config", "dbt", "docs/ops"]) cpSync(join(root, part), join(checkout, part), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(checkout, "node_modules"));
  cpSync(FOLDER, join(checkout, "src/sources/dynastyprocess"), { recursive: true });
  appendFileSync(join(checkout, "src/sources/parsed-sources.ts"), `${LINE}\n`);
});
afterAll(() => rmSync(checkout, { recursive: true, force: true }));

const TABLES = "docs/ops/orchestration_architecture.md";

/** @returns what the checkout's own command line answered, its JSON and its exit code */
function snapcount(...args: readonly string[]): { readonly status: number | null; readonly data: unknown } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", "src/cli/main.ts", ...args, "--json"], {
    cwd: checkout,
    encoding: "utf8",
    env: { PATH: process.env["PATH"], SNAPCOUNT_HOME: join(checkout, "home"), SNAPCOUNT_DBT: join(root, ".venv/dbt/bin/dbt") },
  });
  if (stdout === "") throw new Error(stderr);
  return { status, data: (JSON.parse(stdout) as { readonly data: unknown }).data };
}

interface Loaded {
  readonly outcome: string;
  readonly rows: number | null;
  readonly path: string | null;
  readonly reason: string | null;
}

function run(csv: string): { readonly status: number | null; readonly datasets: readonly Loaded[] } {
  const profile = join(checkout, "profile");
  mkdirSync(profile, { recursive: true });
  writeFileSync(join(profile, "profile.yaml"), "now: 2026-11-17T12:00:00Z\npayloads: index.json\n");
  writeFileSync(join(profile, "values.csv"), csv);
  writeFileSync(join(profile, "index.json"), JSON.stringify([{ url: "https://github.com/dynastyprocess/data/raw/master/files/values-players.csv", file: "values.csv" }]));
  const { status, data } = snapcount("run", "dynastyprocess_pipeline", "--no-dbt", "--profile", profile);
  return { status, datasets: (data as readonly { readonly datasets: readonly Loaded[] }[])[0]?.datasets ?? [] };
}

describe("the sixth source of docs/adding-a-source.md", () => {
  it("is what the guide shows, file by file", () => {
    for (const file of FILES) expect(guide).toContain(`**src/sources/dynastyprocess/${file}**:\n\n\`\`\`ts\n${readFileSync(join(FOLDER, file), "utf8")}\`\`\``);
    expect(guide).toContain(LINE);
  });

  it("is loaded, audited and published by a run, through one folder and one line", () => {
    const first = run(CSV);
    expect(first.status).toBe(0);
    expect(first.datasets).toMatchObject([{ outcome: "published", rows: 2 }]);
    expect(existsSync(first.datasets[0]?.path ?? "")).toBe(true);
    expect(run(CSV).datasets).toMatchObject([{ outcome: "unchanged" }]);
    expect(run(CSV.replace("9000", "lots")).datasets).toMatchObject([{ outcome: "quarantined", reason: "dynastyprocess.values: row 1: value_1qb is 'lots', a whole number is expected" }]);
    expect(run(CSV.replace("fp_id", "id")).datasets).toMatchObject([{ outcome: "quarantined", reason: "dynastyprocess.values: the column fp_id is missing" }]);
  }, 60_000);

  it("is one of the snapshots that dbt documents, and every test of the whole project takes it", () => {
    run(CSV);
    for (const command of ["run", "test"]) expect(snapcount("dbt", command, "--profile", join(checkout, "profile"))).toMatchObject({ status: 0, data: [{ dbt: [{ ok: true, failed: [] }] }] });
    expect(readFileSync(join(checkout, "home/seeds/snapshot_registry.csv"), "utf8")).toContain("dynastyprocess,values,2026-11-17,current");
  }, 240_000);

  it("stands in the generated tables after what the guide says to call", () => {
    expect(guide).toContain("make docs");
    expect(readFileSync(join(checkout, TABLES), "utf8")).not.toContain("dynastyprocess");
    expect(snapcount("docs", "write")).toEqual({ status: 0, data: { changed: [TABLES] } });
    expect(readFileSync(join(checkout, TABLES), "utf8")).toContain("| dynastyprocess | ");
  }, 60_000);

  it("fits the types and the arrows of this repository", () => {
    const check = (script: string, ...args: readonly string[]) => spawnSync(process.execPath, [join(root, "node_modules", script), ...args], { cwd: checkout, encoding: "utf8" });
    writeFileSync(join(checkout, "tsconfig.sixth.json"), JSON.stringify({ extends: "./tsconfig.json", include: ["src/sources/dynastyprocess", "src/sources/index.ts"] }));
    expect(check("typescript/bin/tsc", "-p", "tsconfig.sixth.json", "--noEmit").stdout).toBe("");
    expect(check("dependency-cruiser/bin/dependency-cruise.mjs", "--config", ".dependency-cruiser.cjs", "src/sources/dynastyprocess", "src/sources/index.ts").status).toBe(0);
  }, 120_000);
});

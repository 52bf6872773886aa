import { existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigError } from "../core/errors.ts";
import { prepareOverlay } from "./overlay.ts";
import { formatRegistryCsv } from "../core/registry.ts";
import { writeRegistrySeed } from "./registry-seed.ts";

let home = "";
let project = "";

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "overlay-"));
  project = join(home, "project");
  for (const dir of ["models", "seeds", "target"]) mkdirSync(join(project, dir), { recursive: true });
  writeFileSync(join(project, "dbt_project.yml"), "name: p\n");
  writeFileSync(join(project, "seeds", "clubs.csv"), "code\nAAA\n");
  writeFileSync(join(project, "seeds", "_seeds.yml"), "version: 2\n");
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const overlay = (...seedDirs: readonly string[]): Promise<string> => prepareOverlay({ projectDir: project, overlayDir: join(home, "o"), seedDirs });
const seed = (name: string): string => readFileSync(join(home, "o", "seeds", name), "utf8");
function folder(name: string, file: string, text: string): string {
  mkdirSync(join(home, name), { recursive: true });
  writeFileSync(join(home, name, file), text);
  return join(home, name);
}

describe("prepareOverlay", () => {
  it("shows the project without what dbt writes, and an empty registry before the first publish", async () => {
    await overlay();
    expect(readdirSync(join(home, "o")).sort()).toEqual(["dbt_project.yml", "models", "seeds"]);
    expect(readdirSync(join(home, "o", "seeds")).sort()).toEqual(["_seeds.yml", "clubs.csv", "snapshot_registry.csv"]);
    expect(seed("snapshot_registry.csv")).toBe("source,dataset,snapshot_date,status,coverage_start_season,coverage_end_season,row_count,notes\n");
    expect(existsSync(join(project, "seeds", "snapshot_registry.csv"))).toBe(false);
  });

  it("lays later seed folders over earlier ones, and takes them away again", async () => {
    const profile = folder("profile", "clubs.csv", "code\nBBB\n");
    const own = folder("seeds", "snapshot_registry.csv", "source\nx\n");
    await overlay(profile, own);
    expect([seed("clubs.csv"), seed("snapshot_registry.csv")]).toEqual(["code\nBBB\n", "source\nx\n"]);
    await overlay(join(home, "missing"));
    expect([seed("clubs.csv"), seed("snapshot_registry.csv").split(",")[0]]).toEqual(["code\nAAA\n", "source"]);
    expect(readFileSync(join(own, "snapshot_registry.csv"), "utf8")).toBe("source\nx\n");
  });

  it("leaves links alone that are right already", async () => {
    await overlay();
    const before = lstatSync(join(home, "o", "models")).ino;
    await overlay();
    expect(lstatSync(join(home, "o", "models")).ino).toBe(before);
  });

  it("follows a project that lost a file, and a link that points elsewhere", async () => {
    await overlay();
    rmSync(join(project, "seeds", "_seeds.yml"));
    rmSync(join(home, "o", "models"));
    writeFileSync(join(home, "o", "models"), "not a link");
    await overlay();
    expect(readdirSync(join(home, "o", "seeds"))).not.toContain("_seeds.yml");
    expect(lstatSync(join(home, "o", "models")).isSymbolicLink()).toBe(true);
  });

  it("refuses a folder that is no dbt project", async () => {
    await expect(prepareOverlay({ projectDir: home, overlayDir: join(home, "o"), seedDirs: [] })).rejects.toThrow(ConfigError);
  });
});

describe("the registry as a seed", () => {
  it("keeps every note, whatever stands in it", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom("a", ",", '"', "\n", "\r", " ", "é") })), (notes) => {
        const rows = notes.map((note) => ({ source: "nflverse", dataset: "weekly", snapshot_date: "2026-11-23", status: "current" as const, coverage_start_season: null, coverage_end_season: 2025, row_count: 0, notes: note }));
        expect(parse(formatRegistryCsv(rows), { columns: true, record_delimiter: "\n" }).map((row) => (row as { notes: string }).notes)).toEqual(notes);
      }),
    );
  });

  it("is replaced at once and leaves nothing beside it", async () => {
    const dir = join(home, "seeds");
    await writeRegistrySeed([], dir);
    await writeRegistrySeed([], dir);
    expect(readdirSync(dir)).toEqual(["snapshot_registry.csv"]);
  });
});

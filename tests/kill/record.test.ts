import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { recordProfile } from "../../src/flows/record-profile.ts";
import { openRecordingFolder } from "../../src/flows/recording-folder.ts";
import { inventEntries, islandPage } from "../support/invented-ktc.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "snapcount-record-kills-"));
  for (const folder of ["home", "profile", "made"]) mkdirSync(join(root, folder));
  writeFileSync(join(root, "profile", "page.html"), islandPage(inventEntries()).replace("</body>", "<p>ann@example.org</p></body>"));
  writeFileSync(join(root, "profile", "index.json"), JSON.stringify([{ url: "https://keeptradecut.com/dynasty-rankings", file: "page.html" }]));
  writeFileSync(join(root, "profile", "profile.yaml"), JSON.stringify({ now: "2026-11-17T12:00:00Z", payloads: "index.json" }));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const made = (): readonly string[] => readdirSync(join(root, "made")).toSorted();

describe("a recording that is killed", () => {
  it("leaves no profile, and the answers as they came to the next recording beside it, which removes them", async () => {
    const job = { home: join(root, "home"), profile: join(root, "profile"), dir: join(root, "made", "killed") };
    const { signal, stderr } = spawnSync(process.execPath, ["--import", "tsx", join(import.meta.dirname, "record-child.ts"), JSON.stringify(job)], { encoding: "utf8" });
    expect({ signal, stderr }).toEqual({ signal: "SIGKILL", stderr: "" });
    expect(existsSync(job.dir)).toBe(false);
    const [left = ""] = made();
    const files = readdirSync(join(root, "made", left), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    expect(files.some((file) => readFileSync(file, "utf8").includes("ann@example.org"))).toBe(true);

    const watch = { progress: () => undefined, signal: new AbortController().signal, clock: () => new Date(), env: {} };
    await recordProfile(loadConfig({ home: job.home, profile: job.profile }, {}, root), join(root, "made", "next"), ["ktc_pipeline"], watch);
    expect(made()).toEqual(["next"]);
  }, 60_000);

  it("is told from one that goes on: that one keeps its folder", async () => {
    const first = await openRecordingFolder(join(root, "made", "first"));
    const second = await openRecordingFolder(join(root, "made", "second"));
    expect(existsSync(first.home) && existsSync(second.home)).toBe(true);
    await first.remove();
    await second.remove();
    expect(made()).toEqual([]);
  });
});

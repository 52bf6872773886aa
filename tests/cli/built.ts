import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { renderSample } from "../../samples/league/render.ts";

/** `make setup` has built both; a test started by hand builds what is missing. @returns the path of bin/snapcount */
export async function buildCommandLine(): Promise<string> {
  const repo = join(import.meta.dirname, "..", "..");
  if (!existsSync(join(repo, "dist", "main.js"))) execFileSync(process.execPath, ["scripts/build.mjs"], { cwd: repo });
  if (!existsSync(join(repo, "samples", "rendered", "profile.yaml"))) await renderSample(join(repo, "samples", "rendered"));
  return join(repo, "bin", "snapcount");
}

// All speed goals in one run: `make bench`, or `make bench ONLY=start,engine` for some. Each bench has a process of its own: none is
// slower for what another one left in memory.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { type BenchRow, printRows } from "./bench.ts";
import { BENCHES } from "./benches.ts";

/** @returns what it measured; null when it broke, which it says on stderr */
function runBench(name: string): readonly BenchRow[] | null {
  process.stderr.write(`bench ${name} ...\n`);
  const { stdout, status } = spawnSync(process.execPath, ["--import", "tsx", join(import.meta.dirname, "one.ts"), name], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  return status === 0 ? (JSON.parse(stdout) as readonly BenchRow[]) : null;
}

const asked = process.env["ONLY"];
const chosen = Object.keys(BENCHES).filter((name) => asked === undefined || asked === "" || asked.split(",").includes(name));
const results = chosen.map((name) => ({ name, rows: runBench(name) }));
const rows = results.flatMap((result) => result.rows ?? []);
const broken = results.filter((result) => result.rows === null).map(({ name }) => name);
// What the others measured is worth minutes: it is printed all the same.
printRows(rows);
if (broken.length > 0) console.error(`broke: ${broken.join(", ")}`);
process.exitCode = broken.length === 0 && rows.every((row) => row.ok) ? 0 : 1;

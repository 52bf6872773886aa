// All speed goals in one run: `make bench`, or `make bench ONLY=start,engine` for some.
import type { BenchRow } from "./bench.ts";
import { printRows } from "./bench.ts";

const BENCHES: Readonly<Record<string, () => Promise<{ run(): Promise<BenchRow[]> }>>> = {
  start: () => import("./start.ts"),
  engine: () => import("./engine.ts"),
  validate: () => import("./validate.ts"),
  anomaly: () => import("./anomaly.ts"),
  ingest: () => import("./ingest.ts"),
  audit: () => import("./audit.ts"),
  changes: () => import("./changes.ts"),
  sheets: () => import("./sheets.ts"),
  ktc: () => import("./ktc.ts"),
  projections: () => import("./projections.ts"),
  sleeper: () => import("./sleeper.ts"),
  kill: () => import("./kill.ts"),
  prefect: () => import("./prefect.ts"),
  "prefect-many": () => import("./prefect-many.ts"),
};

const asked = process.env["ONLY"];
const only = asked === undefined || asked === "" ? undefined : asked.split(",");
const rows: BenchRow[] = [];
for (const [name, load] of Object.entries(BENCHES)) {
  if (only !== undefined && !only.includes(name)) continue;
  process.stderr.write(`bench ${name} ...\n`);
  rows.push(...(await (await load()).run()));
}
printRows(rows);
process.exitCode = rows.every((row) => row.ok) ? 0 : 1;

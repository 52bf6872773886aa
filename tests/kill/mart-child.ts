import { exportMarts } from "../../src/transform/export-marts.ts";
import type { Mart } from "../../src/transform/report.ts";

/** What a child is told: argv[2] as JSON. It exports the warehouses in turn until it is killed. */
export interface ExportJob {
  readonly warehouses: readonly string[];
  readonly marts: readonly Mart[];
  readonly martRoot: string;
  readonly lockDir: string;
}

const { warehouses, marts, martRoot, lockDir } = JSON.parse(process.argv[2] ?? "") as ExportJob;
for (let turn = 0; ; turn += 1) await exportMarts(marts, { warehouse: warehouses[turn % warehouses.length] ?? "", martRoot, lockDir, asOf: new Date(0) });

import type { DatasetRecord } from "../ops/index.ts";
import type { Href } from "../ops/report/index.ts";
import type { PartitionEntry } from "../store/store.ts";
import type { Home } from "./home.ts";
import type { RunReport } from "./run-report.ts";

/** What the parts of a report are gathered from; everything is read once. */
export interface Gathering {
  readonly home: Home;
  readonly run: Omit<RunReport, "page">;
  /** Of all datasets, oldest first. */
  readonly partitions: readonly PartitionEntry[];
  readonly records: readonly DatasetRecord[];
  /** @returns the way from the page's folder to a file */
  readonly hrefOf: (path: string) => Href;
}

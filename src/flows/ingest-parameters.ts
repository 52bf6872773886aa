import * as z from "zod";
import { isDt } from "../core/partition.ts";
import { whenParameter } from "./season-guard.ts";

/** The parameters every file-based source flow takes; what Prefect's custom-run form will show. */
export const IngestParameters = z.strictObject({
  datasets: z.array(z.string()).optional().describe("Datasets to load; default: those that dbt reads"),
  seasons: z.string().optional().describe("2020-2024, or 2023, or 2020,2022-2023; only to a baseline dt or --out"),
  weeks: z.string().optional().describe("1-4; only to a baseline dt or --out"),
  dt: z.string().refine(isDt, "not a date YYYY-MM-DD").optional().describe("Snapshot date (UTC); default: today"),
  when: whenParameter,
  force: z.boolean().default(false).describe("Publish although nothing changed"),
});
export type IngestParameters = z.output<typeof IngestParameters>;

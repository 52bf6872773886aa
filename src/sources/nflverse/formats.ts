import type { PayloadFormat } from "../../http/http.ts";

/** Upstream publishes every table as Parquet and as CSV, and a profile may hold either, or JSON records; the schema decides, not the wrapping. */
export const TABLES: readonly PayloadFormat[] = ["parquet", "csv", "json"];

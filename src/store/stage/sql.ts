import { quoteText } from "../../core/quote.ts";

/** Files as relations for DuckDB. Paths come from operators: nothing reaches SQL unquoted. */

/** @returns a quoted path that DuckDB's readers take literally: they expand `*`, `?` and `[` as a glob. */
export function pathLiteral(path: string): string {
  return quoteText(path.replace(/[*?[]/g, (character) => `[${character}]`));
}

/** @returns a list literal of quoted paths. */
export function pathList(paths: readonly string[]): string {
  return `[${paths.map(pathLiteral).join(", ")}]`;
}

/** @returns the relation of a staged file; a folder `dt=...` above it must not become a column. */
export function stagedRelation(path: string): string {
  return `read_parquet(${pathList([path])}, hive_partitioning = false)`;
}

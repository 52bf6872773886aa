/** Quoting for DuckDB. Names and paths come from providers and operators: nothing reaches SQL unquoted. */

/** @returns a quoted identifier. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** @returns a quoted text literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** @returns a quoted path that DuckDB's readers take literally: they expand `*`, `?` and `[` as a glob. */
export function pathLiteral(path: string): string {
  return literal(path.replace(/[*?[]/g, (character) => `[${character}]`));
}

/** @returns a list literal of quoted paths. */
export function pathList(paths: readonly string[]): string {
  return `[${paths.map(pathLiteral).join(", ")}]`;
}

/** @returns the relation of a staged file; a folder `dt=...` above it must not become a column. */
export function stagedRelation(path: string): string {
  return `read_parquet(${pathList([path])}, hive_partitioning = false)`;
}

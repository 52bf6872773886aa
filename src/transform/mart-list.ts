export interface ExportedMart {
  readonly name: string;
  readonly description: string;
  /** Null for a mart that stands as an earlier export had it. */
  readonly rows: number | null;
}

/** @returns the list that stands beside exported marts, in Markdown: what each tells, how many rows, of when */
export function describeExport(marts: readonly ExportedMart[], asOf: Date): string {
  const rows = marts.map(({ name, description, rows: count }) => `| [${name}](${name}.parquet) | ${count === null ? "as before" : count} | ${description.replaceAll(/\s+/g, " ").replaceAll("|", "\\|")} |`);
  return [
    "# Marts",
    "",
    `Written by \`snapcount\` after the dbt tests passed, as of ${asOf.toISOString()}. Every file is Parquet: DuckDB, Python and R read it,`,
    "for example `duckdb -c \"from 'mart_cap_situation.parquet'\"`.",
    "",
    "`as before`: this run did not test the mart, or a test of it or of what it is built on failed; the earlier file stays.",
    "",
    "| File | Rows | What it tells |",
    "|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

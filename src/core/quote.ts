/** Names and texts in SQL for DuckDB: they come from providers, operators and descriptions of datasets, and nothing reaches SQL unquoted. */

/** @returns a quoted identifier */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** @returns a quoted text literal */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

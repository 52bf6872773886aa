/** Names and texts in the SQL of measurements: they come from descriptions of datasets and from files, and are quoted all the same. */

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

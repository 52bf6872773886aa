/**
 * Which code spans and words of a command claim that a file of the repository exists.
 *
 * Rule: one word, whose first part is a folder of the repository (ROOMS), or which is a file at its root by name or ending. Not a claim
 * are: URLs; globs and placeholders (`*`, `<`, `{`, `$`, `...`, capital letters as a whole part); what runs write and git ignores
 * (data/, .home/, dist/, .venv/, node_modules/, samples/rendered/, the warehouse under dbt/.../target/). A line number (`:12`) is cut off.
 */
const ROOMS = new Set([".ci", ".github", "bench", "bin", "config", "dbt", "docs", "packages", "requirements", "samples", "scripts", "src", "tests"]);
const ROOT_FILE = /^(?:Makefile|\.npmrc|\.gitignore|\.dependency-cruiser\.cjs|[A-Za-z][\w.-]*\.(?:md|config\.ts|config\.js)|(?:package|package-lock|tsconfig)\.json)$/;
const WRITTEN_BY_RUNS = ["samples/rendered", "dbt/ff_data_transform/target", "dbt/ff_data_transform/logs", "dbt/ff_data_transform/seeds/snapshot_registry.csv"];

/** @returns the path that is claimed to exist, relative to the repository, or null. */
export function claimedPath(word: string): string | null {
  const path = word.replace(/^\.\/(?=.)/, "").replace(/:\d+(?:-\d+)?$/, "").replace(/\/+$/, "");
  if (!/^[\w@./-]+$/.test(path) || path.includes("...") || path.includes("..")) return null;
  const parts = path.split("/");
  if (parts.some((part) => /^[A-Z][A-Z_]*$/.test(part))) return null;
  if (WRITTEN_BY_RUNS.some((written) => path === written || path.startsWith(`${written}/`))) return null;
  if (parts.length === 1) return ROOT_FILE.test(path) ? path : word.endsWith("/") && ROOMS.has(path) ? path : null;
  return ROOMS.has(parts[0] ?? "") ? path : null;
}

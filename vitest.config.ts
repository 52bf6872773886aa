import { existsSync } from "node:fs";
import { defineConfig } from "vitest/config";

// Real payloads lie beside the checkout on the machine this was built on; everywhere else there is nothing to test them with.
const withoutReal = existsSync("../shared/data") ? [] : ["tests/real/**"];

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "packages/*/src/**/*.test.ts", "samples/**/*.test.ts", "tests/**/*.test.ts"],
    exclude: ["tests/system/**", "node_modules/**", ...withoutReal],
    // Two cores: forks keep native modules (DuckDB, SQLite) of one file away from another's.
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "packages/*/src/**/*.test.ts", "samples/**/*.test.ts", "tests/**/*.test.ts"],
    exclude: ["tests/system/**", "node_modules/**"],
    // Two cores: forks keep native modules (DuckDB, SQLite) of one file away from another's.
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    globalSetup: [],
  },
});

import { existsSync } from "node:fs";
import { defineConfig } from "vitest/config";

// Real payloads lie beside the checkout on the machine this was built on; everywhere else there is nothing to test them with.
const withoutReal = existsSync("../shared/data") ? [] : ["tests/real/**"];

// Two cores, in both projects alike: with different numbers one project would wait for the other.
// Forks keep native modules (DuckDB, SQLite) of one file away from another's.
const common = { pool: "forks", maxWorkers: 2, testTimeout: 60_000, hookTimeout: 60_000 } as const;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...common,
          name: "unit",
          include: ["src/**/*.test.ts", "packages/*/src/**/*.test.ts", "samples/**/*.test.ts", "tests/**/*.test.ts"],
          exclude: ["tests/system/**", "tests/prefect/**", "node_modules/**", ...withoutReal],
        },
      },
      {
        test: {
          ...common,
          name: "prefect",
          include: ["tests/prefect/**/*.test.ts"],
          // Starts the server that its files share, and only when one of them is in the run. A first answer may wait for its start.
          globalSetup: ["tests/prefect/support/global-setup.ts"],
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});

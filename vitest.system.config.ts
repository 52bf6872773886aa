import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/system/**/*.test.ts"],
    pool: "forks",
    // Mounts and whole installs: one at a time.
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
});

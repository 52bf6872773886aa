// The arrows of ARCHITECTURE.md: cli -> flows -> sources, transform, transition -> identity, store, ops, config, http -> core.
// Each rule names what a room may NOT import. `make lint` holds them; tests/arrows.test.ts breaks one on purpose.
const below = (room, ...allowed) => ({
  name: `${room}-imports-only-what-is-below-it`,
  severity: "error",
  comment: `src/${room} may import only: ${[room, ...allowed].join(", ")}, packages`,
  from: { path: `^src/${room}/`, pathNot: "\\.test\\.ts$" },
  to: { path: "^src/", pathNot: `^src/(${[room, ...allowed].join("|")})/` },
});

module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    below("core"),
    below("config", "core"),
    below("store", "core"),
    below("http", "store", "core"),
    below("ops", "store", "core"),
    below("sources", "identity", "http", "store", "core"),
    below("identity", "core"),
    below("transform", "store", "ops", "core"),
    below("docs", "core"),
    below("flows", "sources", "identity", "transform", "transition", "store", "http", "ops", "config", "core"),
    below("serve", "store", "ops", "core"),
    {
      name: "core-is-pure",
      severity: "error",
      comment: "core decides; it does no I/O",
      from: { path: "^src/core/", pathNot: "\\.test\\.ts$" },
      to: { path: "^(fs|path|net|http|https|child_process|os|worker_threads|node:(?!crypto$).*)$|undici|duckdb|sqlite" },
    },
    {
      name: "publishing-needs-no-duckdb",
      severity: "error",
      comment: "store/publish must start fast and survive kills without DuckDB (shared limits, 5)",
      from: { path: "^src/store/(publish|heal|local|registry|payloads)", pathNot: "\\.test\\.ts$" },
      to: { path: "@duckdb", reachable: true },
    },
    {
      name: "sources-do-not-know-each-other",
      severity: "error",
      from: { path: "^src/sources/([^/]+)/" },
      to: { path: "^src/sources/([^/]+)/", pathNot: "^src/sources/$1/" },
    },
    {
      name: "prefect-package-stands-alone",
      severity: "error",
      from: { path: "^packages/" },
      to: { path: "^(src|samples|tests)/" },
    },
    {
      name: "engine-knows-no-server",
      severity: "error",
      comment: "the engine runs alone; a server stands behind its seams",
      from: { path: "^packages/prefect/src/[^/]+\\.ts$" },
      to: { path: "^packages/prefect/src/(server|deployments)/" },
    },
    {
      name: "only-cli-is-the-edge",
      severity: "error",
      from: { path: "^src/(?!cli/)" },
      to: { path: "^src/cli/" },
    },
    { name: "no-tests-in-production", severity: "error", from: { path: "^(src|packages)/", pathNot: "\\.test\\.ts$|/testing/" }, to: { path: "\\.test\\.ts$" } },
    { name: "declared-dependencies-only", severity: "error", from: { path: "^(src|packages)/" }, to: { dependencyTypes: ["npm-no-pkg", "npm-unknown", "unknown"] } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|\\.venv|\\.home)/" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default"], extensions: [".ts", ".js", ".mjs", ".json"] },
  },
};

// Bundles the command line into dist/: one entry, split where the code imports lazily, so that `--version` and `status`
// never load DuckDB, undici or dbt's runner. Native modules stay outside the bundle, and Google's SDKs: their modules import each other in
// circles, and bundled in another order a class is used before it is there ("JWT is not a constructor").
import { build } from "esbuild";
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";

const { version } = JSON.parse(readFileSync("package.json", "utf8"));
rmSync("dist", { recursive: true, force: true });
await build({
  entryPoints: { main: "src/cli/main.ts" },
  outdir: "dist",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  sourcemap: false,
  minifySyntax: true,
  legalComments: "none",
  external: ["@duckdb/node-api", "@photostructure/sqlite", "undici", "google-auth-library", "@googleapis/sheets", "@googleapis/drive"],
  define: { "globalThis.SNAPCOUNT_VERSION": JSON.stringify(version) },
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  logLevel: "error",
});
writeFileSync("dist/version.txt", `${version}\n`);
// `snapcount --help` is static text, written once here from the same commander program that parses.
writeFileSync("dist/help.txt", execFileSync(process.execPath, ["dist/main.js", "--help"], { encoding: "utf8", env: { ...process.env, NO_COLOR: "1", COLUMNS: "80" } }));

import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { build } from "esbuild";

const HERE = fileURLToPath(new URL(".", import.meta.url));
/** Inside node_modules, so that the bundle finds the native SQLite module, and git does not find the bundle. */
const CACHE = join(HERE, "..", "..", "node_modules", ".cache", "snapcount-kill");

/**
 * Bundles `tests/kill/<name>.ts`. @returns the path of a program that plain `node` starts
 * @param format CommonJS starts 10 ms sooner than a module, which counts where a thousand are started; it knows no top-level await
 */
export async function buildChild(name: string, format: "cjs" | "esm" = "esm"): Promise<string> {
  mkdirSync(CACHE, { recursive: true });
  const outfile = join(CACHE, `${name}-${process.pid}.${format === "cjs" ? "cjs" : "mjs"}`);
  await build({
    entryPoints: [join(HERE, `${name}.ts`)],
    outfile,
    bundle: true,
    minify: true,
    platform: "node",
    format,
    target: "node20",
    external: ["@photostructure/sqlite", "@duckdb/node-api"],
    logLevel: "error",
    banner: format === "cjs" ? {} : { js: 'import { createRequire as snapcountRequire } from "node:module"; const require = snapcountRequire(import.meta.url);' },
  });
  return outfile;
}

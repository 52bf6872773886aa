// Runs a suite and ends with the one line that CI reads: `N passed, N failed, N skipped`.
//   unit    types, lint, arrows, unused code, documents, vitest over everything but tests/system
//   system  vitest over tests/system (Debian packages or root)
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const suite = process.argv[2];
const STATIC_CHECKS = [
  ["types", "npx", ["tsc", "-p", "."]],
  ["lint", "npx", ["eslint", "."]],
  ["arrows", "npx", ["depcruise", "--config", ".dependency-cruiser.cjs", "src", "packages"]],
  ["unused code", "npx", ["knip", "--no-progress", "--no-config-hints"]],
  ["documents", "bin/snapcount", ["docs", "check"]],
];

const sum = { passed: 0, failed: 0, skipped: 0 };

function runStatic([name, command, args]) {
  const started = Date.now();
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8" });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  if (status === 0) sum.passed += 1;
  else {
    sum.failed += 1;
    process.stdout.write(`${stdout}${stderr}`);
  }
  process.stdout.write(`${status === 0 ? "ok    " : "FAILED"} ${name} (${seconds} s)\n`);
}

function runVitest(args) {
  const dir = mkdtempSync(join(tmpdir(), "snapcount-test-"));
  const report = join(dir, "report.json");
  try {
    const { status } = spawnSync("npx", ["vitest", "run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...args], { stdio: "inherit" });
    const json = JSON.parse(readFileSync(report, "utf8"));
    sum.passed += json.numPassedTests;
    sum.failed += json.numFailedTests;
    sum.skipped += json.numPendingTests + (json.numTodoTests ?? 0);
    // A suite that could not be loaded has no tests to fail; an unhandled rejection fails the run alone.
    if (status !== 0 && json.numFailedTests === 0) sum.failed += Math.max(1, json.numFailedTestSuites ?? 1);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

if (suite === "unit") {
  for (const check of STATIC_CHECKS) runStatic(check);
  runVitest([]);
} else if (suite === "system") {
  runVitest(["--config", "vitest.system.config.ts"]);
} else {
  process.stderr.write("usage: node scripts/test.mjs unit|system\n");
  process.exit(2);
}
process.stdout.write(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped\n`);
process.exitCode = sum.failed === 0 && sum.passed > 0 ? 0 : 1;

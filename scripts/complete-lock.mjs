// Completes package-lock.json after `npm install`: node scripts/complete-lock.mjs
//
// A registry mirror that does not hold the native packages of other platforms makes `npm install` leave them out of the lock, and
// `npm ci` then refuses that lock ("Missing: ... from lock file"). Their exact versions stand in the optionalDependencies of the
// package that wants them; with an entry that names the platform, `npm ci` skips them where they do not fit.
import { readFileSync, writeFileSync } from "node:fs";

const OS = { darwin: "darwin", linux: "linux", win32: "win32", android: "android", freebsd: "freebsd", openharmony: "openharmony", wasm32: null };
const CPU = { x64: "x64", arm64: "arm64", arm: "arm", armv7: "arm", ia32: "ia32", ppc64: "ppc64", riscv64: "riscv64", s390x: "s390x", wasm32: "wasm32" };

const path = "package-lock.json";
const lock = JSON.parse(readFileSync(path, "utf8"));
let added = 0;
for (const entry of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    if (lock.packages[key] !== undefined || !/^\d/.test(version)) continue;
    const tokens = name.split(/[/-]/);
    const os = tokens.find((token) => token in OS);
    const cpu = tokens.find((token) => token in CPU);
    if (os === undefined || cpu === undefined) throw new Error(`${name}: the platform cannot be read from the name`);
    lock.packages[key] = {
      version,
      cpu: [CPU[cpu]],
      ...(entry.dev ? { dev: true } : {}),
      ...(tokens.some((token) => token.startsWith("musl")) ? { libc: ["musl"] } : tokens.some((token) => token.startsWith("gnu")) ? { libc: ["glibc"] } : {}),
      optional: true,
      ...(OS[os] === null ? {} : { os: [OS[os]] }),
    };
    added += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${added} packages of other platforms added\n`);

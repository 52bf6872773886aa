// One ingest in a fresh process; prints what it made and the peak memory in MiB. Bundled by ingest.ts: tsx would count as memory.
import { readFileSync } from "node:fs";
import { bareCopy, ingest } from "./ingest-work.ts";

const [mode = "ingest", dir = ".", ...upstream] = process.argv.slice(2);
const made = mode === "bare" ? await bareCopy(upstream, dir) : await ingest(upstream, dir);
const peakKiB = Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? 0);
process.stdout.write(JSON.stringify({ made, peakMiB: peakKiB / 1024 }));

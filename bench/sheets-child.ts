// One sheet to published snapshots in a fresh process with Google's SDKs loaded; prints the peak memory in MiB. Bundled by sheets.ts.
import { readFileSync } from "node:fs";
import { publishSheet } from "./sheets-work.ts";

const [answerFile = "", home = "."] = process.argv.slice(2);
await Promise.all([import("google-auth-library"), import("@googleapis/sheets"), import("@googleapis/drive")]);
const rows = await publishSheet({ answer: readFileSync(answerFile, "utf8"), csv: [] }, home);
const peakKiB = Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? 0);
process.stdout.write(JSON.stringify({ rows, peakMiB: peakKiB / 1024 }));

import { dirname, join } from "node:path";
import type { PartitionId } from "../../core/partition.ts";
import { partitionPath } from "../../core/partition.ts";
import type { QuarantineReport, StagedFile } from "../store.ts";
import type { StoreContext } from "./context.ts";
import { ensureDir } from "./durable.ts";
import { sessionDir } from "./sessions.ts";
import type { StoreFs } from "./steps.ts";

const REPORT_FILE = "report.json";

/**
 * Puts a rejected file aside, with the reason beside it. The folder appears in one go, so nobody reads a file without its report.
 * @returns the path of the rejected file, or of the report when nothing could be staged
 */
export function putInQuarantine(context: StoreContext, id: PartitionId, runId: string, staged: StagedFile | null, report: QuarantineReport): string {
  const { fs, layout } = context;
  const prepared = join(sessionDir(fs, layout.stage, context.processes), context.newToken());
  fs.mkdir("prepare-dir", prepared);
  if (staged !== null && report.file !== null) {
    fs.rename("take-rejected", staged.path, join(prepared, report.file));
    fs.fsyncFile("fsync-rejected", join(prepared, report.file));
  }
  fs.writeText("write-report", join(prepared, REPORT_FILE), `${JSON.stringify(report, null, 2)}\n`);
  fs.fsyncFile("fsync-report", join(prepared, REPORT_FILE));
  fs.fsyncDir("fsync-rejected-item", prepared);
  const target = freeName(fs, join(layout.quarantine, partitionPath(id), runId));
  ensureDir(fs, dirname(target));
  fs.rename("rename-rejected", prepared, target);
  fs.fsyncDir("fsync-quarantine", dirname(target));
  return join(target, staged !== null && report.file !== null ? report.file : REPORT_FILE);
}

/** A task that is tried again rejects the same dataset of the same run twice. */
function freeName(fs: StoreFs, path: string): string {
  let free = path;
  for (let attempt = 2; fs.stat(free) !== null; attempt += 1) free = `${path}-${attempt}`;
  return free;
}

/** Newest first. `path` is the folder of the report and its file. */
export function readQuarantine({ fs, layout }: Pick<StoreContext, "fs" | "layout">): readonly { readonly path: string; readonly report: QuarantineReport }[] {
  const found: { path: string; report: QuarantineReport }[] = [];
  // <source>/<dataset>/dt=.../<run>
  const visit = (folder: string, depth: number): void => {
    for (const entry of fs.list(folder) ?? []) {
      if (!entry.isDirectory) continue;
      const path = join(folder, entry.name);
      if (depth < 3) visit(path, depth + 1);
      else {
        const report = parseReport(fs.readText(join(path, REPORT_FILE)));
        if (report !== null) found.push({ path, report });
      }
    }
  };
  visit(layout.quarantine, 0);
  return found.sort((a, b) => b.report.quarantined_at.localeCompare(a.report.quarantined_at));
}

function parseReport(text: string | null): QuarantineReport | null {
  if (text === null) return null;
  try {
    const json = JSON.parse(text) as QuarantineReport;
    return json.schema === "snapcount.quarantine/1" ? json : null;
  } catch {
    return null;
  }
}

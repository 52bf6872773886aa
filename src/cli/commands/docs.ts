import { loadSchedules } from "../../config/schedules.ts";
import { checkDocs, writeDocs } from "../../docs/index.ts";
import { flowRegistry } from "../../flows/registry.ts";
import type { CommandContext } from "../action.ts";
import { readSurroundings } from "../context.ts";
import { EXIT, formatJson } from "../output.ts";

/** `snapcount docs write`: rewrites the generated parts of this checkout's documents. */
export async function writeDocuments({ options, commands }: CommandContext): Promise<number> {
  const { terminal, loaded } = readSurroundings();
  const changed = writeDocs(loaded.packageRoot, { flows: flowRegistry, commands: commands(), schedules: loadSchedules(loaded.packageRoot, loaded.packageRoot) });
  if (options["json"] === true) terminal.out(formatJson("docs.write", { changed }));
  else terminal.out(changed.length === 0 ? "Every generated part is up to date." : changed.map((file) => `rewritten ${file}`).join("\n"));
  return EXIT.success;
}

/** `snapcount docs check`: exits 1 when a document of this checkout says something that is not so. */
export async function checkDocuments({ options, commands }: CommandContext): Promise<number> {
  const { terminal, loaded } = readSurroundings();
  const issues = checkDocs(loaded.packageRoot, { flows: flowRegistry, commands: commands(), schedules: loadSchedules(loaded.packageRoot, loaded.packageRoot) });
  if (options["json"] === true) terminal.out(formatJson("docs.check", { issues }));
  else {
    for (const issue of issues) terminal.out(`${issue.file}:${issue.line} ${terminal.paint.red(issue.kind)} ${issue.message}\n  ${terminal.paint.dim("fix")} ${issue.fix}`);
    terminal.out(issues.length === 0 ? terminal.paint.green("The documents say what the code does.") : `${issues.length} statement(s) are not true.`);
  }
  return issues.length === 0 ? EXIT.success : EXIT.failed;
}

import type { WorkflowCron } from "./facts.ts";

/** @param text a workflow file's. @returns its crons, each with the flows that the workflow's steps run */
export function readCrons(file: string, text: string): readonly WorkflowCron[] {
  const lines = text.split("\n");
  const flows = lines.flatMap(flowsOf);
  return lines.flatMap((content, index) => {
    const cron = /^\s*- cron: *["']?([^"'#]+?)["']? *(?:#.*)?$/.exec(content)?.[1];
    return cron === undefined ? [] : [{ file, line: index + 1, cron, flows }];
  });
}

/** Of a step `run: bin/snapcount run nfl_data_pipeline --no-dbt || ...`; a run without names is of everything. */
function flowsOf(line: string): readonly string[] {
  const [, command, rest = ""] = /^\s*(?:- )?(?:run: *)?bin\/snapcount (run|dbt)\b([^|&;]*)/.exec(line) ?? [];
  const names = rest.trim().split(/\s+/).filter((word) => /^[a-z_]+$/.test(word));
  if (command === "dbt") return names.map((name) => `dbt_${name}`);
  return command === "run" && names.length === 0 ? ["data_pipeline"] : names;
}

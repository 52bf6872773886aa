import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Flow } from "@snapcount/prefect";
import type * as z from "zod";
import type { Home } from "./home.ts";
import type { FlowSummary } from "./summary.ts";

/**
 * Makes a flow's file a program: `npx tsx src/flows/nfl_data_pipeline.ts` runs that flow alone, in the home that the environment
 * names, and ends with the exit code of `snapcount run`. Importing the file does nothing.
 */
export async function runDirectly<Schema extends z.ZodType>(fileUrl: string, flow: Flow<Schema, FlowSummary, Home>): Promise<void> {
  const program = process.argv[1];
  if (program === undefined || realpathSync(program) !== fileURLToPath(fileUrl)) return;
  const { executeAlone } = await import("./execute.ts");
  process.exitCode = await executeAlone(flow.name, (line) => process.stdout.write(`${line}\n`));
}

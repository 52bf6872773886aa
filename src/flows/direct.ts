import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { cancelOnSignals, type Flow } from "@snapcount/prefect";
import type * as z from "zod";
import { loadConfig } from "../config/load.ts";
import { processEnvironment } from "../config/environment.ts";
import { ConfigError, describeError } from "../core/errors.ts";
import type { RunStatus } from "../core/outcome.ts";
import type { Home } from "./home.ts";
import type { ProgressSink } from "./progress.ts";
import type { HouseFlow } from "./house-flow.ts";
import type { FlowSummary } from "./summary.ts";

const EXIT: Record<RunStatus, number> = { success: 0, failed: 1, partial_success: 3, cancelled: 130 };

/**
 * Makes a flow's file a program: `npx tsx src/flows/nfl_data_pipeline.ts` runs that flow alone with its parameters' defaults, in the
 * home that the environment names, one line a step, and ends with the exit code of `snapcount run`. Importing the file does nothing.
 */
export async function runDirectly<Schema extends z.ZodType>(fileUrl: string, flow: Flow<Schema, FlowSummary, Home>): Promise<void> {
  const program = process.argv[1];
  if (program === undefined || !fileUrl.endsWith(".ts") || realpathSync(program) !== fileURLToPath(fileUrl)) return;
  process.exitCode = await runAlone(flow, (line) => process.stdout.write(`${line}\n`));
}

async function runAlone(flow: HouseFlow, print: (line: string) => void): Promise<number> {
  const cancel = cancelOnSignals(process);
  try {
    const { chooseProfile, daysOf } = await import("./choose-profile.ts");
    const { runDays } = await import("./run-days.ts");
    const env = processEnvironment();
    const loaded = loadConfig({}, env, process.cwd());
    const profile = chooseProfile(loaded);
    const progress: ProgressSink = (event) => (event.kind === "end" ? print(`${event.step}: ${event.text}`) : undefined);
    const runs = daysOf(profile, flow).map((day) => ({ day, flow, parameters: {}, steps: [] }));
    const reports = await runDays(loaded, profile, runs, null, { progress, signal: cancel.signal, clock: () => new Date(), env });
    const last = reports.at(-1);
    print(`${flow.name}: ${last?.status ?? "cancelled"}${last?.error == null ? "" : ` (${last.error.message})`}`);
    return EXIT[last?.status ?? "cancelled"];
  } catch (error) {
    const report = describeError(error);
    print(`error ${report.message}${report.fix === null ? "" : `\n  fix ${report.fix}`}`);
    return error instanceof ConfigError ? 2 : 1;
  } finally {
    cancel.dispose();
  }
}

import type { FlowEntry } from "../core/flow-entry.ts";
import type { Schedules } from "../core/schedules.ts";
import type { KnownCommand } from "./commands.ts";

/** What only the program knows; the command line gives it. */
export interface ProgramFacts {
  readonly flows: readonly FlowEntry[];
  readonly commands: readonly KnownCommand[];
  readonly schedules: Schedules;
}

/** A cron that a workflow file is started by, and what the workflow then runs. */
export interface WorkflowCron {
  readonly file: string;
  readonly line: number;
  readonly cron: string;
  readonly flows: readonly string[];
}

/** What documents are held against. */
export interface DocsFacts extends ProgramFacts {
  readonly makeTargets: ReadonlySet<string>;
  readonly workflowCrons: readonly WorkflowCron[];
  /** @param path relative to the repository */
  readonly exists: (path: string) => boolean;
}

import { ConfigError, describeError, type ErrorReport, IngestError, WrongProfileError } from "../core/errors.ts";
import type { RunStatus } from "../core/outcome.ts";
import type { Terminal } from "./terminal.ts";

/** Exit codes (stable): architecture, Commands. */
export const EXIT = { success: 0, failed: 1, wrongCall: 2, partialSuccess: 3, cancelled: 130 } as const;

export function exitCodeOf(status: RunStatus): number {
  switch (status) {
    case "success":
      return EXIT.success;
    case "partial_success":
      return EXIT.partialSuccess;
    case "failed":
      return EXIT.failed;
    case "cancelled":
      return EXIT.cancelled;
  }
}

/** The one envelope of `--json`: `{schema: "snapcount.<command>/1", data, errors}`. */
export function formatJson(command: string, data: unknown, errors: readonly ErrorReport[] = []): string {
  return JSON.stringify({ schema: `snapcount.${command}/1`, data, errors }, null, 2);
}

export function exitCodeOfError(error: unknown): number {
  if (error instanceof ConfigError || error instanceof WrongProfileError) return EXIT.wrongCall;
  // The flow engine's own refusal of parameters, known by name: packages/prefect knows nothing of exit codes.
  if (error instanceof Error && error.name === "ParameterError") return EXIT.wrongCall;
  return EXIT.failed;
}

/** What failed, where, what was seen, what to do; never a stack, unless it is a bug of ours (SNAPCOUNT_DEBUG shows it). */
export function formatError(terminal: Terminal, error: unknown, debug: boolean): string {
  const report = describeError(error);
  const lines = [`${terminal.paint.red("error")} ${report.message}`];
  if (report.fix !== null) lines.push(`  ${terminal.paint.dim("fix")} ${report.fix}`);
  else if (!(error instanceof IngestError)) lines.push(`  ${terminal.paint.dim("fix")} This looks like a bug of Snapcount (${report.name}). Run again with SNAPCOUNT_DEBUG=1 and report what it prints.`);
  if (debug && error instanceof Error && error.stack) lines.push(terminal.paint.dim(error.stack));
  return lines.join("\n");
}

import { appendFileSync } from "node:fs";
import type { Terminal } from "./terminal.ts";

/** What a person should see beside a workflow's run. */
export interface Finding {
  readonly level: "error" | "warning";
  readonly title: string;
  readonly message: string;
}

/** GitHub shows so many of each level from one step and drops the rest. */
const SHOWN_PER_LEVEL = 10;
/** GitHub refuses a step's summary beyond 1 MiB, all of it. */
const SUMMARY_BYTES = 1 << 20;

/**
 * In GitHub Actions: an annotation for each finding, and the job's summary. Elsewhere nothing. Annotations go to stderr, which the runner
 * reads as it reads stdout: what was asked for on stdout stays what it is.
 */
export function reportToGithub(terminal: Terminal, env: Readonly<Record<string, string | undefined>>, findings: readonly Finding[], markdown: string): void {
  if (env["GITHUB_ACTIONS"] !== "true") return;
  for (const finding of shown(findings)) terminal.err(formatAnnotation(finding));
  const path = env["GITHUB_STEP_SUMMARY"];
  if (path !== undefined && path !== "") appendFileSync(path, `${cut(markdown)}\n`);
}

/** @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions and the escaping of actions/toolkit (read 2026-11) */
export function formatAnnotation({ level, title, message }: Finding): string {
  return `::${level} title=${escapeProperty(title)}::${escapeData(message)}`;
}

/** The last place of a level tells how many more there are. */
function shown(findings: readonly Finding[]): readonly Finding[] {
  return (["error", "warning"] as const).flatMap((level) => {
    const ofLevel = findings.filter((finding) => finding.level === level);
    if (ofLevel.length <= SHOWN_PER_LEVEL) return ofLevel;
    const more = ofLevel.length - (SHOWN_PER_LEVEL - 1);
    return [...ofLevel.slice(0, SHOWN_PER_LEVEL - 1), { level, title: `${more} more`, message: `${more} more of this kind stand in the job's summary and in the log` }];
  });
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

function cut(markdown: string): string {
  const end = "\n\n… the rest is in the log: GitHub takes no more.";
  const bytes = Buffer.from(markdown);
  if (bytes.length < SUMMARY_BYTES) return markdown;
  const whole = bytes.subarray(0, SUMMARY_BYTES - 200).toString("utf8");
  return `${whole.slice(0, whole.lastIndexOf("\n"))}${end}`;
}

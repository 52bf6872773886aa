import { CRON } from "../core/schedules.ts";
import { checkCommand, checkMake, splitShellLine } from "./commands.ts";
import type { DocsFacts } from "./facts.ts";
import type { Document, Issue } from "./issue.ts";
import { type Outline, readOutline } from "./markdown.ts";
import { checkLinks } from "./links.ts";
import { findBlocks } from "./markers.ts";
import { claimedPath } from "./paths.ts";
import { checkSeedNames } from "./seed.ts";

type Found = Omit<Issue, "file">;

/**
 * Holds documents against the facts: generated parts, paths, links, commands, make targets, flow names, schedules, and the names the
 * seed fixed. Pure. @returns what is not true, by file and line.
 */
export function checkDocuments(documents: readonly Document[], facts: DocsFacts, parts: ReadonlyMap<string, string>): readonly Issue[] {
  const outlines = new Map(documents.map((document) => [document.file, readOutline(document.text)]));
  const issues = documents.flatMap((document) => {
    const outline = outlines.get(document.file) ?? readOutline(document.text);
    const found: Found[] = [...checkParts(document.text, parts), ...checkLinks(document.file, outline, outlines, facts.exists), ...checkCode(outline, facts)];
    return found.map((issue): Issue => ({ file: document.file, ...issue }));
  });
  const all = [...issues, ...checkWorkflowCrons(facts), ...checkSeedNames(documents, outlines, facts)];
  return all.sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}

/** Parts that a program of their own writes, because their data is not everywhere, or stands in the tests; a test beside that data holds them to it. */
const WRITTEN_ELSEWHERE: ReadonlySet<string> = new Set(["registry-verdicts", "faults"]);
const REGENERATE = "Run `make docs` and commit what it changed.";

function checkParts(text: string, parts: ReadonlyMap<string, string>): readonly Found[] {
  const { blocks, problems } = findBlocks(text);
  const wrong = problems.map(({ line, message }): Found => ({ line, kind: "marker", message, fix: "Mend the markers: `<!-- generated:NAME -->` opens a part, `<!-- /generated:NAME -->` closes it; they do not nest." }));
  const stale = blocks.filter(({ name }) => !WRITTEN_ELSEWHERE.has(name)).flatMap((block): readonly Found[] => {
    const part = parts.get(block.name);
    if (part === undefined) return [{ line: block.openLine, kind: "marker", message: `nothing generates a part named ${block.name}`, fix: `Known parts: ${[...parts.keys()].join(", ")}.` }];
    return part === block.content ? [] : [{ line: block.openLine, kind: "stale", message: `the generated part ${block.name} is not what the code says now`, fix: REGENERATE }];
  });
  return [...wrong, ...stale];
}

/** Code spans everywhere; the lines of fenced shell blocks. Output shown in a block of another language is not read. */
function checkCode(outline: Outline, facts: DocsFacts): readonly Found[] {
  const spans = outline.codeSpans.flatMap(({ line, text }) => [...checkShell(line, text, facts), ...checkFlowName(line, text, facts), ...checkCron(line, text, facts)]);
  const shell = outline.fences.filter((fence) => ["sh", "bash", "shell"].includes(fence.language));
  const lines = shell.flatMap((fence) => joinContinued(fence.lines).flatMap(({ offset, text }) => checkShell(fence.line + 1 + offset, text, facts)));
  return [...spans, ...lines];
}

/** A backslash at the end continues a line. */
function joinContinued(lines: readonly string[]): readonly { readonly offset: number; readonly text: string }[] {
  const joined: { offset: number; text: string }[] = [];
  for (const [offset, text] of lines.entries()) {
    const last = joined.at(-1);
    if (last?.text.endsWith("\\") === true) last.text = `${last.text.slice(0, -1)} ${text}`;
    else joined.push({ offset, text });
  }
  return joined;
}

function checkShell(line: number, text: string, facts: DocsFacts): readonly Found[] {
  return splitShellLine(text).flatMap((words): readonly Found[] => {
    const [program, ...rest] = words;
    const paths = words.flatMap((word) => checkPath(line, word, facts));
    if (program === "snapcount" || program === "bin/snapcount") {
      const wrong = checkCommand(rest, facts.commands) ?? checkRunArguments(rest, facts);
      if (wrong !== null) paths.push({ line, kind: "command", message: wrong, fix: "`bin/snapcount --help` lists the commands, `--help` after one its flags." });
    } else if (program === "make" && rest.every((word) => /^[\w=.-]+$/.test(word))) {
      const wrong = checkMake(rest, facts.makeTargets);
      if (wrong !== null) paths.push({ line, kind: "command", message: wrong, fix: "`make help` lists every target." });
    }
    return paths;
  });
}

/** `snapcount run NAME`: a small-letter name must be a flow that can be run. */
function checkRunArguments(words: readonly string[], facts: DocsFacts): string | null {
  const run = facts.commands.find((command) => command.path.join(" ") === "run");
  if (words[0] !== "run" || run === undefined) return null;
  const names = words.slice(1).filter((word, index, rest) => /^[a-z][a-z0-9_]+$/.test(word) && !run.flags.some((flag) => flag.takesValue && flag.name === rest[index - 1]));
  const missing = names.find((name) => !facts.flows.some((flow) => flow.name === name && flow.status === "implemented"));
  return missing === undefined ? null : `there is no flow '${missing}' that can be run`;
}

function checkPath(line: number, word: string, facts: DocsFacts): Found[] {
  const path = claimedPath(word);
  if (path === null || facts.exists(path)) return [];
  return [{ line, kind: "path", message: `${path} does not exist`, fix: "Correct the path, or write it without code marks when it is only planned." }];
}

/** Names that look like a flow's must be one: `..._pipeline`, `..._flow`, `dbt_run`, `dbt_test`. */
function checkFlowName(line: number, text: string, facts: DocsFacts): readonly Found[] {
  if (!/^(?:[a-z][a-z0-9_]*_(?:pipeline|flow)|dbt_run|dbt_test)$/.test(text)) return [];
  if (facts.flows.some((flow) => flow.name === text)) return [];
  return [{ line, kind: "flow", message: `${text} is in no flow registry`, fix: `Flows: ${facts.flows.map((flow) => flow.name).join(", ")}.` }];
}

const SCHEDULE_FIX = "Change config/schedules.yaml, the workflow and the sentence together.";

function checkCron(line: number, text: string, facts: DocsFacts): readonly Found[] {
  if (!CRON.test(text) || facts.schedules.schedules.some((schedule) => schedule.cron === text)) return [];
  return [{ line, kind: "schedule", message: `the schedule ${text} is not in config/schedules.yaml`, fix: SCHEDULE_FIX }];
}

/** The active schedules and the workflows' crons are the same. */
function checkWorkflowCrons({ schedules: { schedules, chains }, workflowCrons, flows }: DocsFacts): readonly Issue[] {
  const file = "config/schedules.yaml";
  const active = schedules.filter((schedule) => schedule.startedBy !== undefined);
  const idle = active.filter((schedule) => !workflowCrons.some(({ file: workflow, cron, flows: run }) => workflow === schedule.startedBy && cron === schedule.cron && run.includes(schedule.flow)));
  const unlisted = workflowCrons.filter((found) => !active.some((schedule) => schedule.startedBy === found.file && schedule.cron === found.cron));
  const named = [...schedules.map(({ flow }) => flow), ...chains.flatMap(({ after, run }) => [after, run])];
  const unknown = [...new Set(named)].filter((name) => !flows.some((flow) => flow.name === name));
  return [
    ...idle.map((schedule): Issue => ({ file, line: 1, kind: "schedule", message: `${schedule.startedBy ?? ""} does not start ${schedule.flow} at ${schedule.cron}`, fix: SCHEDULE_FIX })),
    ...unlisted.map((found): Issue => ({ file: found.file, line: found.line, kind: "schedule", message: `the cron ${found.cron} is not an active schedule of ${file}`, fix: SCHEDULE_FIX })),
    ...unknown.map((name): Issue => ({ file, line: 1, kind: "flow", message: `${name} is in no flow registry`, fix: `Flows: ${flows.map((flow) => flow.name).join(", ")}.` })),
  ];
}

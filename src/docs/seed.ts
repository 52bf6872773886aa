import type { DocsFacts } from "./facts.ts";
import type { Document, Issue } from "./issue.ts";
import type { Outline } from "./markdown.ts";
import { ORCHESTRATION_DOCUMENT, ORCHESTRATION_HEADINGS, SEED_FLOWS, SEED_MAKE_TARGETS, SEED_PATHS } from "./seed-names.ts";

/** The names that were fixed before the first line was written: they may gain neighbours, they may not go away. */
export function checkSeedNames(documents: readonly Document[], outlines: ReadonlyMap<string, Outline>, facts: DocsFacts): readonly Issue[] {
  const file = ORCHESTRATION_DOCUMENT;
  const fix = "Bring the name back; others rely on it (src/docs/seed-names.ts).";
  const flows = SEED_FLOWS.filter((name) => !facts.flows.some((flow) => flow.name === name));
  const files = facts.flows.filter((flow) => flow.status === "implemented" && !facts.exists(flow.file));
  const paths = SEED_PATHS.filter((path) => !facts.exists(path));
  const targets = SEED_MAKE_TARGETS.filter((target) => !facts.makeTargets.has(target));
  const text = documents.find((document) => document.file === file)?.text;
  const untold = text === undefined ? [] : facts.flows.filter((flow) => !text.includes(flow.name));
  const outline = outlines.get(file);
  return [
    ...flows.map((name): Issue => ({ file, line: 1, kind: "flow", message: `the flow ${name} is missing in the registry`, fix })),
    ...files.map((flow): Issue => ({ file, line: 1, kind: "path", message: `${flow.file} of the implemented flow ${flow.name} does not exist`, fix: "Correct src/flows/registry.ts." })),
    ...paths.map((path): Issue => ({ file: path, line: 1, kind: "path", message: `${path} does not exist`, fix })),
    ...targets.map((target): Issue => ({ file: "Makefile", line: 1, kind: "command", message: `the target ${target} is missing`, fix })),
    ...untold.map((flow): Issue => ({ file, line: 1, kind: "flow", message: `the flow ${flow.name} is not named`, fix: "Run `make docs`: the generated parts name every flow." })),
    ...(outline === undefined ? [] : checkHeadings(outline)),
  ];
}

function checkHeadings(outline: Outline): readonly Issue[] {
  const found = outline.headings.filter((heading) => heading.depth > 1);
  const at = ORCHESTRATION_HEADINGS.findIndex(([depth, text], index) => found[index]?.text !== text || found[index].depth !== depth);
  const surplus = found[ORCHESTRATION_HEADINGS.length];
  const line = (at >= 0 ? found[at] : surplus)?.line ?? 1;
  const expected = ORCHESTRATION_HEADINGS[at]?.[1];
  if (at < 0 && surplus === undefined) return [];
  const message = expected === undefined ? `the heading '${surplus?.text ?? ""}' is one too many` : `the heading '${expected}' is expected here, found '${found[at]?.text ?? "the end"}'`;
  return [{ file: ORCHESTRATION_DOCUMENT, line, kind: "heading", message, fix: "Keep the headings and their order as src/docs/seed-names.ts lists them." }];
}

import { governHome } from "../../flows/govern.ts";
import { validateStore } from "../../flows/validate-store.ts";
import { requireSource, sources } from "../../sources/index.ts";
import { clockOf } from "../clock.ts";
import { listOf, readSurroundings, withStore } from "../context.ts";
import { reportToGithub } from "../github.ts";
import { EXIT, formatJson } from "../output.ts";
import type { CommandContext } from "../action.ts";
import { describeValidation, validationFindings, validationMarkdown } from "../validation-report.ts";

/** `snapcount validate`: exits 1 only with --fail-on-gaps, or when there is nothing to validate. */
export async function validate({ options }: CommandContext): Promise<number> {
  const surroundings = readSurroundings({ profile: options["profile"] });
  const { terminal } = surroundings;
  const chosen = listOf(options["sources"])?.map((name) => requireSource(name, sources).name);
  const freshAt = options["checkFreshness"] === true ? clockOf(surroundings) : null;
  const startedAt = performance.now();
  const results = await withStore(surroundings, (store) => validateStore(store, governHome(surroundings.loaded).sources, { ...(chosen === undefined ? {} : { sources: chosen }), all: options["all"] === true, deep: options["deep"] === true }, freshAt));
  const markdown = validationMarkdown(results);
  if (options["json"] === true) terminal.out(formatJson("validate", { results }));
  else if (options["markdown"] === true) terminal.out(markdown);
  else for (const line of describeValidation(terminal, results, performance.now() - startedAt)) terminal.out(line);
  reportToGithub(terminal, process.env, validationFindings(results), markdown);
  if (results.length === 0) return EXIT.failed;
  return options["failOnGaps"] === true && results.some((result) => !result.valid) ? EXIT.failed : EXIT.success;
}

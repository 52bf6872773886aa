import { judgeAge } from "../../flows/judge-age.ts";
import { findSource, requireSource, sources } from "../../sources/index.ts";
import type { SnapshotStore } from "../../store/store.ts";
import { type ValidationResult, validatePartitions } from "../../store/validate.ts";
import { listOf, readSurroundings, withStore } from "../context.ts";
import { EXIT, formatJson } from "../output.ts";
import type { CommandContext } from "../action.ts";
import { formatCount, formatDuration, type Terminal } from "../terminal.ts";

type Validated = ValidationResult & { readonly freshness?: string };

/** `snapcount validate`: exits 1 only with --fail-on-gaps, or when there is nothing to validate. */
export async function validate({ options }: CommandContext): Promise<number> {
  const surroundings = readSurroundings();
  const { terminal, now } = surroundings;
  const chosen = listOf(options["sources"])?.map((name) => requireSource(name, sources).name);
  const startedAt = performance.now();
  const results = await withStore(surroundings, async (store) => {
    const validated = await validatePartitions(store, { ...(chosen === undefined ? {} : { sources: chosen }), all: options["all"] === true, deep: options["deep"] === true });
    return options["checkFreshness"] === true ? Promise.all(validated.map((result) => withFreshness(store, result, now()))) : validated;
  });
  if (options["json"] === true) terminal.out(formatJson("validate", { results }));
  else print(terminal, results, performance.now() - startedAt);
  if (results.length === 0) return EXIT.failed;
  return options["failOnGaps"] === true && results.some((result) => !result.valid) ? EXIT.failed : EXIT.success;
}

/** A stale dataset is a gap too: what readers see is too old to be trusted. */
async function withFreshness(store: SnapshotStore, result: ValidationResult, now: Date): Promise<Validated> {
  const source = findSource(result.source, sources);
  const dataset = source?.datasets.find((candidate) => candidate.name === result.dataset);
  if (source === null || dataset === undefined) return result;
  const answer = await judgeAge({ store, runAt: now }, { source, dataset }, null);
  if (answer.level !== "fail") return { ...result, freshness: answer.message };
  return { ...result, valid: false, issues: [...result.issues, `stale: ${answer.message}`], freshness: answer.message };
}

function print(terminal: Terminal, results: readonly Validated[], tookMs: number): void {
  const { paint } = terminal;
  const broken = results.filter((result) => !result.valid);
  for (const result of broken) for (const issue of result.issues) terminal.out(`${paint.red("broken")} ${result.source}.${result.dataset} dt=${result.snapshot_date}: ${issue}`);
  if (results.length === 0) terminal.out("There is nothing to validate: no partition of the asked sources is published.");
  else terminal.out(`${formatCount(results.length)} partitions checked in ${formatDuration(tookMs)}: ${broken.length === 0 ? paint.green("all as their manifests say") : paint.red(`${broken.length} broken`)}`);
}

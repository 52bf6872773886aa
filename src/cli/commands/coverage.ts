import { ConfigError } from "../../core/errors.ts";
import { type DatasetId, datasetLabel } from "../../core/partition.ts";
import { gapsOf, readCoverage } from "../../flows/coverage.ts";
import { governHome } from "../../flows/govern.ts";
import { requireSource, sources } from "../../sources/index.ts";
import type { CommandContext } from "../action.ts";
import { clockOf } from "../clock.ts";
import { listOf, readSurroundings, withStore } from "../context.ts";
import { coverageFindings, coverageMarkdown, describeCoverage } from "../coverage-report.ts";
import { reportToGithub } from "../github.ts";
import { EXIT, formatJson } from "../output.ts";

/** `snapcount coverage`: exits 1 only with --fail-on-gaps, or when nothing of what was asked for is published. */
export async function coverage({ options }: CommandContext): Promise<number> {
  const surroundings = readSurroundings({ profile: options["profile"] });
  const { terminal } = surroundings;
  const isAsked = chooseDatasets(listOf(options["sources"]), listOf(options["datasets"]));
  const report = await withStore(surroundings, (store) => store.withSharedLock(() => readCoverage(store, governHome(surroundings.loaded).sources, clockOf(surroundings), isAsked)));
  const markdown = coverageMarkdown(report);
  if (options["json"] === true) terminal.out(formatJson("coverage", report));
  else if (options["markdown"] === true) terminal.out(markdown);
  else for (const line of describeCoverage(terminal, report)) terminal.out(line);
  reportToGithub(terminal, process.env, coverageFindings(report), markdown);
  if (report.datasets.length === 0) return EXIT.failed;
  return options["failOnGaps"] === true && report.datasets.some((dataset) => gapsOf(dataset).some(({ level }) => level === "fail")) ? EXIT.failed : EXIT.success;
}

/** @throws ConfigError when a name is none of a source or dataset */
function chooseDatasets(wantedSources: readonly string[] | undefined, wantedDatasets: readonly string[] | undefined): (id: DatasetId) => boolean {
  const names = wantedSources?.map((name) => requireSource(name, sources).name);
  const known = sources.filter(({ name }) => names?.includes(name) ?? true).flatMap(({ name: source, datasets }) => datasets.map(({ name: dataset }) => ({ source, dataset })));
  const fits = (wanted: string, id: DatasetId): boolean => wanted === id.dataset || wanted === datasetLabel(id);
  const unknown = wantedDatasets?.find((wanted) => !known.some((id) => fits(wanted, id)));
  if (unknown !== undefined) throw new ConfigError(`there is no dataset '${unknown}'${names === undefined ? "" : ` of ${names.join(", ")}`}`, `Datasets: ${known.map(datasetLabel).join(", ")}.`);
  return (id) => (names?.includes(id.source) ?? true) && (wantedDatasets?.some((wanted) => fits(wanted, id)) ?? true);
}

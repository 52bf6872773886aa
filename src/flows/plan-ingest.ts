import { ConfigError } from "../core/errors.ts";
import { currentSeason, rosterSeason } from "../core/nfl-calendar.ts";
import { datasetLabel, dtOf, parseDt } from "../core/partition.ts";
import { decideScope, formatSelection, parseSeasons, parseWeeks, type Selection, selectSeasons, type Span } from "../core/plan.ts";
import { type FetchedDataset, type FetchedSource, requireDataset } from "../sources/index.ts";
import type { DatasetPlan } from "./ingest-dataset.ts";
import type { IngestParameters } from "./ingest-parameters.ts";

/** What the plan depends on beside the parameters. */
export interface PlanContext {
  readonly runAt: Date;
  readonly baselines: Readonly<Record<string, string>>;
  /** Set when the run publishes to `--out DIR` instead of the store. */
  readonly out: string | null;
}

/**
 * Turns a source flow's parameters into one plan a dataset, before anything is fetched: data that `--dry-run` prints.
 * @throws ConfigError for an unknown dataset, a season that cannot exist, a date in the future, or a narrowed run that would replace
 *   a whole partition (invariant 8)
 */
export function planIngest(source: FetchedSource, parameters: Omit<IngestParameters, "when">, context: PlanContext): readonly DatasetPlan[] {
  const dt = parameters.dt === undefined ? dtOf(context.runAt) : parseDt(parameters.dt, context.runAt);
  const asked = { seasons: parameters.seasons === undefined ? null : parseSeasons(parameters.seasons), weeks: parameters.weeks === undefined ? null : parseWeeks(parameters.weeks) };
  const datasets = parameters.datasets === undefined ? source.datasets.filter((dataset) => dataset.byDefault) : parameters.datasets.map((name) => requireDataset(source, name));
  return datasets.map((dataset) => planDataset(source, dataset, dt, asked, parameters, context));
}

interface Asked {
  readonly seasons: Selection | null;
  readonly weeks: Selection | null;
}

function planDataset(source: FetchedSource, dataset: FetchedDataset, dt: string, asked: Asked, parameters: Omit<IngestParameters, "when">, context: PlanContext): DatasetPlan {
  const id = { source: source.name, dataset: dataset.name, dt };
  const label = datasetLabel(id);
  const runningSeason = dataset.seasonRule === "roster" ? rosterSeason(context.runAt) : currentSeason(context.runAt);
  const bySeason = dataset.scope === "seasons";
  if (asked.weeks !== null && !dataset.filterWeeks) throw new ConfigError(`${label} has no weeks to narrow by`, `Leave ${label} out with --datasets, or leave out --weeks.`);

  // A dataset that does not know seasons is whole whatever --seasons says.
  const seasons = bySeason || dataset.filterSeasons ? asked.seasons : null;
  const scope = decideScope({ id, seasons, weeks: asked.weeks, dt, out: context.out, baselines: context.baselines, runningSeason });
  const selected = bySeason || seasons !== null ? selectSeasons(label, seasons, dataset.firstSeason, runningSeason) : null;
  return {
    source,
    dataset,
    id,
    assets: dataset.assets(selected ?? []),
    seasons: selected,
    seasonFilter: dataset.filterSeasons ? selected : null,
    weekFilter: asked.weeks === null ? null : toSpan(label, asked.weeks),
    role: scope.role === "baseline" ? "baseline" : "snapshot",
    reuse: parameters.force ? "none" : "find",
    alwaysPublish: parameters.force || parameters.dt !== undefined || context.out !== null,
  };
}

/** Weeks are kept as one span; a selection with gaps would keep the rows between. */
function toSpan(label: string, selection: Selection): Span {
  const from = selection[0] ?? 0;
  const to = selection.at(-1) ?? 0;
  if (to - from + 1 !== selection.length) throw new ConfigError(`${label}: --weeks ${formatSelection(selection)} has a gap`, `Use one span, for example --weeks ${from}-${to}.`);
  return { from, to };
}

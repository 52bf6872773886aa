import { ConfigError } from "./errors.ts";
import { datasetLabel, type DatasetId } from "./partition.ts";

/** Numbers from one to another, both included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Numbers asked for by `--seasons` or `--weeks`, ascending, each once. */
export type Selection = readonly number[];

/** Nobody asks for more by hand; a typing error (`2020-20240`) would. */
const MAX_SELECTED = 200;
const WEEKS = { first: 1, last: 22 } as const;

/** @throws ConfigError unless `text` is like `2023`, `2020-2024` or `2020,2022-2023` (four digits each). */
export function parseSeasons(text: string): Selection {
  return parseSelection(text, "--seasons", /^\d{4}$/, "Write seasons as --seasons 2023, --seasons 2020-2024 or --seasons 2020,2022-2023.");
}

/** @throws ConfigError unless `text` is like `5`, `1-4` or `1,3-5`, within weeks 1 to 22 (playoffs included). */
export function parseWeeks(text: string): Selection {
  const fix = "Write weeks as --weeks 5, --weeks 1-4 or --weeks 1,3-5; a season has weeks 1 to 22, playoffs included.";
  const weeks = parseSelection(text, "--weeks", /^\d{1,2}$/, fix);
  const outside = weeks.find((week) => week < WEEKS.first || week > WEEKS.last);
  if (outside !== undefined) throw new ConfigError(`--weeks ${text}: there is no week ${outside}`, fix);
  return weeks;
}

function parseSelection(text: string, flag: string, shape: RegExp, fix: string): Selection {
  const selected = new Set<number>();
  for (const part of text.split(",")) {
    const ends = part.trim().split("-").map((end) => end.trim());
    const [from, to = from] = ends;
    if (ends.length > 2 || from === undefined || to === undefined || !shape.test(from) || !shape.test(to)) throw new ConfigError(`${flag} ${text}: '${part.trim()}' is neither a number nor a span`, fix);
    if (Number(from) > Number(to)) throw new ConfigError(`${flag} ${text}: ${from} comes after ${to}`, fix);
    if (Number(to) - Number(from) >= MAX_SELECTED) throw new ConfigError(`${flag} ${text}: that is more than ${MAX_SELECTED} at once`, fix);
    for (let number = Number(from); number <= Number(to); number += 1) selected.add(number);
  }
  return [...selected].sort((a, b) => a - b);
}

/** @returns `2020-2022, 2024`: neighbours as spans, as people write them. */
export function formatSelection(selection: Selection): string {
  const spans: { from: number; to: number }[] = [];
  for (const number of selection) {
    const last = spans.at(-1);
    if (last !== undefined && number === last.to + 1) last.to = number;
    else spans.push({ from: number, to: number });
  }
  return spans.map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`)).join(", ");
}

/**
 * @param firstSeason first season the provider has; null: the dataset is not asked by season
 * @param newest the newest season that can exist: the running one (Labor-Day rule), or the roster year
 * @returns the seasons to fetch: the asked ones, or the running one alone
 * @throws ConfigError for a season before the first or after the newest one
 */
export function selectSeasons(label: string, asked: Selection | null, firstSeason: number | null, newest: number): Selection {
  if (asked === null) return [newest];
  const early = asked.find((season) => firstSeason !== null && season < firstSeason);
  if (early !== undefined && firstSeason !== null) {
    throw new ConfigError(`${label} begins with season ${firstSeason}; season ${early} was asked for`, `Use --seasons ${firstSeason} or later, or leave ${label} out with --datasets.`);
  }
  const late = asked.find((season) => season > newest);
  if (late !== undefined) throw new ConfigError(`season ${late} has not begun; ${label} ends with season ${newest}`, `Use --seasons ${newest} or earlier: a season begins on the Thursday after Labor Day.`);
  return asked;
}

export interface ScopeQuestion {
  readonly id: DatasetId;
  /** As asked on the command line; null: not narrowed. */
  readonly seasons: Selection | null;
  readonly weeks: Selection | null;
  /** The partition's date. */
  readonly dt: string;
  /** `--out DIR`, or null. */
  readonly out: string | null;
  /** Label -> dt of its historical partition, from league.yaml. */
  readonly baselines: Readonly<Record<string, string>>;
  readonly runningSeason: number;
}

export type Scope = { readonly role: "snapshot" | "baseline" | "outside" };

/**
 * A partition holds the dataset's whole current scope (architecture, invariant 8): a narrowed run may publish only to the baseline
 * date of the dataset, with seasons before the running one, or to `--out`. Asking for exactly the running season narrows nothing.
 * @returns where the rows may go: `outside` means `--out`
 * @throws ConfigError with the sentence an operator reads (exit 2)
 */
export function decideScope(question: ScopeQuestion): Scope {
  const { id, seasons, weeks, dt, out, baselines, runningSeason } = question;
  if (out !== null) return { role: "outside" };
  const label = datasetLabel(id);
  const baseline = baselines[label];
  if (dt === baseline) {
    if (seasons === null) throw new ConfigError(`${label}: dt=${dt} is its baseline, which holds seasons before ${runningSeason}`, `Add --seasons with seasons before ${runningSeason}, or use another --dt.`);
    const running = seasons.find((season) => season >= runningSeason);
    if (running === undefined) return { role: "baseline" };
    throw new ConfigError(`${label}: its baseline dt=${dt} holds seasons before the running one (${runningSeason}); season ${running} was asked for`, `Use --seasons up to ${runningSeason - 1}.`);
  }
  const wholeSeason = seasons === null || (seasons.length === 1 && seasons[0] === runningSeason);
  if (weeks === null && wholeSeason) return { role: "snapshot" };
  const narrowed = [...(wholeSeason ? [] : [`--seasons ${formatSelection(seasons)}`]), ...(weeks === null ? [] : [`--weeks ${formatSelection(weeks)}`])].join(" and ");
  const publishable = baseline === undefined ? "" : `--dt ${baseline} (its baseline) with seasons before ${runningSeason}, or `;
  throw new ConfigError(`${label}: a run narrowed by ${narrowed} must not replace the partition dt=${dt}, which holds the dataset's whole current scope`, `Use ${publishable}--out DIR to write the rows somewhere else.`);
}

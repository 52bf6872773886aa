import { markdownTable } from "../core/markdown-table.ts";
import { datasetLabel } from "../core/partition.ts";
import type { Validated } from "../flows/validate-store.ts";
import type { Finding } from "./github.ts";
import { formatCount, formatDuration, type Terminal } from "./terminal.ts";

/** One sentence that is true of a partition, or, as a warning, of several partitions of a dataset. */
interface Said {
  readonly level: "broken" | "warn";
  /** `nflverse.weekly` */
  readonly dataset: string;
  /** `dt=2025-11-23`, or `3 partitions, dt=2025-11-04 to dt=2025-11-23` */
  readonly which: string;
  readonly message: string;
}

/** What is broken, partition by partition; warnings once for all partitions of a dataset that share one. */
function sayings(results: readonly Validated[]): readonly Said[] {
  const broken = results.flatMap((result) => result.issues.map((message): Said => ({ level: "broken", dataset: datasetLabel(result), which: `dt=${result.snapshot_date}`, message })));
  const shared = new Map<string, { readonly dataset: string; readonly message: string; readonly dates: string[] }>();
  for (const result of results) {
    for (const message of result.warnings) {
      const dataset = datasetLabel(result);
      const known = shared.get(`${dataset} ${message}`);
      if (known === undefined) shared.set(`${dataset} ${message}`, { dataset, message, dates: [result.snapshot_date] });
      else known.dates.push(result.snapshot_date);
    }
  }
  return [...broken, ...[...shared.values()].map(({ dataset, message, dates }): Said => ({ level: "warn", dataset, which: describeDates(dates), message }))];
}

/** @param dates ascending, one at least */
function describeDates(dates: readonly string[]): string {
  const [first = ""] = dates;
  return dates.length === 1 ? `dt=${first}` : `${formatCount(dates.length)} partitions, dt=${first} to dt=${dates.at(-1) ?? first}`;
}

export function describeValidation(terminal: Terminal, results: readonly Validated[], tookMs: number): readonly string[] {
  const { paint } = terminal;
  const lines = sayings(results).map(({ level, dataset, which, message }) => `${level === "broken" ? paint.red("broken") : paint.yellow("warn  ")} ${dataset} ${which}: ${message}`);
  return [...lines, summarise(results, `in ${formatDuration(tookMs)}`, terminal)];
}

export function validationMarkdown(results: readonly Validated[]): string {
  const said = sayings(results);
  const table = said.length === 0 ? [] : ["", markdownTable(["", "dataset", "partition", "what was found"], said.map(({ level, dataset, which, message }) => [level, dataset, which, message]))];
  return ["## Partitions", "", summarise(results), ...table].join("\n");
}

export function validationFindings(results: readonly Validated[]): readonly Finding[] {
  return sayings(results).map(({ level, dataset, which, message }) => ({ level: level === "broken" ? "error" : "warning", title: `${dataset} ${which}`, message }));
}

/** @param took how long, where that is wanted @param terminal colours, where there are any */
function summarise(results: readonly Validated[], took = "", terminal?: Terminal): string {
  if (results.length === 0) return "There is nothing to validate: no partition of the asked sources is published.";
  const broken = results.filter(({ valid }) => !valid).length;
  const verdict = broken === 0 ? (terminal?.paint.green ?? String)("all as their manifests say") : (terminal?.paint.red ?? String)(`${formatCount(broken)} broken`);
  return `${formatCount(results.length)} partition${results.length === 1 ? "" : "s"} checked${took === "" ? "" : ` ${took}`}: ${verdict}`;
}

import type { CellState, CoverageSeason } from "../core/coverage-matrix.ts";
import { markdownTable } from "../core/markdown-table.ts";
import type { MappingRate } from "../core/mapping-rate.ts";
import { datasetLabel } from "../core/partition.ts";
import { type CoverageReport, type DatasetCoverage, gapsOf, type SnapshotCoverage } from "../flows/coverage.ts";
import type { Finding } from "./github.ts";
import { formatCount, type Terminal, wrapWords } from "./terminal.ts";

const WIDTH = 80;
const INDENT = 12;
/** One character a week. */
const MARK: Readonly<Record<CellState, string>> = { whole: "#", part: "o", missing: "X", late: "~", extra: "+", none: "." };
const LEGEND = "# all there  o clubs missing  X nothing there  ~ may still come  + rows, no finished game  . nothing expected";
/** Of a long history only these last seasons are drawn, where all before them is whole. */
const DRAWN_WHOLE = 3;
/** Gaps told in words; --json has all. */
const TOLD = 12;

type Paint = Terminal["paint"];

/** @returns lines of at most 80 columns */
export function describeCoverage(terminal: Terminal, report: CoverageReport): readonly string[] {
  if (report.datasets.length === 0) return ["Nothing of what was asked for is published."];
  return [
    ...report.datasets.flatMap((dataset) => [...describeDataset(terminal.paint, dataset), ""]),
    ...wrapWords(LEGEND.replaceAll("  ", " · "), WIDTH).map((line) => terminal.paint.dim(line)),
    terminal.paint.dim(report.schedule === null ? "no schedule is published: weeks are those of the datasets alone" : `weeks by finished games, schedule of ${report.schedule}; playoffs stand apart`),
    summarise(report, terminal.paint),
  ];
}

function describeDataset(paint: Paint, dataset: DatasetCoverage): readonly string[] {
  const [current] = dataset.snapshots;
  return [
    `${paint.bold(datasetLabel(dataset))} dt=${current?.dt ?? ""}, ${formatCount(current?.rows ?? null)} rows`,
    ...dataset.snapshots.flatMap((snapshot) => describeSnapshot(paint, snapshot)),
    ...labelled("change", `${dataset.change.verdict}: ${dataset.change.message}`),
    ...describeMapping(dataset),
    ...describeGaps(paint, dataset),
  ];
}

function describeSnapshot(paint: Paint, snapshot: SnapshotCoverage): readonly string[] {
  const { spanned, seasons, role, dt, problem } = snapshot;
  const of = role === "baseline" ? [`  baseline  dt=${dt}, ${formatCount(snapshot.rows)} rows`] : [];
  if (spanned === null) return [...of, ...labelled("seasons", "it has no seasons: there is nothing to miss")];
  const weekly = seasons.filter(({ cells }) => cells.length > 0);
  const weekless = seasons.filter(({ cells }) => cells.length === 0).map(({ season }) => season);
  const without = weekless.length === 0 ? [] : labelled("seasons", `${describeSpan(weekless)}, without weeks`);
  return [...of, ...without, ...(weekly.length === 0 ? [] : drawMatrix(paint, weekly)), ...(problem === null ? [] : labelled("note", problem))];
}

/** @param seasons ascending, one at least: `2022, 2024`, or of many `2002 to 2025` */
function describeSpan(seasons: readonly number[]): string {
  return seasons.length <= 2 ? seasons.join(", ") : `${seasons[0] ?? ""} to ${seasons.at(-1) ?? ""}`;
}

function drawMatrix(paint: Paint, seasons: readonly CoverageSeason[]): readonly string[] {
  const isWhole = ({ cells }: CoverageSeason): boolean => cells.every(({ state }) => state === "whole" || state === "none");
  const firstDrawn = Math.max(0, Math.min(seasons.length - DRAWN_WHOLE, ...seasons.flatMap((season, index) => (isWhole(season) ? [] : [index]))));
  const [first, last] = [seasons[0], seasons[firstDrawn - 1]];
  const before = first === undefined || last === undefined ? [] : labelled(first === last ? String(first.season) : `${first.season}-${last.season}`, "every expected week is there");
  const regular = Math.max(...seasons.map((season) => season.regularWeeks));
  return [paint.dim(`  ${"week".padEnd(INDENT - 2)}${ruler(regular)}`), ...before, ...seasons.slice(firstDrawn).map((season) => `  ${String(season.season).padEnd(INDENT - 2)}${drawSeason(paint, season, regular)}`)];
}

/** `1   5    10   15` */
function ruler(weeks: number): string {
  return Array.from({ length: Math.floor(weeks / 5) }, (_, index) => (index + 1) * 5).reduce((line, week) => `${line.padEnd(week - 1)}${week}`, "1");
}

function drawSeason(paint: Paint, { cells, regularWeeks }: CoverageSeason, width: number): string {
  const draw = (from: number, to: number): string => cells.slice(from, to).map(({ state }) => colour(paint, state)(MARK[state])).join("");
  return `${draw(0, regularWeeks)}${" ".repeat(width - regularWeeks)}${cells.length > regularWeeks ? ` ${draw(regularWeeks, cells.length)}` : ""}`;
}

function colour(paint: Paint, state: CellState): (text: string) => string {
  if (state === "missing" || state === "part") return paint.red;
  if (state === "late" || state === "extra") return paint.yellow;
  return state === "none" ? paint.dim : String;
}

function describeMapping({ mapping }: DatasetCoverage): readonly string[] {
  if (mapping === null) return [];
  const [all, ...groups] = mapping.rates;
  if (mapping.problem !== null || all === undefined) return labelled("players", mapping.problem ?? "there is nobody to look up");
  const byGroup = groups.filter(({ ids }) => ids > 0).map(({ group, ids, knownIds }) => `${group ?? ""} ${formatCount(knownIds)}/${formatCount(ids)}`);
  return [...labelled("players", `${describeRate(all)}, by ${mapping.id === mapping.knownAs ? mapping.id : `${mapping.id} = ${mapping.knownAs}`}, crosswalk of ${mapping.crosswalk ?? ""}`), ...(byGroup.length === 0 ? [] : labelled("", byGroup.join(", ")))];
}

function describeRate({ ids, knownIds, rows, knownRows, rowsWithoutId }: MappingRate): string {
  const without = rowsWithoutId === 0 ? "" : `; ${formatCount(rowsWithoutId)} rows name no id`;
  return `${formatCount(knownIds)} of ${formatCount(ids)} known (${share(knownIds, ids)}; of rows ${share(knownRows, rows)}${without})`;
}

function share(part: number, whole: number): string {
  return whole === 0 ? "-" : `${((part / whole) * 100).toFixed(1)} %`;
}

function describeGaps(paint: Paint, dataset: DatasetCoverage): readonly string[] {
  const gaps = gapsOf(dataset);
  const rest = gaps.length - TOLD;
  const lines = gaps.slice(0, TOLD).flatMap(({ level, message }) => labelled(level === "fail" ? "gap" : "warn", message).map((line) => (level === "fail" ? paint.red(line) : paint.yellow(line))));
  return [...lines, ...(rest > 0 ? labelled("", `and ${formatCount(rest)} more (--json lists all)`) : [])];
}

function labelled(label: string, text: string): readonly string[] {
  return wrapWords(text, WIDTH - INDENT).map((line, index) => `  ${(index === 0 ? label : "").padEnd(INDENT - 2)}${line}`);
}

function summarise({ datasets }: CoverageReport, paint?: Paint): string {
  const count = (wanted: "fail" | "warn"): number => datasets.flatMap(gapsOf).filter(({ level }) => level === wanted).length;
  const [gaps, warnings] = [count("fail"), count("warn")];
  const said = gaps === 0 ? (paint?.green ?? String)("nothing is missing") : (paint?.red ?? String)(`${formatCount(gaps)} gap${gaps === 1 ? "" : "s"}`);
  return `${formatCount(datasets.length)} dataset${datasets.length === 1 ? "" : "s"}: ${said}${warnings === 0 ? "" : `, ${formatCount(warnings)} to look at`}`;
}

const PLAIN = new Proxy({}, { get: () => String }) as Paint;

export function coverageMarkdown(report: CoverageReport): string {
  const rows = report.datasets.map((dataset) => {
    const [all] = dataset.mapping?.rates ?? [];
    const gaps = gapsOf(dataset).filter(({ level }) => level === "fail").length;
    return [datasetLabel(dataset), dataset.snapshots[0]?.dt ?? "", formatCount(dataset.snapshots[0]?.rows ?? null), `${dataset.change.verdict}: ${dataset.change.message}`, all === undefined ? "" : describeRate(all), String(gaps)];
  });
  const matrices = report.datasets.flatMap((dataset) => dataset.snapshots.flatMap((snapshot) => {
    const weekly = snapshot.seasons.filter(({ cells }) => cells.length > 0);
    return weekly.length === 0 ? [] : ["", `### ${datasetLabel(dataset)} dt=${snapshot.dt}`, "", "```text", ...drawMatrix(PLAIN, weekly), "```", ...snapshot.gaps.map(({ message }) => `- ${message}`)];
  }));
  return ["## Coverage", "", summarise(report), "", markdownTable(["dataset", "date", "rows", "change", "players", "gaps"], rows), ...matrices, "", LEGEND.replaceAll("  ", " · ")].join("\n");
}

export function coverageFindings({ datasets }: CoverageReport): readonly Finding[] {
  return datasets.flatMap((dataset) => gapsOf(dataset).map(({ level, message }): Finding => ({ level: level === "fail" ? "error" : "warning", title: datasetLabel(dataset), message })));
}

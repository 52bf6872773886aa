import { type ChangedRow, type ChangeReport, describeCell, describeSchema, hasChanges, type PublishedChanges, type SampleRow, showValue } from "../../core/change-report.ts";
import { formatCount } from "../../core/figures.ts";
import { datasetLabel } from "../../core/partition.ts";
import { type Markup, markup } from "./markup.ts";
import type { DatasetFacts } from "./report-page.ts";
import { countOf, listNames } from "./sentences.ts";
import { renderTable } from "./table.ts";

const COLUMNS = [{ head: "Dataset" }, { head: "Since" }, { head: "Added", kind: "number" }, { head: "Removed", kind: "number" }, { head: "Changed", kind: "number" }, { head: "In" }];
const COLUMNS_NAMED = 3;
const FIELDS_SHOWN = 4;
const CELLS_SHOWN = 4;

interface Told {
  readonly label: string;
  readonly changes: PublishedChanges;
}

/** What this run's publishes changed for readers: a line a dataset, and a few rows of each to look into. */
export function renderChanges(datasets: readonly DatasetFacts[]): Markup {
  const told = datasets.flatMap((facts): readonly Told[] => (!facts.isOfThisRun || facts.last?.changes === undefined ? [] : [{ label: datasetLabel(facts), changes: facts.last.changes }]));
  if (told.length === 0) return markup`<p>This run published nothing that readers had another snapshot of before.</p>`;
  const reports = told.flatMap(({ label, changes }) => ("problem" in changes ? [] : [{ label, report: changes }]));
  const changed = reports.filter(({ report }) => hasChanges(report));
  const same = reports.filter(({ report }) => !hasChanges(report)).map(({ label }) => label);
  return markup`${changed.length === 0 ? null : renderSummary(changed)}
${changed.map(({ label, report }) => renderDetails(label, report))}
${same.length === 0 ? null : markup`<p class="small">Published anew without a row that differs: ${listNames(same, 6)}.</p>`}
${told.flatMap(({ label, changes }) => ("problem" in changes ? [markup`<p class="small">What changed in ${label} is not known: ${changes.problem}</p>`] : []))}`;
}

type Reported = { readonly label: string; readonly report: ChangeReport };

function renderSummary(changed: readonly Reported[]): Markup {
  const rows = changed.map(({ label, report: { beforeDt, rows: counted, columns, schema } }) => ({
    cells: [
      label,
      beforeDt,
      ...[counted.added, counted.removed, counted.changed].map((count) => (count === 0 ? markup`<span class="none">0</span>` : formatCount(count))),
      listNames([...describeSchema(schema), ...columns.map(({ name }) => name)], COLUMNS_NAMED) || markup`<span class="none">whole rows</span>`,
    ],
  }));
  return renderTable("changes reflow", { caption: markup`Rows against the snapshot that readers had before; the columns that changed in most rows.`, columns: COLUMNS, rows });
}

function renderDetails(label: string, report: ChangeReport): Markup {
  const { rows, key, samples, repeatedKeys, afterDt } = report;
  const lists = [
    renderList("Added", rows.added, samples.added.map((row) => showRow(row, key))),
    renderList("Removed", rows.removed, samples.removed.map((row) => showRow(row, key))),
    renderList("Changed", rows.changed, samples.changed.map(showChange)),
  ];
  const repeated = repeatedKeys.before + repeatedKeys.after === 0 ? null : markup`<p class="small">${countOf(repeatedKeys.before, "key")} before and ${countOf(repeatedKeys.after, "key")} now stand several times; their rows are compared whole.</p>`;
  return markup`<details class="changed"><summary>Rows of ${label} that changed by ${afterDt}</summary>${describeSchema(report.schema).map((sentence) => markup`<p>${sentence}</p>`)}${lists}${repeated}</details>`;
}

function renderList(head: string, all: number, lines: readonly Markup[]): Markup | null {
  if (all === 0) return null;
  return markup`<h3>${head} <span class="aside">${lines.length < all ? `${lines.length} of ${formatCount(all)}` : formatCount(all)}</span></h3><ul>${lines.map((line) => markup`<li>${line}</li>`)}</ul>`;
}

function showRow(row: SampleRow, key: readonly string[]): Markup {
  const others = Object.keys(row).filter((column) => !key.includes(column) && row[column] !== null);
  const shown = others.slice(0, FIELDS_SHOWN).map((column) => `${column} ${showValue(row[column])}`);
  return markup`${nameOf(key.map((column) => row[column]))} <span class="aside">${shown.join(", ")}</span>`;
}

function showChange({ who, cells }: ChangedRow): Markup {
  const rest = cells.length - CELLS_SHOWN;
  return markup`${nameOf(Object.values(who))}: ${cells.slice(0, CELLS_SHOWN).map((cell, nth) => markup`${nth === 0 ? null : ", "}<code>${cell.column}</code> ${describeCell(cell)}`)}${rest > 0 ? markup` <span class="aside">and ${countOf(rest, "more cell")}</span>` : null}`;
}

function nameOf(values: readonly unknown[]): Markup | null {
  return values.length === 0 ? null : markup`<strong>${values.map(showValue).join(" ")}</strong>`;
}

import type { Stat } from "../projection.ts";
import { badAnswer } from "./bad-answer.ts";
import type { SiteInquiry } from "./site.ts";

/** A statistic under the names that a site has for it. */
export interface Column {
  readonly stat: Stat;
  /** As printed, group before name: `PASSING YDS`. The first that is there counts. */
  readonly labels: readonly string[];
  /** Without it the page is another one than it was. */
  readonly isRequired: boolean;
}

export const need = (stat: Stat, ...labels: readonly string[]): Column => ({ stat, labels, isRequired: true });
export const may = (stat: Stat, ...labels: readonly string[]): Column => ({ stat, labels, isRequired: false });

/** Name of a column as a page prints it, and of its group; empty: it has none. */
export interface Label {
  readonly group: string;
  readonly name: string;
}

export interface MappedColumns {
  readonly stats: readonly { readonly stat: Stat; readonly index: number; readonly label: string }[];
  /** In a line each: columns that nobody knows yet. */
  readonly remarks: readonly string[];
}

/** Case, and how blanks are written, differ between a site's exports and pages. */
const keyOf = (label: string): string => label.replace(/[\s_]+/g, " ").trim().toLowerCase();
const printed = ({ group, name }: Label): string => `${group} ${name}`.trim();

/**
 * Finds the columns by their names: with the group, else without it where only one column is called so.
 * @param known names of columns that are there and not kept
 * @throws PayloadError naming a required column that is missing, or one that is there twice
 */
export function mapColumns(labels: readonly Label[], columns: readonly Column[], known: readonly string[], inquiry: SiteInquiry): MappedColumns {
  const whole = indexBy(labels, printed);
  const bare = indexBy(labels, ({ name }) => name);
  const used = new Set<number>();
  const stats: MappedColumns["stats"][number][] = [];
  for (const { stat, labels: names, isRequired } of columns) {
    const found = names.map(keyOf).map((name) => whole.get(name) ?? onlyOne(bare.get(name))).find((indices) => indices !== undefined);
    if (found === undefined) {
      if (isRequired) throw badAnswer(inquiry, `no column '${names.join("' or '")}' (${stat}); its columns are ${listed(labels)}`);
      continue;
    }
    const [index, second] = found;
    if (index === undefined) continue;
    if (second !== undefined) throw badAnswer(inquiry, `column '${printed(labels[index] ?? NO_LABEL)}' (${stat}) is there ${found.length} times`);
    used.add(index);
    stats.push({ stat, index, label: printed(labels[index] ?? NO_LABEL) });
  }
  const isKnown = new Set(known.map(keyOf));
  const unknown = labels.filter((label, index) => !used.has(index) && label.name !== "" && !isKnown.has(keyOf(printed(label))) && !isKnown.has(keyOf(label.name)));
  return { stats, remarks: unknown.length === 0 ? [] : [`${inquiry.label}: columns that are not known: ${listed(unknown)}`] };
}

const NO_LABEL: Label = { group: "", name: "" };

function indexBy(labels: readonly Label[], nameOf: (label: Label) => string): ReadonlyMap<string, readonly number[]> {
  const indices = new Map<string, number[]>();
  labels.forEach((label, index) => {
    const key = keyOf(nameOf(label));
    if (key !== "") indices.set(key, [...(indices.get(key) ?? []), index]);
  });
  return indices;
}

const onlyOne = (indices: readonly number[] | undefined): readonly number[] | undefined => (indices?.length === 1 ? indices : undefined);

function listed(labels: readonly Label[]): string {
  const names = labels.slice(0, 20).map((label) => `'${printed(label).slice(0, 40)}'`).join(", ");
  return labels.length > 20 ? `${names} and ${labels.length - 20} more` : names === "" ? "none" : names;
}

import { PayloadError } from "../../core/errors.ts";
import type { Grid } from "./cells.ts";
import { asTexts, checksum, trimGrid } from "./copy/verify.ts";
import { quoteTitle, type Workbooks } from "./google/workbooks.ts";
import type { SheetTab } from "./league-sheet.ts";
import { redactGrid } from "./redact.ts";

/** What the copy flow remembers of the copy it made. */
export interface KnownCopy {
  /** By tab: sha256 of its used range, without personal data. */
  readonly checksums: ReadonlyMap<string, string>;
}

/** Which tabs of which working copy. */
export interface CopyToRead {
  readonly copyId: string;
  readonly tabs: readonly string[];
  /** Read alone. */
  readonly largeTab: string;
  /** How a manager's line begins. */
  readonly managerLabel: string;
}

/** A league's tabs, large ones too, in few requests: Google recommends 2 MB an answer, a franchise's tab has some 10 kB. */
const TABS_AT_ONCE = 16;

/**
 * Reads the working copy whole and holds it against what the copy flow left there.
 * @param known null: no copy was ever finished
 * @returns the tabs as text, without personal data
 * @throws PayloadError naming the tab: one that is not there, or that was changed since the copy was made
 */
export async function readGoodCopy(google: Workbooks, copy: CopyToRead, known: KnownCopy | null): Promise<readonly SheetTab[]> {
  if (known === null) throw new PayloadError("the working copy", "was never finished", { fix: "Run `snapcount run copy_league_sheet_flow` first, or `snapcount run sheets_pipeline` for both." });
  const present = new Set((await google.tabs(copy.copyId, "list the working copy's tabs")).map(({ title }) => title));
  const missing = copy.tabs.filter((title) => !present.has(title));
  if (missing.length > 0) throw new PayloadError("the working copy", `there is no tab ${missing.join(", ")}`, { fix: MAKE_AGAIN });
  const read = await readTabs(google, copy);
  const changed = findChanged(read, known, copy.managerLabel);
  if (changed.length > 0) throw new PayloadError("the working copy", `${changed.join(", ")} ${changed.length === 1 ? "is" : "are"} not as the copy flow left ${changed.length === 1 ? "it" : "them"}`, { retryable: true, fix: MAKE_AGAIN });
  return read;
}

const MAKE_AGAIN = "Somebody changed the working copy, or a copy ended while it was read. Make it again: snapcount run sheets_pipeline.";

/** @returns the tabs in their order, as text, without personal data. @throws what Google says of a tab that is not there */
export async function readTabs(google: Workbooks, { copyId, tabs, largeTab, managerLabel }: CopyToRead): Promise<readonly SheetTab[]> {
  const groups = [...chunk(tabs.filter((title) => title !== largeTab), TABS_AT_ONCE), ...(tabs.includes(largeTab) ? [[largeTab]] : [])];
  const read: SheetTab[] = [];
  for (const group of groups) {
    const answers = await google.values(copyId, group.map(quoteTitle), "FORMATTED_VALUE", `read ${group.length === 1 ? (group[0] ?? "") : `${group.length} tabs`} of the working copy`);
    group.forEach((title, index) => read.push({ title, values: redact(asTexts(answers[index] ?? []), managerLabel) }));
  }
  return read;
}

/** @returns titles of tabs that do not read as the copy flow left them */
export function findChanged(read: readonly SheetTab[], known: KnownCopy, managerLabel: string): readonly string[] {
  return read.filter(({ title, values }) => checksum(values, managerLabel) !== known.checksums.get(title)).map(({ title }) => title);
}

const redact = (values: Grid, managerLabel: string): Grid => trimGrid(redactGrid(values, managerLabel));

function chunk<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));
}

/** @returns the tabs as one document for the archive: equal tabs make equal bytes, whatever order they were read in */
export function toPayload(tabs: readonly SheetTab[]): Uint8Array {
  const document = { schema: "snapcount.league_sheet/1", tabs: tabs.toSorted((a, b) => (a.title < b.title ? -1 : 1)).map(({ title, values }) => ({ title, values })) };
  return Buffer.from(JSON.stringify(document));
}

import { PayloadError } from "../../../core/errors.ts";
import { cellAt, cellName } from "../cells.ts";
import { quoteTitle, type TabInfo, type Workbooks } from "../google/workbooks.ts";
import { redactGrid } from "../redact.ts";
import { asTexts, type BadCell, type Cells, checksum, findBadCells, findErrors, spansOf, usedText } from "./verify.ts";
import { clearRequests, findLeftovers, findTabs, freezeRequests, incomingTitle, isSwapped, type ReadyTab, requireTabs, swapRequests } from "./plan.ts";

/**
 * Copies the league's tabs into the working copy.
 *
 * Invariants
 * 1. Readers of the working copy see the old set of tabs until one request swaps all of them; a failure or a kill before it changes
 *    nothing for them, one after it leaves the new set.
 * 2. Whatever an interrupted copy left (`__incoming_...`, `Copy of ...`) is cleared by the next one, before it copies.
 * 3. A tab is ready when it holds no formula, no formula's error, and every literal of the commissioner's tab.
 * 4. A sheet that was edited meanwhile is copied again: tabs of two moments do not fit each other.
 */
export interface CopyRequest {
  readonly sourceId: string;
  readonly copyId: string;
  readonly tabs: readonly string[];
  readonly runId: string;
  /** How a manager's line begins: needed to leave personal data out of checksums. */
  readonly managerLabel: string;
}

export interface CopiedTab extends ReadyTab {
  readonly rows: number;
  readonly columns: number;
  /** Of the used range as it reads, without personal data. */
  readonly checksum: string;
  readonly sizeBytes: number;
  readonly startedAt: Date;
  readonly finishedAt: Date;
}

export interface CopyResult {
  readonly tabs: readonly CopiedTab[];
  /** Of the commissioner's workbook, before and after the copy. */
  readonly modifiedTime: string;
}

export interface CopyWatch {
  readonly now: () => Date;
  /** Between two tabs. @throws the signal's reason */
  readonly pause: () => Promise<void>;
  readonly onTab: (title: string, done: number, of: number) => void;
  readonly onNote: (text: string) => void;
}

const MOMENTS = 3;

/** @throws PayloadError naming tab and cell; whatever `Workbooks` throws. The working copy is then as it was, but for its leftovers. */
export async function copyWorkbook(google: Workbooks, request: CopyRequest, watch: CopyWatch): Promise<CopyResult> {
  requireTabs(request.tabs);
  for (let moment = 1; ; moment += 1) {
    const before = await google.modifiedTime(request.sourceId, "when was the commissioner's workbook changed");
    const prepared = await prepareTabs(google, request, watch).then((tabs) => ({ tabs }), (error: unknown) => ({ error }));
    const after = await google.modifiedTime(request.sourceId, "was the commissioner's workbook changed meanwhile");
    if (before === after) {
      if ("error" in prepared) throw prepared.error;
      await swap(google, request, prepared.tabs);
      return { tabs: prepared.tabs, modifiedTime: after };
    }
    if (moment === MOMENTS) throw "error" in prepared ? prepared.error : new EditedMeanwhileError();
    watch.onNote("the commissioner's workbook was edited while it was copied: copying again");
  }
}

class EditedMeanwhileError extends PayloadError {
  constructor() {
    super("the commissioner's workbook", `was edited while it was copied, ${MOMENTS} times`, { retryable: true, fix: "Somebody is editing: run again later. The working copy was left as it was." });
  }
}

/** Removes what no reader should see. @returns how many tabs */
export async function clearLeftovers(google: Workbooks, { copyId, tabs }: Pick<CopyRequest, "copyId" | "tabs">): Promise<number> {
  const list = async (): Promise<readonly TabInfo[]> => findLeftovers(await google.tabs(copyId, "list the working copy's tabs"), tabs);
  const leftovers = await list();
  if (leftovers.length === 0) return 0;
  try {
    await google.update(copyId, clearRequests(leftovers), `clear ${leftovers.length} tab(s) of an interrupted copy`);
  } catch (error) {
    // Asked twice because an answer was lost: then there is nothing left to delete, which Google calls an error.
    if ((await list()).length > 0) throw error;
  }
  return leftovers.length;
}

/** A tab on its way: copied and frozen, not yet believed. */
interface Incoming {
  readonly title: string;
  readonly copied: TabInfo;
  readonly source: TabInfo;
  /** Of the working copy, under its passing name. */
  readonly range: string;
  /** What the commissioner's tab holds, formulas as formulas: reading them makes Google compute nothing. */
  readonly literals: Cells;
  readonly startedAt: Date;
}

async function prepareTabs(google: Workbooks, request: CopyRequest, watch: CopyWatch): Promise<readonly CopiedTab[]> {
  const sources = findTabs(request.tabs, await google.tabs(request.sourceId, "list the commissioner's tabs"));
  const cleared = await clearLeftovers(google, request);
  if (cleared > 0) watch.onNote(`cleared ${cleared} tab(s) of an interrupted copy`);
  const incoming: Incoming[] = [];
  for (const [index, source] of sources.entries()) {
    if (index > 0) await watch.pause();
    watch.onTab(source.title, index, sources.length);
    incoming.push(await bringTab(google, request, source, watch.now()));
  }
  watch.onTab("all tabs", sources.length, sources.length);
  await mendErrors(google, request, incoming);
  await requireGood(google, request, incoming);
  const values = await google.values(request.copyId, incoming.map(({ range }) => range), "FORMATTED_VALUE", "read the new tabs");
  return incoming.map(({ title, copied: { sheetId, rows, columns }, startedAt }, index) => {
    const text = asTexts(values[index] ?? []);
    return { title, sheetId, rows, columns, checksum: checksum(text, request.managerLabel), sizeBytes: Buffer.byteLength(usedText(text, request.managerLabel)), startedAt, finishedAt: watch.now() };
  });
}

async function bringTab(google: Workbooks, { sourceId, copyId, runId }: CopyRequest, source: TabInfo, startedAt: Date): Promise<Incoming> {
  const { title, sheetId } = source;
  const copied = await google.copyTab({ workbookId: sourceId, sheetId }, copyId, `copy ${title}`);
  await google.update(copyId, freezeRequests(copied, title, runId), `freeze ${title}`);
  const [literals = []] = await google.values(sourceId, [quoteTitle(title)], "FORMULA", `read the literals of ${title}`);
  return { title, copied, source, range: quoteTitle(incomingTitle(title, runId)), literals, startedAt };
}

/**
 * A formula that points at another tab reads `#REF!` in the copy, and freezing keeps that: such cells get the value that the
 * commissioner's workbook shows. Only these are read there: a whole tab of heavy formulas times out.
 */
async function mendErrors(google: Workbooks, { sourceId, copyId }: CopyRequest, incoming: readonly Incoming[]): Promise<void> {
  const copies = await google.values(copyId, incoming.map(({ range }) => range), "UNFORMATTED_VALUE", "look for formulas' errors in the new tabs");
  const spans = incoming.flatMap((tab, index) => spansOf(findErrors(copies[index] ?? [])).map((span) => ({ tab, ...span })));
  for (let from = 0; from < spans.length; from += SPANS_AT_ONCE) {
    const some = spans.slice(from, from + SPANS_AT_ONCE);
    const values = await google.values(sourceId, some.map(({ tab, range }) => `${quoteTitle(tab.title)}!${range}`), "UNFORMATTED_VALUE", `read ${some.length} computed range(s) of the commissioner's workbook`);
    const mended = some.map((span, index) => ({ ...span, values: Array.from({ length: span.length }, (_, offset) => values[index]?.[0]?.[offset] ?? "") }));
    const broken = mended.flatMap(({ tab, row, column, values: cells }) => findErrors([cells]).map((cell) => ({ tab: tab.title, cell: cellName(row, column + cell.column), seen: String(cells[cell.column]) })));
    if (broken[0] !== undefined) throw new UncomputedError(broken[0].tab, broken[0].cell, broken[0].seen, broken.length);
    await google.writeCells(copyId, mended.map(({ tab, range, values: cells }) => ({ range: `${tab.range}!${range}`, values: cells })), `write ${some.length} computed range(s) into the new tabs`);
  }
}

/** An address holds some 8,000 characters. */
const SPANS_AT_ONCE = 100;

class UncomputedError extends PayloadError {
  constructor(tab: string, cell: string, seen: string, count: number) {
    super(`${tab}!${cell}`, `the commissioner's workbook itself says ${seen}${count > 1 ? `, and ${count - 1} other cell(s) hold no value` : ""}`, {
      retryable: seen.startsWith("Loading"), fix: "Mend the formula there, or wait until the workbook has computed, and run again. The working copy was left as it was.",
    });
  }
}

/** @throws PayloadError naming tab and cell */
async function requireGood(google: Workbooks, { copyId, managerLabel }: CopyRequest, incoming: readonly Incoming[]): Promise<void> {
  const ranges = incoming.map(({ range }) => range);
  const formulas = await google.values(copyId, ranges, "FORMULA", "are all formulas frozen");
  const values = await google.values(copyId, ranges, "UNFORMATTED_VALUE", "compare the new tabs with the commissioner's");
  for (const [index, { title, copied, source, literals }] of incoming.entries()) {
    if (copied.rows < source.rows || copied.columns < source.columns) {
      throw new PayloadError(title, `the copy has ${copied.rows} rows and ${copied.columns} columns, the commissioner's tab ${source.rows} and ${source.columns}`, { retryable: true });
    }
    const cells = values[index] ?? [];
    const [first, ...others] = findBadCells(literals, formulas[index] ?? [], cells);
    if (first !== undefined) throw new BadCopyError(title, first, cellAt(redactGrid(asTexts(cells), managerLabel), first.row, first.column), others.length);
  }
}

class BadCopyError extends PayloadError {
  /** @param seen without personal data: the message goes to the log */
  constructor(tab: string, { row, column, problem }: BadCell, seen: string, others: number) {
    super(`${tab}!${cellName(row, column)}`, `the copy holds '${seen}': ${problem}${others > 0 ? `, and ${others} other cell(s)` : ""}`, {
      retryable: true, fix: "The working copy was left as it was; run again. If it lasts, look at that cell in both workbooks.",
    });
  }
}

/** One request for all tabs. After a lost answer the workbook itself tells whether it was done. */
async function swap(google: Workbooks, { copyId }: CopyRequest, ready: readonly ReadyTab[]): Promise<void> {
  const present = await google.tabs(copyId, "list the working copy's tabs");
  try {
    await google.update(copyId, swapRequests(ready, present), "put the new tabs in the place of the old ones");
  } catch (error) {
    if (!isSwapped(ready, await google.tabs(copyId, "were the tabs swapped"))) throw error;
  }
}

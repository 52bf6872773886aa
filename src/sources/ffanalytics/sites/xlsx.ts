import { inflateRawSync } from "node:zlib";
import { Parser } from "htmlparser2";

/** Not a workbook, a damaged one, or one that unpacks to more than any list of players. */
export class UnreadableWorkbook extends Error {}

/** A workbook's sheets by name: rows of texts, a cell under its column's index; numbers as the file has them. */
export type Workbook = ReadonlyMap<string, readonly (readonly string[])[]>;

const MOST_ENTRIES = 500;
/** Of one part, unpacked: a sheet of 500 players has 100 kB. A zip bomb stops here. */
const MOST_BYTES = 8 * 1024 * 1024;
const MOST_SHEETS = 20;
const MOST_ROWS = 5_000;
const MOST_COLUMNS = 200;
const DEEPEST = 100;
const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;

/**
 * Reads texts and numbers of an XLSX file (ECMA-376): a ZIP archive with one XML part per sheet and one of shared texts. Formulas come as
 * their stored values; formats, dates and links are left alone.
 * @throws UnreadableWorkbook for everything else
 */
export function readWorkbook(bytes: Uint8Array): Workbook {
  const parts = openZip(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const targets = new Map<string, string>();
  scan(parts("xl/_rels/workbook.xml.rels"), { open: (name, { Id = "", Target = "" }) => { if (name === "Relationship") targets.set(Id, Target); } });
  const sheets: { readonly name: string; readonly path: string }[] = [];
  scan(parts("xl/workbook.xml"), {
    open: (tag, { name = "", "r:id": id = "" }) => {
      const target = targets.get(id);
      if (tag === "sheet" && target !== undefined) sheets.push({ name, path: target.startsWith("/") ? target.slice(1) : `xl/${target}` });
    },
  });
  if (sheets.length > MOST_SHEETS) throw new UnreadableWorkbook(`${sheets.length} sheets`);
  const shared = readSharedTexts(parts("xl/sharedStrings.xml", ""));
  return new Map(sheets.map(({ name, path }) => [name, readSheet(parts(path), shared)]));
}

/** @returns a reader of the archive's parts by path. `absent`: what a part that is not there is taken for; without it, an error */
function openZip(zip: Buffer): (path: string, absent?: string) => string {
  const entries = guard(() => readDirectory(zip));
  return (path, absent) => {
    const entry = entries.get(path);
    if (entry !== undefined) return guard(() => unpack(zip, entry));
    if (absent !== undefined) return absent;
    throw new UnreadableWorkbook(`no ${path} in it`);
  };
}

interface ZipEntry {
  readonly method: number;
  readonly packedBytes: number;
  readonly offset: number;
}

function readDirectory(zip: Buffer): ReadonlyMap<string, ZipEntry> {
  let end = zip.length - 22;
  const stop = Math.max(0, end - 0xffff);
  while (end >= stop && zip.readUInt32LE(end) !== END_OF_DIRECTORY) end -= 1;
  if (end < stop) throw new UnreadableWorkbook("no ZIP archive, or one that is cut off");
  const count = zip.readUInt16LE(end + 10);
  if (count > MOST_ENTRIES) throw new UnreadableWorkbook(`an archive of ${count} parts`);
  const entries = new Map<string, ZipEntry>();
  let at = zip.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    if (zip.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new UnreadableWorkbook("its directory is damaged");
    const nameBytes = zip.readUInt16LE(at + 28);
    entries.set(zip.toString("utf8", at + 46, at + 46 + nameBytes), { method: zip.readUInt16LE(at + 10), packedBytes: zip.readUInt32LE(at + 20), offset: zip.readUInt32LE(at + 42) });
    at += 46 + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}

function unpack(zip: Buffer, { method, packedBytes, offset }: ZipEntry): string {
  if (zip.readUInt32LE(offset) !== LOCAL_HEADER) throw new UnreadableWorkbook("a part is not where its directory says");
  const start = offset + 30 + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28);
  const packed = zip.subarray(start, start + packedBytes);
  if (packed.length < packedBytes || packedBytes > MOST_BYTES) throw new UnreadableWorkbook(`a part of ${packedBytes} bytes, ${packed.length} are there`);
  if (method === STORED) return packed.toString("utf8");
  if (method === DEFLATED) return inflateRawSync(packed, { maxOutputLength: MOST_BYTES }).toString("utf8");
  throw new UnreadableWorkbook(`packed by method ${method}`);
}

/** Whatever damaged bytes lead to (an offset behind the end, a broken stream) is one error. */
function guard<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnreadableWorkbook) throw error;
    throw new UnreadableWorkbook(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

interface Handlers {
  readonly open?: (tag: string, attributes: Readonly<Record<string, string>>) => void;
  readonly text?: (text: string) => void;
  readonly close?: (tag: string) => void;
}

function scan(xml: string, { open, text, close }: Handlers): void {
  let depth = 0;
  const parser = new Parser(
    {
      onopentag: (tag, attributes) => {
        depth += 1;
        if (depth > DEEPEST) throw new UnreadableWorkbook(`elements nested ${DEEPEST} deep`);
        open?.(tag, attributes);
      },
      ontext: (part) => text?.(part),
      onclosetag: (tag) => {
        depth -= 1;
        close?.(tag);
      },
    },
    { xmlMode: true },
  );
  parser.end(xml);
}

/** A text is one run, or several with their formats. */
function readSharedTexts(xml: string): readonly string[] {
  const texts: string[] = [];
  let isText = false;
  scan(xml, {
    open: (tag) => {
      if (tag === "si") texts.push("");
      isText = tag === "t";
    },
    text: (part) => {
      if (isText && texts.length > 0) texts[texts.length - 1] += part;
    },
    close: () => {
      isText = false;
    },
  });
  return texts;
}

function readSheet(xml: string, shared: readonly string[]): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let cell: { readonly column: number; readonly isShared: boolean; value: string } | null = null;
  let isValue = false;
  scan(xml, {
    open: (tag, { r, t }) => {
      isValue = tag === "v" || tag === "t";
      if (tag === "row") rows.push([]);
      if (rows.length > MOST_ROWS) throw new UnreadableWorkbook(`a sheet of more than ${MOST_ROWS} rows`);
      if (tag === "c") cell = { column: columnOf(r) ?? rows.at(-1)?.length ?? 0, isShared: t === "s", value: "" };
    },
    text: (part) => {
      if (isValue && cell !== null) cell.value += part;
    },
    close: (tag) => {
      isValue = false;
      if (tag !== "c" || cell === null) return;
      const row = rows.at(-1);
      if (row === undefined || cell.column >= MOST_COLUMNS) throw new UnreadableWorkbook(`a cell outside of ${MOST_COLUMNS} columns`);
      while (row.length < cell.column) row.push("");
      row[cell.column] = cell.isShared ? textAt(shared, cell.value) : cell.value;
      cell = null;
    },
  });
  return rows;
}

function textAt(shared: readonly string[], index: string): string {
  const text = shared[Number(index)];
  if (text === undefined) throw new UnreadableWorkbook(`a cell with text ${index.slice(0, 20)}, of ${shared.length} shared ones`);
  return text;
}

/** @param reference `AB12`. @returns 27; null: there is none */
function columnOf(reference: string | undefined): number | null {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? "")?.[0];
  return letters === undefined ? null : [...letters].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

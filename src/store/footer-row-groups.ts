/**
 * A Parquet footer lists every column chunk of every row group with its statistics: nine tenths of its bytes, and nothing that
 * `validate` asks. This cuts them out, so that the library parses the rest only (Thrift's compact protocol; parquet-format,
 * FileMetaData: field 4 is `row_groups`).
 */
const ROW_GROUPS = 4;
/** An empty list of structs. */
const EMPTY_LIST = 0x0c;
const TRAILER_BYTES = 8;

/**
 * @param footer metadata, its length (4 bytes) and `PAR1`, as they stand at the end of the file
 * @returns the same with an empty list of row groups
 * @throws RangeError when the bytes are no Thrift struct
 */
export function withoutRowGroups(footer: Uint8Array): Uint8Array {
  const metadata = footer.subarray(0, footer.length - TRAILER_BYTES);
  const span = findField(metadata, ROW_GROUPS);
  if (span === null) return footer;
  const length = metadata.length - (span.end - span.start) + 1;
  const short = new Uint8Array(length + TRAILER_BYTES);
  short.set(metadata.subarray(0, span.start));
  short[span.start] = EMPTY_LIST;
  short.set(metadata.subarray(span.end), span.start + 1);
  short.set(footer.subarray(footer.length - 4), length + 4);
  new DataView(short.buffer).setUint32(length, length, true);
  return short;
}

/** Where the value of a field of the outermost struct lies. */
function findField(bytes: Uint8Array, wanted: number): { readonly start: number; readonly end: number } | null {
  const cursor = { bytes, at: 0 };
  let id = 0;
  for (let header = readByte(cursor); header !== 0; header = readByte(cursor)) {
    id = header >> 4 === 0 ? zigzag(readVarint(cursor)) : id + (header >> 4);
    const start = cursor.at;
    skipValue(cursor, header & 15, false);
    if (id === wanted) return { start, end: cursor.at };
  }
  return null;
}

interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

function readByte(cursor: Cursor): number {
  const byte = cursor.bytes[cursor.at];
  if (byte === undefined) throw new RangeError("the metadata ends too early");
  cursor.at += 1;
  return byte;
}

function readVarint(cursor: Cursor): number {
  let value = 0;
  for (let factor = 1; ; factor *= 128) {
    const byte = readByte(cursor);
    value += (byte & 127) * factor;
    if (byte < 128) return value;
  }
}

function zigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

function skipBytes(cursor: Cursor, count: number): void {
  cursor.at += count;
  if (cursor.at > cursor.bytes.length) throw new RangeError("the metadata ends too early");
}

/** @param inList booleans stand in a field's header, and as a byte of their own in a list */
function skipValue(cursor: Cursor, type: number, inList: boolean): void {
  switch (type) {
    case 1: case 2: return inList ? skipBytes(cursor, 1) : undefined;
    case 3: return skipBytes(cursor, 1);
    case 4: case 5: case 6: return void readVarint(cursor);
    case 7: return skipBytes(cursor, 8);
    case 8: return skipBytes(cursor, readVarint(cursor));
    case 9: case 10: return skipList(cursor);
    case 12: return skipStruct(cursor);
    default: throw new RangeError(`type ${type} is none that a Parquet footer has`);
  }
}

function skipList(cursor: Cursor): void {
  const header = readByte(cursor);
  const size = header >> 4 === 15 ? readVarint(cursor) : header >> 4;
  for (let index = 0; index < size; index += 1) skipValue(cursor, header & 15, true);
}

function skipStruct(cursor: Cursor): void {
  for (let header = readByte(cursor); header !== 0; header = readByte(cursor)) {
    if (header >> 4 === 0) readVarint(cursor);
    skipValue(cursor, header & 15, false);
  }
}

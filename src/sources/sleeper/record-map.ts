/**
 * Where the records of a large map stand, `{"6462": {...}, "DET": {...}}`, found in one pass over its bytes. The records are not parsed:
 * DuckDB does that quicker than JavaScript makes objects of them (measured: a third of the time), and as strictly.
 */
export interface MapRecord {
  readonly key: string;
  /** Offset of its key, which stands in quotes. */
  readonly keyFrom: number;
  /** Offset after the key's second quote. */
  readonly keyTo: number;
  /** Offset of its opening brace. */
  readonly from: number;
  /** Offset after its closing brace. */
  readonly to: number;
  /** Values of the wanted fields, in their order: null when the field is not there or is no text. */
  readonly texts: readonly (string | null)[];
}

/** Why a map's bytes are none, as a sentence that says where. */
export class MapError extends Error {
  override readonly name = "MapError";
}

const [QUOTE, BACKSLASH, COMMA, COLON, OPEN_OBJECT, CLOSE_OBJECT] = [0x22, 0x5c, 0x2c, 0x3a, 0x7b, 0x7d];
const [LINE_END, CARRIAGE_RETURN, BLANK, TAB] = [0x0a, 0x0d, 0x20, 0x09];
/** A byte order mark begins so; the text is UTF-8, so nothing else does. */
const MARK = 0xef;

/** What a byte means outside texts. */
const [PLAIN, TEXT, DEEPER, HIGHER, NEXT, FOREIGN] = [0, 1, 2, 3, 4, 5];
const OUTSIDE = new Uint8Array(256).fill(FOREIGN);
const mean = (characters: string, meaning: number): void => [...characters].forEach((character) => { OUTSIDE[character.charCodeAt(0)] = meaning; });
// Blanks, numbers, and the letters of true, false and null.
mean(" \t\r\n:+-.0123456789eEtrufalsn", PLAIN);
mean('"', TEXT);
mean("{[", DEEPER);
mean("}]", HIGHER);
mean(",", NEXT);

/** Bytes at which a text ends, or something else must be looked at: its quote, an escape, control characters. */
const HALTS = new Uint8Array(256).fill(1, 0, BLANK);
HALTS[QUOTE] = 1;
HALTS[BACKSLASH] = 1;

/**
 * @param document UTF-8. @param wanted names of fields of a record, in ASCII, no two of one length
 * @returns the records in the map's order
 * @throws MapError for bytes that are no map of objects, or end before it does; within a record only texts and braces are looked at
 */
export function scanMap(document: Uint8Array, wanted: readonly string[]): readonly MapRecord[] {
  return new MapScan(document, wanted).records();
}

class MapScan {
  readonly #bytes: Uint8Array;
  /** The same memory. */
  readonly #text: Buffer;
  readonly #wanted: readonly Uint8Array[];
  /** Which wanted name is of a length; one that no key has: -1. */
  readonly #ofLength: Int8Array;
  #at = 0;

  constructor(document: Uint8Array, wanted: readonly string[]) {
    // Plain bytes: a Buffer's are read half as quickly.
    this.#bytes = new Uint8Array(document.buffer, document.byteOffset, document.byteLength);
    this.#text = Buffer.from(document.buffer, document.byteOffset, document.byteLength);
    this.#wanted = wanted.map((name) => new TextEncoder().encode(name));
    this.#ofLength = new Int8Array(256).fill(-1);
    wanted.forEach((name, index) => { this.#ofLength[name.length] = index; });
  }

  records(): readonly MapRecord[] {
    const records: MapRecord[] = [];
    if (this.#bytes[0] === MARK) this.#at = 3;
    this.#expect(OPEN_OBJECT, "it does not begin as an object");
    if (this.#peek() === CLOSE_OBJECT) this.#at += 1;
    else {
      for (let more = true; more; ) {
        records.push(this.#record(records));
        more = this.#peek() === COMMA;
        this.#expect(more ? COMMA : CLOSE_OBJECT, `after ${describe(records)} stands neither a comma nor the end`);
      }
    }
    if (this.#peek() !== undefined) throw this.#stop("something follows after its end");
    return records;
  }

  #record(before: readonly MapRecord[]): MapRecord {
    this.#expect(QUOTE, `after ${describe(before)} no key begins`);
    const keyFrom = this.#at - 1;
    const keyTo = this.#endOfText(this.#at) + 1;
    const key = this.#textOf(keyFrom + 1, keyTo - 1);
    this.#at = keyTo;
    this.#expect(COLON, `after the key '${key}' no colon stands`);
    if (this.#peek() !== OPEN_OBJECT) throw this.#stop(`'${key}' is no object`);
    const from = this.#at;
    const texts = this.#fields(key);
    return { key, keyFrom, keyTo, from, to: this.#at, texts };
  }

  /** Passes over one object, and picks the wanted texts out of it. It goes over every byte of the document: see the bench. */
  #fields(key: string): readonly (string | null)[] {
    const bytes = this.#bytes;
    const texts: (string | null)[] = this.#wanted.map(() => null);
    let at = this.#at;
    let depth = 0;
    let isKey = false;
    let field = -1;
    let fields = 0;
    do {
      // Behind the last byte is none, and it means nothing: the last branch.
      const meaning = OUTSIDE[bytes[at] as number];
      at += 1;
      if (meaning === PLAIN) continue;
      if (meaning === TEXT) {
        const end = this.#endOfText(at);
        if (depth === 1) {
          if (isKey) {
            field = this.#wantedAt(at, end);
            fields += 1;
          } else if (field !== -1) texts[field] = this.#textOf(at, end);
          isKey = false;
        }
        at = end + 1;
      } else if (meaning === DEEPER) {
        depth += 1;
        isKey = depth === 1;
      } else if (meaning === HIGHER) depth -= 1;
      else if (meaning === NEXT) isKey = depth === 1;
      else throw this.#stop(`within '${key}' stands what no JSON has`, at - 1);
    } while (depth > 0);
    if (fields === 0) throw this.#stop(`'${key}' has no fields`);
    this.#at = at;
    return texts;
  }

  /** @returns which of the wanted names stands there, or -1 */
  #wantedAt(from: number, to: number): number {
    const index = this.#ofLength[to - from] ?? -1;
    // Asked first: a list is slow to answer that it has nothing at -1.
    const name = index === -1 ? undefined : this.#wanted[index];
    if (name === undefined) return -1;
    for (let at = 0; at < name.length; at += 1) {
      if (this.#bytes[from + at] !== name[at]) return -1;
    }
    return index;
  }

  /** @returns the offset of the quote that ends the text which begins at `from` */
  #endOfText(from: number): number {
    const bytes = this.#bytes;
    let at = from;
    for (;;) {
      // Behind the last byte is none, and it is nothing of what is expected.
      const byte = bytes[at] as number;
      if (HALTS[byte] === 0) at += 1;
      else if (byte === QUOTE) return at;
      else if (byte === BACKSLASH) at += 2;
      else throw this.#stop("a text holds a line's end or another control character", at);
    }
  }

  #textOf(from: number, to: number): string {
    const text = this.#text.toString("utf8", from, to);
    return text.includes("\\") ? unescape(text) : text;
  }

  /** @returns the next byte that is no blank; undefined at the end */
  #peek(): number | undefined {
    for (let byte = this.#bytes[this.#at]; byte === BLANK || byte === LINE_END || byte === CARRIAGE_RETURN || byte === TAB; byte = this.#bytes[this.#at]) this.#at += 1;
    return this.#bytes[this.#at];
  }

  #expect(byte: number, otherwise: string): void {
    if (this.#peek() !== byte) throw this.#stop(otherwise);
    this.#at += 1;
  }

  #stop(sentence: string, at = this.#at): MapError {
    const { length } = this.#bytes;
    if (at >= length) return new MapError(`it is cut off after ${length.toLocaleString("en-US")} bytes`);
    return new MapError(`${sentence}: '${this.#text.toString("utf8", at, at + 40).replaceAll(/\s+/g, " ")}' at byte ${at}`);
  }
}

function describe(records: readonly MapRecord[]): string {
  const last = records.at(-1);
  return last === undefined ? "the beginning" : `'${last.key}'`;
}

function unescape(text: string): string {
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    throw new MapError(`'${text.slice(0, 40)}' is no text of JSON`);
  }
}

/**
 * @param keyName under which a record's key becomes its first field
 * @returns the records as lines of JSON
 */
export function toLines(document: Uint8Array, records: readonly MapRecord[], keyName: string): Uint8Array {
  const bytes = Buffer.from(document.buffer, document.byteOffset, document.byteLength);
  const head = Buffer.from(`{${JSON.stringify(keyName)}:`);
  const size = records.reduce((sum, { keyFrom, keyTo, from, to }) => sum + head.length + keyTo - keyFrom + 1 + to - from, 0);
  // Texts hold no line's end, so those that are there stand between fields.
  const isOneLine = !bytes.includes(LINE_END) && !bytes.includes(CARRIAGE_RETURN);
  const lines = Buffer.allocUnsafe(size);
  let at = 0;
  for (const { keyFrom, keyTo, from, to } of records) {
    at += head.copy(lines, at);
    at += bytes.copy(lines, at, keyFrom, keyTo);
    // In place of the record's opening brace.
    lines[at] = COMMA;
    at += 1;
    const start = at;
    at += bytes.copy(lines, at, from + 1, to);
    if (!isOneLine) joinLines(lines.subarray(start, at));
    lines[at] = LINE_END;
    at += 1;
  }
  return lines;
}

function joinLines(record: Buffer): void {
  for (let at = 0; at < record.length; at += 1) {
    if (record[at] === LINE_END || record[at] === CARRIAGE_RETURN) record[at] = BLANK;
  }
}

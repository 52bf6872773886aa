import type { PayloadFormat } from "./http.ts";

const PARQUET_MAGIC = "PAR1";

export interface Sniffed {
  readonly format: PayloadFormat;
  /** What a person should know of the bytes: the page's title, or why a Parquet file is none. */
  readonly detail: string | null;
  /** Begins as its format, and does not end as it: the transfer was cut. */
  readonly truncated: boolean;
}

/**
 * Names a payload's format by its bytes; extensions and Content-Type are what providers say, not what they send.
 * @param head the first bytes (512 are enough)
 * @param tail the last 4 bytes
 * @param sizeBytes of the whole payload
 */
export function sniffFormat(head: Uint8Array, tail: Uint8Array, sizeBytes: number): Sniffed {
  if (sizeBytes === 0) return { format: "empty", detail: null, truncated: false };
  if (asText(head.subarray(0, 4)) === PARQUET_MAGIC) {
    const whole = sizeBytes >= 12 && asText(tail) === PARQUET_MAGIC;
    return { format: "parquet", detail: whole ? null : "a Parquet file without its end", truncated: !whole };
  }
  if (head[0] === 0x1f && head[1] === 0x8b) return { format: "text", detail: "a gzip file", truncated: false };
  const text = asText(head).replace(/^\uFEFF/, "").trimStart();
  if (text === "") return { format: "empty", detail: "nothing but blanks", truncated: false };
  if (text.startsWith("<")) return { format: "html", detail: titleOf(text), truncated: false };
  if (text.startsWith("{") || text.startsWith("[")) return { format: "json", detail: null, truncated: false };
  const header = text.split(/\r?\n/, 1)[0] ?? "";
  if (header.includes(",")) return { format: "csv", detail: null, truncated: false };
  return { format: "text", detail: `text that begins '${header.slice(0, 40)}'`, truncated: false };
}

/** Latin-1 keeps every byte a character: magic numbers and tags survive any encoding of the rest. */
function asText(bytes: Uint8Array): string {
  const utf8 = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true }).decode(bytes);
  return utf8;
}

function titleOf(text: string): string | null {
  const title = /<title[^>]*>([^<]{1,80})/i.exec(text)?.[1]?.trim();
  return title === undefined || title === "" ? null : `titled '${title}'`;
}

const NAMES: Readonly<Record<PayloadFormat, string>> = { parquet: "a Parquet file", csv: "a CSV file", json: "a JSON document", html: "an HTML page", text: "a text", empty: "an empty file" };

/** `expected parquet or csv, got an HTML page titled 'Sign in'` */
export function describeMismatch(expected: readonly PayloadFormat[], sniffed: Sniffed): string {
  const got = sniffed.detail === null || sniffed.format === "html" ? `${NAMES[sniffed.format]}${sniffed.detail === null ? "" : ` ${sniffed.detail}`}` : sniffed.detail;
  return `expected ${expected.join(" or ")}, got ${got}`;
}

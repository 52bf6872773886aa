import { isUtf8 } from "node:buffer";

const MARK = "\uFEFF";

/** @returns the text without its byte order mark; null: the bytes are no UTF-8. */
export function readUtf8(bytes: Uint8Array): string | null {
  if (!isUtf8(bytes)) return null;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  return text.startsWith(MARK) ? text.slice(1) : text;
}

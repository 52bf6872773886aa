import type { Document } from "../../parsed-source.ts";
import { readUtf8 } from "../../utf8.ts";
import { badAnswer } from "./bad-answer.ts";
import type { SiteInquiry } from "./site.ts";

/** Ten times the largest real answer (ESPN's receivers with all their statistics): beyond it is noise. */
const MOST_BYTES = 24 * 1024 * 1024;

/**
 * @returns the text: UTF-16 where a byte order mark says so, UTF-8 where it is, else Windows-1252 as old pages are written
 * @throws PayloadError for an empty answer, and for one that no site would send
 */
export function decode({ bytes }: Pick<Document, "bytes">, inquiry: SiteInquiry): string {
  if (bytes.byteLength > MOST_BYTES) throw badAnswer(inquiry, `${Math.round(bytes.byteLength / 1024 / 1024)} MB: no list of players is so long`);
  const text = decodeBytes(bytes);
  if (text.trim() === "") throw badAnswer(inquiry, "empty", { retryable: true });
  return text;
}

function decodeBytes(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  return readUtf8(bytes) ?? new TextDecoder("windows-1252").decode(bytes);
}

/** @returns whether the text is markup */
export function isMarkup(text: string): boolean {
  return text.slice(0, 200).trimStart().startsWith("<");
}

import { isUtf8 } from "node:buffer";
import { PayloadError } from "../../core/errors.ts";
import type { Document } from "../parsed-source.ts";
import { readUtf8 } from "../utf8.ts";
import { Fields } from "./fields.ts";

/** What an operator can do about an answer that is none. */
const FIX = "The last good snapshot stays. Compare the archived answer with src/sources/sleeper; after a fix, `snapcount reparse sleeper` reads it again.";
const UNKNOWN = "Compare the id with the league's address on sleeper.com; it stands in SLEEPER_LEAGUE_ID or in config/league.yaml (sleeper.leagues).";

/** @returns where errors say that something is wrong: `sleeper.rosters, rosters of league 1234` */
export function placeOf(dataset: string, { label }: Pick<Document, "label">): string {
  return `sleeper.${dataset}, ${label}`;
}

/**
 * The bytes of an answer, looked at before anything is read of them.
 * @throws PayloadError for a page in its place, no text, nothing, and the `null` that Sleeper answers with status 200 to an unknown id
 */
export function requireAnswer(dataset: string, document: Document): Uint8Array {
  const { bytes } = document;
  if (!isUtf8(bytes)) throw noText(dataset, document);
  requireHead(new TextDecoder().decode(bytes.subarray(0, HEAD)), dataset, document);
  return bytes;
}

/** The same as text, where all of it is read. */
function requireText(dataset: string, document: Document): string {
  const text = readUtf8(document.bytes);
  if (text === null) throw noText(dataset, document);
  requireHead(text.slice(0, HEAD), dataset, document);
  return text;
}

const HEAD = 200;

function noText(dataset: string, document: Document): PayloadError {
  return new PayloadError(placeOf(dataset, document), "the answer is no UTF-8 text", { fix: FIX });
}

function requireHead(begun: string, dataset: string, document: Document): void {
  const problem = (seen: string, fix = FIX): PayloadError => new PayloadError(placeOf(dataset, document), seen, { fix });
  const head = begun.trimStart();
  if (head === "") throw problem("the answer is empty");
  if (head.startsWith("<")) throw problem(`a page came in place of JSON: '${head.slice(0, 60).replaceAll(/\s+/g, " ")}'`);
  if (head.trimEnd() === "null") throw problem("Sleeper answered null: it knows no such id", UNKNOWN);
}

/** @returns the answer as JSON has it. @throws PayloadError */
function readJson(dataset: string, document: Document): unknown {
  const text = requireText(dataset, document);
  try {
    return JSON.parse(text);
  } catch (error) {
    const seen = error instanceof Error ? error.message.slice(0, 120) : "it cannot be read";
    throw new PayloadError(placeOf(dataset, document), `the answer is no JSON, or was cut off after ${document.bytes.length.toLocaleString("en-US")} bytes: ${seen}`, { fix: FIX });
  }
}

/** @returns the only record of an answer. @throws PayloadError */
export function readRecord(dataset: string, document: Document): Fields {
  return new Fields(readJson(dataset, document), placeOf(dataset, document));
}

/** @param nameOf how errors call a record: `roster 3`. @returns the records of an answer that is a list. @throws PayloadError */
export function readRecords(dataset: string, document: Document, noun: string): readonly Fields[] {
  const json = readJson(dataset, document);
  const place = placeOf(dataset, document);
  if (!Array.isArray(json)) throw new PayloadError(place, `the answer is no list of ${noun}s but ${typeof json}`, { fix: FIX });
  return json.map((entry, index) => new Fields(entry, `${place}, ${noun} ${index + 1} of ${json.length}`));
}

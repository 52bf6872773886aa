import { PayloadError } from "../../core/errors.ts";
import { describePage, type Fingerprint, fingerprintOf } from "./fingerprint.ts";

/** The players array of a rankings page, as the page has it, and how the page is built. */
export interface PlayersArray {
  /** Parsed, and otherwise not looked at. */
  readonly list: unknown;
  /** `island`: a JSON script element (since September 2026); `inline`: a literal in a script (until then). */
  readonly layout: "island" | "inline";
  readonly fingerprint: Fingerprint;
}

const ISLAND = "ktc-players";
const ARRAY = "playersArray";
/** The literal: a declaration of that very name, and a bracket right after it. Any other array of the page is another list. */
const LITERAL = new RegExp(`\\b${ARRAY}[ \\t\\r\\n]{0,20}=[ \\t\\r\\n]{0,20}(?=\\[)`);
const WHERE = "ktc rankings page";
const FIX = "The last good values stay. If KeepTradeCut rebuilt its page, mend src/sources/ktc/page.ts; `snapcount reparse ktc` then reads the archived page again.";

/**
 * Finds the players array without running the page's code: the JSON element first, then the literal, which ends at its own bracket.
 * @throws PayloadError naming the missing part and what the page has in its place
 */
export function findPlayers(html: string): PlayersArray {
  const fingerprint = fingerprintOf(html);
  const island = fingerprint.scripts.find(({ id }) => id === ISLAND);
  if (island !== undefined) return { list: parseJson(html.slice(island.from, island.to)), layout: "island", fingerprint };
  for (const { from, to } of fingerprint.scripts) {
    const script = html.slice(from, to);
    const start = startOfLiteral(script);
    if (start !== null) return { list: parseLiteral(script, start, html.length), layout: "inline", fingerprint };
  }
  throw new PayloadError(WHERE, `neither script#${ISLAND} nor 'var ${ARRAY} = [' is in it; ${describePage(fingerprint)}`, { fix: FIX });
}

/** What stands up to the first `];` is the array when it is JSON; else that stood in a text, and the brackets are counted. */
function parseLiteral(script: string, start: number, pageLength: number): unknown {
  const quick = tryJson(script.slice(start, script.indexOf("];", start) + 1));
  if (quick !== undefined) return quick;
  const end = endOfArray(script, start);
  if (end === null) throw new PayloadError(WHERE, `'var ${ARRAY} = [' has no end: the page is cut off after ${pageLength.toLocaleString("en-US")} characters`, { retryable: true, fix: FIX });
  return parseJson(script.slice(start, end));
}

/** @returns undefined where the text is no JSON, which has no such value */
function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PayloadError(WHERE, `the players array is no JSON: ${cause instanceof Error ? cause.message.slice(0, 120) : "it cannot be read"}`, { fix: FIX, cause });
  }
}

function startOfLiteral(script: string): number | null {
  const match = LITERAL.exec(script);
  return match === null ? null : match.index + match[0].length;
}

const QUOTE = 34;
const BACKSLASH = 92;
const OPENING = 91;
const CLOSING = 93;

/** @returns the offset after the bracket that closes the array at `start`, brackets in texts left alone; null when there is none */
export function endOfArray(text: string, start: number): number | null {
  let depth = 0;
  for (let index = start; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) {
      const end = endOfText(text, index);
      if (end === null) return null;
      index = end;
    } else if (code === OPENING) depth += 1;
    else if (code === CLOSING && --depth === 0) return index + 1;
  }
  return null;
}

/** @returns the offset of the quote that ends the text which begins at `start` */
function endOfText(text: string, start: number): number | null {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text.charCodeAt(end - 1 - escapes) === BACKSLASH) escapes += 1;
    if (escapes % 2 === 0) return end;
  }
  return null;
}

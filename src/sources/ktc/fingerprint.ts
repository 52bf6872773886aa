import { createHash } from "node:crypto";
import { Parser } from "htmlparser2";

/** A script of the page: where its text lies, and what it is. */
export interface PageScript {
  readonly id: string | null;
  readonly type: string | null;
  /** Offsets of its text in the page. */
  readonly from: number;
  readonly to: number;
}

/** The parts of a page that tell whether it is built as it was, without its data. */
export interface Fingerprint {
  readonly title: string;
  readonly scripts: readonly PageScript[];
  /** `script#ktc-players[application/json]`, `var playersArray`: what data can lie in. */
  readonly parts: readonly string[];
  /** Of title, parts and ids of elements: equal for two days of one build of the page. */
  readonly hash: string;
}

const MOST_IDS = 500;
/** Parts that a sentence names. */
const MOST_PARTS = 8;
/** A declaration at the head of a script's line, as the page has always had them. */
const DECLARATION = /^[ \t]*(?:var|let|const)[ \t]+([A-Za-z_$][\w$]{0,60})[ \t]*=/gm;
/** How much of a script's lines is looked at: the data stands on one line of a megabyte. */
const LINE_HEAD = 200;

/** One pass over the page, whatever is in it: nothing is executed, nothing is kept of the data. @param html the whole page */
export function fingerprintOf(html: string): Fingerprint {
  const scripts: PageScript[] = [];
  const ids = new Set<string>();
  let title = "";
  let open: { readonly id: string | null; readonly type: string | null; readonly from: number } | null = null;
  let inTitle = false;
  const parser = new Parser({
    onopentag: (name, { id, type }) => {
      if (name === "script") open = { id: id ?? null, type: type ?? null, from: parser.endIndex + 1 };
      else if (id !== undefined && ids.size < MOST_IDS) ids.add(id);
      if (name === "title") inTitle = true;
    },
    ontext: (text) => {
      if (inTitle && title.length < 200) title += text;
    },
    onclosetag: (name) => {
      if (name === "title") inTitle = false;
      if (name !== "script" || open === null) return;
      // A script that the page never closes ends with it.
      scripts.push({ ...open, to: Math.min(Math.max(parser.startIndex, open.from), html.length) });
      open = null;
    },
  });
  parser.end(html);
  const parts = [...new Set(scripts.flatMap((script) => partsOf(html, script)))];
  const named = title.trim().replace(/\s+/g, " ").slice(0, 120);
  return { title: named, scripts, parts, hash: createHash("sha256").update(JSON.stringify([named, parts, [...ids].sort()])).digest("hex").slice(0, 12) };
}

function partsOf(html: string, { id, type, from, to }: PageScript): readonly string[] {
  if (type !== null && /json/i.test(type)) return [`script${id === null ? "" : `#${id}`}[${type}]`];
  return declarations(html.slice(from, to)).map((name) => `var ${name}`);
}

/** Names that a script declares, told by the heads of its lines. */
function declarations(script: string): readonly string[] {
  const heads: string[] = [];
  for (let from = 0; from < script.length; ) {
    const end = script.indexOf("\n", from);
    const to = end === -1 ? script.length : end;
    heads.push(script.slice(from, Math.min(to, from + LINE_HEAD)));
    from = to + 1;
  }
  return [...heads.join("\n").matchAll(DECLARATION)].map(([, name = ""]) => name);
}

/** @returns one sentence: what a page without its data has in its place */
export function describePage({ title, parts, hash }: Fingerprint): string {
  const listed = parts.slice(0, MOST_PARTS).join(", ");
  return `the page is titled '${title}' and holds ${parts.length === 0 ? "no script with data" : listed}${parts.length > MOST_PARTS ? ` and ${parts.length - MOST_PARTS} more` : ""} (structure ${hash})`;
}

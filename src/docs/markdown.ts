/**
 * The little of Markdown that the checks need, line by line: headings, fenced blocks, code spans and links. Text inside a fence is
 * never read as prose. Markdown beyond that (indented code, reference links, HTML) is not used in this repository.
 */
export interface Heading {
  readonly line: number;
  readonly depth: number;
  readonly text: string;
  /** The anchor as GitHub makes it. */
  readonly slug: string;
}
export interface Fence {
  /** Line of the opening fence. */
  readonly line: number;
  readonly language: string;
  readonly lines: readonly string[];
}
export interface Span {
  readonly line: number;
  readonly text: string;
}
export interface Outline {
  readonly headings: readonly Heading[];
  readonly fences: readonly Fence[];
  readonly codeSpans: readonly Span[];
  /** Targets of `[text](target)` and `![alt](target)`. */
  readonly links: readonly Span[];
  /** 1-based numbers of the lines outside every fence. */
  readonly proseLines: ReadonlySet<number>;
}

const CODE_SPAN = /(`+)(?!`)(.+?)(?<!`)\1(?!`)/g;
const FENCE = /^ {0,3}(`{3,}|~{3,})\s*([\w-]*)/;

export function readOutline(text: string): Outline {
  const headings: Heading[] = [];
  const fences: { line: number; language: string; lines: string[]; mark: string }[] = [];
  const codeSpans: Span[] = [];
  const links: Span[] = [];
  const proseLines = new Set<number>();
  let open: (typeof fences)[number] | null = null;

  for (const [index, content] of text.split("\n").entries()) {
    const line = index + 1;
    const mark = FENCE.exec(content);
    if (open !== null) {
      if (mark?.[1]?.startsWith(open.mark) === true && mark[2] === "") open = null;
      else open.lines.push(content);
      continue;
    }
    if (mark?.[1] !== undefined) {
      open = { line, language: mark[2] ?? "", lines: [], mark: mark[1] };
      fences.push(open);
      continue;
    }
    proseLines.add(line);
    const heading = /^(#{1,6}) +(.+?) *#* *$/.exec(content);
    if (heading?.[1] !== undefined && heading[2] !== undefined) headings.push({ line, depth: heading[1].length, text: heading[2], slug: freeSlug(heading[2], headings) });
    for (const span of content.matchAll(CODE_SPAN)) codeSpans.push({ line, text: (span[2] ?? "").trim() });
    for (const link of content.replace(CODE_SPAN, "").matchAll(/\]\(\s*<?([^()\s>]+)>?(?:\s+"[^"]*")?\s*\)/g)) links.push({ line, text: link[1] ?? "" });
  }
  return { headings, fences, codeSpans, links, proseLines };
}

/** GitHub: lower case, without punctuation, blanks to hyphens, a number for a repeated one. */
function freeSlug(heading: string, before: readonly Heading[]): string {
  const slug = heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").trim().replaceAll(" ", "-");
  const repeated = before.filter((other) => other.slug === slug || other.slug.replace(/-\d+$/, "") === slug).length;
  return repeated === 0 ? slug : `${slug}-${repeated}`;
}

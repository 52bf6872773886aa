import { readOutline } from "./markdown.ts";

/**
 * Generated parts of a document: what stands between `<!-- generated:NAME -->` and `<!-- /generated:NAME -->`, each alone on its
 * line and outside of fenced code. Only these parts are ever rewritten; all other bytes stay.
 */
export interface Block {
  readonly name: string;
  /** 1-based lines of the two markers. */
  readonly openLine: number;
  readonly closeLine: number;
  /** The lines between, joined by a line feed. */
  readonly content: string;
}

export interface MarkerProblem {
  readonly line: number;
  readonly message: string;
}

const MARKER = /^<!-- (\/?)generated:([a-z][a-z0-9-]*) -->$/;

/** @returns the blocks in their order, and what is wrong with the markers: unclosed, nested, closed without being open, repeated. */
export function findBlocks(text: string): { readonly blocks: readonly Block[]; readonly problems: readonly MarkerProblem[] } {
  const lines = text.split("\n");
  const { proseLines } = readOutline(text);
  const blocks: Block[] = [];
  const problems: MarkerProblem[] = [];
  let open: { name: string; line: number } | null = null;

  for (const [index, content] of lines.entries()) {
    const line = index + 1;
    const [, slash, name] = (proseLines.has(line) ? MARKER.exec(content.trim()) : null) ?? [];
    if (name === undefined) continue;
    if (slash === "") {
      if (open !== null) problems.push({ line, message: `generated:${name} opens inside generated:${open.name}` });
      else if (blocks.some((block) => block.name === name)) problems.push({ line, message: `generated:${name} stands here a second time` });
      open ??= { name, line };
    } else if (open?.name !== name) {
      problems.push({ line, message: `generated:${name} is closed here but not open` });
    } else {
      blocks.push({ name, openLine: open.line, closeLine: line, content: lines.slice(open.line, index).join("\n") });
      open = null;
    }
  }
  if (open !== null) problems.push({ line: open.line, message: `generated:${open.name} is never closed` });
  return { blocks, problems };
}

/**
 * @param parts the content of each block by name; a block without an entry keeps what it has.
 * @returns the same document with the blocks' contents replaced. A document with marker problems comes back untouched.
 */
export function replaceBlocks(text: string, parts: ReadonlyMap<string, string>): string {
  const { blocks, problems } = findBlocks(text);
  if (problems.length > 0) return text;
  const lines = text.split("\n");
  for (const block of [...blocks].reverse()) {
    const part = parts.get(block.name);
    if (part !== undefined) lines.splice(block.openLine, block.closeLine - block.openLine - 1, ...(part === "" ? [] : part.split("\n")));
  }
  return lines.join("\n");
}

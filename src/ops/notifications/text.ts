/** Longer lines are cut: an error may quote a whole page. */
const MAX_LINE_LENGTH = 300;

/** @returns the text on one line, of characters that can be shown */
export function toLine(text: string): string {
  return cut(text.toWellFormed().replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ").trimEnd(), MAX_LINE_LENGTH);
}

/** @returns at most `max` UTF-16 units, never half of a character */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const kept = text.slice(0, max - 1);
  return `${kept.isWellFormed() ? kept : kept.slice(0, -1)}…`;
}

/** Mentions wake people up: text that came from elsewhere must not be able to. A space of no width takes the word off the sign. */
export function defuseMentions(text: string): string {
  return text.replaceAll(/@(?=[\p{L}\p{N}&!])/gu, "@\u200b");
}

/**
 * Packs lines into blocks that a service takes.
 * @param encode the service's escapes; what counts is the length after them
 * @returns at most `maxBlocks` blocks of at most `maxLength` characters; what has no room is counted in the last line
 */
export function packLines(lines: readonly string[], { maxLength, maxBlocks, encode }: { readonly maxLength: number; readonly maxBlocks: number; readonly encode: (line: string) => string }): readonly string[] {
  const blocks: string[] = [];
  const room = maxLength - moreLines(lines.length).length - 1;
  for (const [index, line] of lines.entries()) {
    const encoded = encode(toLine(line));
    const last = blocks.at(-1);
    if (last !== undefined && last.length + encoded.length + 1 <= room) blocks[blocks.length - 1] = `${last}\n${encoded}`;
    else if (blocks.length < maxBlocks) blocks.push(encoded);
    else return [...blocks.slice(0, -1), `${last ?? ""}\n${moreLines(lines.length - index)}`];
  }
  return blocks;
}

function moreLines(count: number): string {
  return `... and ${count} more`;
}

import type { Message, Payload } from "./message.ts";
import { toLine } from "./text.ts";

const MAX_LINES = 100;

/** The generic document: `text` is what most chat services show of it, the rest is for programs. */
export function toWebhook({ kind, tone, title, lines, facts }: Message): Payload {
  const shown = lines.slice(0, MAX_LINES).map(toLine);
  const all = shown.length < lines.length ? [...shown, `... and ${lines.length - shown.length} more`] : shown;
  return { schema: "snapcount.notification/1", kind, tone, title: toLine(title), text: [toLine(title), ...all].join("\n"), lines: all, ...facts };
}

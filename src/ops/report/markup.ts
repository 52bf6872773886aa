/** Text that is HTML already: made by `markup` only, so that nothing from outside gets into a page unescaped. */
export class Markup {
  readonly html: string;
  constructor(html: string) {
    this.html = html;
  }
}

export type Part = Markup | string | number | null | readonly Part[];

/** @returns the template with every text in it escaped, for element content and quoted attributes alike; null is nothing. */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.map((text, nth) => (nth === 0 ? text : write(parts[nth - 1] ?? null) + text)).join(""));
}

function write(part: Part): string {
  if (part === null) return "";
  if (part instanceof Markup) return part.html;
  if (typeof part === "string") return escapeText(part);
  return typeof part === "number" ? String(part) : part.map(write).join("");
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** HTML forbids control characters, and those that turn the direction of writing would mix up what stands around them. */
const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g; // eslint-disable-line no-control-regex -- they are what is looked for

function escapeText(text: string): string {
  return text.replaceAll(/[&<>"']/g, (char) => ENTITIES[char] ?? char).replaceAll(UNSEEN, "\uFFFD");
}

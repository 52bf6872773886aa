import type { Issue } from "./issue.ts";
import type { Outline } from "./markdown.ts";

/** Relative links must lead to a file, their anchors to a heading. Addresses of the web are not visited. */
export function checkLinks(file: string, outline: Outline, outlines: ReadonlyMap<string, Outline>, exists: (path: string) => boolean): readonly Omit<Issue, "file">[] {
  return outline.links.flatMap(({ line, text }): readonly Omit<Issue, "file">[] => {
    if (/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(text)) return [];
    const [target = "", anchor] = text.split("#");
    const path = target === "" ? file : resolveLink(file, target);
    if (path === null || !exists(path)) return [{ line, kind: "link", message: `the link ${text} leads to nothing`, fix: "Correct the link; it is relative to the document's own folder." }];
    const headings = outlines.get(path)?.headings;
    if (anchor === undefined || headings === undefined || headings.some((heading) => heading.slug === anchor)) return [];
    return [{ line, kind: "link", message: `${path} has no heading #${anchor}`, fix: `Its headings: ${headings.map((heading) => `#${heading.slug}`).join(", ")}.` }];
  });
}

/** @returns the path relative to the repository, or null when the link leaves it. */
function resolveLink(file: string, target: string): string | null {
  const parts = file.split("/").slice(0, -1);
  for (const part of target.split("/")) {
    if (part === "..") {
      if (parts.pop() === undefined) return null;
    } else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}

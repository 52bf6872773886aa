/** @returns the names a franchise may be called by: the whole text, and every word of it; lower-case */
export function namesOf(text: string): ReadonlySet<string> {
  const words = text.toLowerCase().replaceAll(/[.-]/g, " ").split(/\s+/).filter((word) => word !== "");
  return new Set([words.join(" "), ...words].filter((name) => name !== ""));
}

/** @returns whether two sets of names have one in common */
export function meet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return [...a].some((name) => b.has(name));
}

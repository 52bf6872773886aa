/** Text that a server's database takes: without NUL and lone surrogates, which PostgreSQL answers with 503 for ever, and not endless. */
export function toStorable(text: string, maxLength: number): string {
  const clean = text.includes("\0") ? text.replaceAll(/\0/g, "\uFFFD") : text;
  const cut = clean.length > maxLength ? `${clean.slice(0, maxLength)}\n[cut here: ${clean.length.toLocaleString("en-US")} characters in all]` : clean;
  return cut.toWellFormed();
}

/** The same for everything inside a JSON value; property names too. */
export function toStorableJson(value: unknown, maxLength: number): unknown {
  if (typeof value === "string") return toStorable(value, maxLength);
  if (Array.isArray(value)) return value.map((item) => toStorableJson(item, maxLength));
  if (typeof value !== "object" || value === null) return typeof value === "bigint" ? Number(value) : value;
  if (value instanceof Date) return value.toISOString();
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [toStorable(key, maxLength), toStorableJson(item, maxLength)]));
}

/** @param micros since the epoch. @returns ISO 8601 in UTC with all six digits: two states within a millisecond stay two. */
export function toIsoMicros(micros: number): string {
  const ms = Math.floor(micros / 1000);
  return `${new Date(ms).toISOString().slice(0, -1)}${String(micros - ms * 1000).padStart(3, "0")}Z`;
}

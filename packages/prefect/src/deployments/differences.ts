import { isDeepStrictEqual } from "node:util";

/** Where something stands differently from what is wanted; values as they would be shown. */
export interface Difference {
  /** `job_variables.env.A`, `schedules.daily.cron`. */
  readonly path: string;
  readonly found: unknown;
  readonly wanted: unknown;
}

/** Here what only the server has counts too: a parameter or variable that is not wanted any more must go. */
const EXACT: ReadonlySet<string> = new Set(["parameter_openapi_schema", "parameters", "env"]);

/**
 * @returns what of `wanted` is not so in `found`. What only `found` has does not count: a server adds ids, instants and defaults
 *   (but see EXACT).
 *   Lists must be equally long; lists of things with a `slug` are compared by it, lists of words as sets.
 */
export function findDifferences(wanted: unknown, found: unknown, path = ""): readonly Difference[] {
  if (Array.isArray(wanted)) return listDifferences(wanted, found, path);
  if (typeof wanted === "object" && wanted !== null) {
    if (typeof found !== "object" || found === null || Array.isArray(found)) return [{ path, found: found ?? null, wanted }];
    return Object.entries(wanted).flatMap(([key, value]) => {
      const inner = path === "" ? key : `${path}.${key}`;
      const other = (found as Record<string, unknown>)[key];
      if (!EXACT.has(key)) return findDifferences(value, other, inner);
      return isDeepStrictEqual(value, other ?? {}) ? [] : [{ path: inner, found: other ?? null, wanted: value }];
    });
  }
  return Object.is(wanted, found ?? null) || wanted === found ? [] : [{ path, found: found ?? null, wanted }];
}

function listDifferences(wanted: readonly unknown[], found: unknown, path: string): readonly Difference[] {
  const list: readonly unknown[] = Array.isArray(found) ? found : [];
  if (wanted.every((item) => typeof item === "string")) {
    const same = wanted.length === list.length && wanted.every((item) => list.includes(item));
    return same ? [] : [{ path, found: list, wanted }];
  }
  if ([...wanted, ...list].every((item) => slugOf(item) !== null)) return bySlug(wanted, list, path);
  if (wanted.length !== list.length) return [{ path, found: list, wanted }];
  return wanted.flatMap((item, index) => findDifferences(item, list[index], `${path}.${index}`));
}

function bySlug(wanted: readonly unknown[], found: readonly unknown[], path: string): readonly Difference[] {
  const gone = found.filter((item) => !wanted.some((other) => slugOf(other) === slugOf(item)));
  return [
    ...wanted.flatMap((item) => findDifferences(item, found.find((other) => slugOf(other) === slugOf(item)), `${path}.${slugOf(item) ?? ""}`)),
    ...gone.map((item) => ({ path: `${path}.${slugOf(item) ?? ""}`, found: item, wanted: null })),
  ];
}

function slugOf(item: unknown): string | null {
  const slug = typeof item === "object" && item !== null ? (item as { readonly slug?: unknown }).slug : undefined;
  return typeof slug === "string" ? slug : null;
}

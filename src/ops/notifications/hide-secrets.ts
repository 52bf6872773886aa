/** Takes user:password, query and fragment off URLs, e-mail addresses, and values off what calls itself a token, key, cookie, password or secret. */
export function hideSecrets(line: string): string {
  return line
    .replaceAll(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, "$1***@")
    .replaceAll(/(\bhttps?:\/\/[^\s?#)\]}"']+)[?#][^\s)\]}"']*/gi, "$1?***")
    .replaceAll(/\b(bearer|basic)\s+[\w~+/.=-]{8,}/gi, "$1 ***")
    .replaceAll(/\b((?:set-)?cookie\s*:\s*)\S.*/gi, "$1***")
    .replaceAll(/\b([\w-]*(?:token|secret|password|passwd|cookie|api[_-]?key))(["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s,;]+)/gi, "$1$2***")
    .replaceAll(/[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})+/gu, "***");
}

/** Variables whose value is a secret by their name. */
const SECRET_VARIABLE = /TOKEN|SECRET|PASSWORD|API_KEY|AUTH_STRING|CREDENTIALS|COOKIE|WEBHOOK_URL/;
/** Shorter values are words that stand in messages for other reasons. */
const SHORTEST_SECRET = 8;

/** @returns the environment's secrets as they could stand in a text: whole, and the strings within one that is JSON */
export function secretsOf(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const values = Object.entries(env).flatMap(([name, value]) => (value !== undefined && SECRET_VARIABLE.test(name) ? [value, ...stringsIn(value)] : []));
  return [...new Set(values.map((value) => value.trim()))].filter((value) => value.length >= SHORTEST_SECRET).toSorted((a, b) => b.length - a.length);
}

function stringsIn(text: string): readonly string[] {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === "object" && json !== null ? Object.entries(json).flatMap(([key, value]) => (typeof value === "string" && /key|secret|email|token/.test(key) ? [value] : [])) : [];
  } catch {
    return [];
  }
}

/** @returns what hides `secrets` and everything that looks like one in all strings of a value */
export function createHider(secrets: readonly string[]): <T>(value: T) => T {
  const hide = (value: unknown): unknown => {
    if (typeof value === "string") return hideSecrets(secrets.reduce((text, secret) => text.replaceAll(secret, "***"), value));
    if (Array.isArray(value)) return value.map(hide);
    if (typeof value === "object" && value !== null) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hide(inner)]));
    return value;
  };
  return <T>(value: T): T => hide(value) as T;
}

/** What stands where something personal or secret stood. */
export const SCRUBBED = "[redacted]";

const EMAIL = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})+/gu;
/** Grouped as people write them; ten digits in a row are an instant or an id far more often than a number to call. */
const PHONE = /(?<![\d.-])(?:\+\d{1,3}[\s.-]?)?(?:\(\d{3}\)\s?|\d{3}[.-])\d{3}[.-]\d{4}(?![\d.-])/g;
const SECRET = "(?:[\\w-]{0,30}(?:token|csrf|cookie|session|secret|password|passwd|api_?key|authorization|signature)|e-?mail|phone(?:_number)?|real_name)";
const JSON_FIELD = new RegExp(`("${SECRET}"\\s{0,10}:\\s{0,10})(?:"(?:[^"\\\\]|\\\\.){0,4000}"|-?\\d+)`, "gi");
const HTML_TAG = new RegExp(`<(?:input|meta)\\b[^<>]{0,2000}\\b(?:id|name)\\s*=\\s*["']?${SECRET}["'\\s>][^<>]{0,2000}>|<(?:input|meta)\\b[^<>]{0,2000}${SECRET}["'\\s][^<>]{0,2000}>`, "gi");
const HTML_VALUE = /\b(value|content)\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi;
const SECRET_PARAMETER = new RegExp(`^(?:${SECRET}|sig|key|x-amz-[\\w-]+)$`, "i");

/** @returns the text of a payload without e-mail addresses, phone numbers, tokens and their like */
export function scrubText(text: string): string {
  const fields = text.replace(JSON_FIELD, (_, before: string) => `${before}"${SCRUBBED}"`).replace(HTML_TAG, (tag) => tag.replace(HTML_VALUE, (_attribute, name: string) => `${name}="${SCRUBBED}"`));
  return fields.replace(EMAIL, SCRUBBED).replace(PHONE, SCRUBBED);
}

/** @returns the address without parameters that open doors */
export function scrubUrl(url: string): string {
  const parsed = new URL(url);
  parsed.username = "";
  parsed.password = "";
  for (const name of [...parsed.searchParams.keys()]) if (SECRET_PARAMETER.test(name)) parsed.searchParams.delete(name);
  return parsed.href === new URL(url).href ? url : parsed.href;
}

/** Headers that a recording needs to be replayed; cookies and their like are none of them. */
const KEPT_HEADERS = new Set(["etag", "last-modified"]);
/** Headers of a question that tell answers apart. */
const SECRET_HEADER = new RegExp(`^(?:${SECRET}|cookie|authorization|x-api-key)$`, "i");

/** @returns of an answer's headers what a recording keeps; names in lower case */
export function keptHeaders(headers: Readonly<Record<string, string | null>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value !== null && KEPT_HEADERS.has(name) ? [[name, value]] : [])));
}

/** @returns a question's headers without credentials */
export function matchableHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !SECRET_HEADER.test(name)));
}

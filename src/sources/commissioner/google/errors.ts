import { NotAtProviderError, PayloadError, ProviderUnavailableError, RefusedByProviderError } from "../../../core/errors.ts";

/** What was being done, as an operator knows it: `read Andy of the working copy`. */
export type Deed = string;

/** A quota that refills each minute asks for that much patience. */
export const QUOTA_PAUSE_MS = 60_000;
const RETRYABLE = new Set([408, 429, 500, 502, 503, 504]);
const RATE_LIMITS = new Set(["rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"]);

interface GoogleFailure {
  readonly status: number | null;
  /** Google's own sentence, or what came instead. */
  readonly text: string;
  readonly isQuota: boolean;
  readonly retryAfterMs: number | null;
}

/**
 * @param error of Google's SDK (gaxios), or of the network below it
 * @returns the house's error: retryable for quotas (429; 403 with a rate limit's reason; a page of HTML in place of JSON) and for a server
 *   that is busy; else fatal with what to do
 */
export function nameGoogleError(deed: Deed, error: unknown): Error {
  const failure = readFailure(error);
  const seen = failure.status === null ? failure.text : `${failure.status}: ${failure.text}`;
  if (failure.isQuota) return new ProviderUnavailableError(`Google, ${deed}`, `the quota is used up (${seen})`, failure.retryAfterMs ?? QUOTA_PAUSE_MS, { cause: undefined });
  if (failure.status === null || RETRYABLE.has(failure.status)) return new ProviderUnavailableError(`Google, ${deed}`, seen, failure.retryAfterMs);
  if (failure.status === 404) return new NotAtProviderError(`Google, ${deed} (is the workbook's id right, and is the workbook shared with the service account?)`, 404);
  if (failure.status === 401 || failure.status === 403) return new RefusedByProviderError(`Google, ${deed} (${failure.text})`, failure.status);
  return new PayloadError(`Google, ${deed}`, seen, { fix: "Nothing was changed for readers. Compare the tabs of the workbook with the list in config/league.yaml and run again." });
}

function readFailure(error: unknown): GoogleFailure {
  const { response, message, code } = error as { readonly response?: { readonly status?: number; readonly data?: unknown; readonly headers?: unknown }; readonly message?: string; readonly code?: string | number };
  const status = response?.status ?? (typeof code === "number" ? code : null);
  if (status === null) return { status: null, text: describeNetwork(error, message), isQuota: false, retryAfterMs: null };
  const { text, reasons } = readBody(response?.data);
  const isQuota = status === 429 || (status === 403 && reasons.some((reason) => RATE_LIMITS.has(reason)));
  return { status, text, isQuota, retryAfterMs: readRetryAfter(response?.headers) };
}

function describeNetwork(error: unknown, message: string | undefined): string {
  const { cause } = error as { readonly cause?: { readonly code?: string; readonly message?: string } };
  return `no complete answer (${cause?.code ?? cause?.message ?? message ?? "network error"})`;
}

function readBody(data: unknown): { readonly text: string; readonly reasons: readonly string[] } {
  if (typeof data === "string") {
    const parsed = parseJson(data);
    if (parsed === null) return { text: /^\s*</.test(data) ? "a page of HTML instead of an answer" : data.slice(0, 200).replaceAll(/\s+/g, " "), reasons: [] };
    return readBody(parsed);
  }
  const error = (data as { readonly error?: unknown } | null)?.error;
  if (typeof error === "string") return { text: error, reasons: [] };
  const { message = "no message", errors = [], details = [] } = (error ?? {}) as { readonly message?: string; readonly errors?: readonly { readonly reason?: string }[]; readonly details?: readonly { readonly reason?: string }[] };
  return { text: message, reasons: [...errors, ...details].flatMap(({ reason }) => (reason === undefined ? [] : [reason])) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function readRetryAfter(headers: unknown): number | null {
  const value = headers instanceof Headers ? headers.get("retry-after") : (headers as Record<string, string> | undefined)?.["retry-after"];
  return value != null && /^\d+$/.test(value) ? Number(value) * 1000 : null;
}

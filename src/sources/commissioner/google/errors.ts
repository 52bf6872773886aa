import { PayloadError, ProviderUnavailableError, SourceSetupError } from "../../../core/errors.ts";
import { SET_CREDENTIALS } from "./credentials.ts";

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
  /** By the token's endpoint, which answers 400. */
  readonly isKeyRefused: boolean;
  readonly retryAfterMs: number | null;
}

const SHARE = "Compare the workbooks' ids (COMMISSIONER_SHEET_ID, LEAGUE_SHEET_COPY_ID) with their addresses, and share both with the service account: the commissioner's to read, the working copy to edit.";

/**
 * @param error of Google's SDK (gaxios), or of the network below it
 * @returns the house's error: retryable for quotas (429; 403 with a rate limit's reason; a page of HTML in place of JSON) and for a server
 *   that is busy; else fatal with what to do. An error of our own code as it is.
 */
export function nameGoogleError(deed: Deed, error: unknown): Error {
  // What the network throws has a cause.
  if (error instanceof TypeError && error.cause === undefined) return error;
  const failure = readFailure(error);
  const seen = failure.status === null ? failure.text : `${failure.status}: ${failure.text}`;
  if (failure.isQuota) return new ProviderUnavailableError(`Google, ${deed}`, `the quota is used up (${seen})`, failure.retryAfterMs ?? QUOTA_PAUSE_MS, { cause: undefined });
  if (failure.status === null || RETRYABLE.has(failure.status)) return new ProviderUnavailableError(`Google, ${deed}`, seen, failure.retryAfterMs);
  if (failure.status === 401 || failure.isKeyRefused) return new SourceSetupError(`Google, ${deed}: the service account's key is refused (${seen})`, SET_CREDENTIALS);
  if (failure.status === 403 || failure.status === 404) return new SourceSetupError(`Google, ${deed}: ${seen}`, SHARE);
  return new PayloadError(`Google, ${deed}`, seen, { fix: "Nothing was changed for readers. Compare the tabs of the workbook with the list in config/league.yaml and run again." });
}

function readFailure(error: unknown): GoogleFailure {
  const { response, message, code } = error as { readonly response?: { readonly status?: number; readonly data?: unknown; readonly headers?: unknown }; readonly message?: string; readonly code?: string | number };
  const status = response?.status ?? (typeof code === "number" ? code : null);
  if (status === null) return { status: null, text: describeNetwork(error, message), isQuota: false, isKeyRefused: false, retryAfterMs: null };
  const { text, reasons, isKeyRefused } = readBody(response?.data);
  const isQuota = status === 429 || (status === 403 && reasons.some((reason) => RATE_LIMITS.has(reason)));
  return { status, text, isQuota, isKeyRefused, retryAfterMs: readRetryAfter(response?.headers) };
}

function describeNetwork(error: unknown, message: string | undefined): string {
  const { cause } = error as { readonly cause?: { readonly code?: string; readonly message?: string } };
  return `no complete answer (${cause?.code ?? cause?.message ?? message ?? "network error"})`;
}

interface FailureBody {
  readonly text: string;
  readonly reasons: readonly string[];
  readonly isKeyRefused: boolean;
}

function readBody(data: unknown): FailureBody {
  if (typeof data === "string") {
    const parsed = parseJson(data);
    if (parsed === null) return { text: /^\s*</.test(data) ? "a page of HTML instead of an answer" : data.slice(0, 200).replaceAll(/\s+/g, " "), reasons: [], isKeyRefused: false };
    return readBody(parsed);
  }
  const { error, error_description: description } = (data ?? {}) as { readonly error?: unknown; readonly error_description?: string };
  if (typeof error === "string") return { text: description === undefined ? error : `${error}: ${description}`, reasons: [], isKeyRefused: /^invalid_(?:grant|client)$/.test(error) };
  const { message = "no message", errors = [], details = [] } = (error ?? {}) as { readonly message?: string; readonly errors?: readonly { readonly reason?: string }[]; readonly details?: readonly { readonly reason?: string }[] };
  return { text: message, reasons: [...errors, ...details].flatMap(({ reason }) => (reason === undefined ? [] : [reason])), isKeyRefused: false };
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

import type { Severity } from "../errors.ts";

/** The server answered, and the answer was no. */
export class PrefectApiError extends Error {
  override readonly name = "PrefectApiError";
  readonly status: number;
  /** What the server said, in one line. */
  readonly detail: string;
  readonly severity: Severity;
  readonly fix: string;
  /** What the server asked for with `Retry-After`, or 0. */
  readonly retryAfterMs: number;
  constructor(method: string, path: string, status: number, detail: string, retryAfterMs = 0) {
    super(`Prefect refused ${method} ${path} with ${status}: ${detail}`);
    this.status = status;
    this.detail = detail;
    this.severity = isTransient(status) ? "retryable" : "fatal";
    this.fix = fixOf(status);
    this.retryAfterMs = retryAfterMs;
  }
}

/** No answer: refused, reset, timed out, or a name that does not resolve. */
export class PrefectUnreachableError extends Error {
  override readonly name = "PrefectUnreachableError";
  readonly severity = "retryable";
  readonly fix: string;
  /** Nobody listens there: the server is not starting or busy, it does not run. */
  readonly refused: boolean;
  constructor(apiUrl: string, cause: unknown) {
    super(`no Prefect server answers at ${apiUrl}: ${causeOf(cause)}`);
    this.refused = (cause as { readonly code?: unknown }).code === "ECONNREFUSED";
    this.fix = "Start it (`make prefect-server`), or correct PREFECT_API_URL.";
  }
}

/** @returns true for answers that pass by themselves: the server is busy, restarting, or asks to wait. */
export function isTransient(status: number): boolean {
  return [408, 423, 429, 502, 503, 504].includes(status);
}

/** The server will never take this, whoever asks; a wrong key is not the body's fault. */
export function isRefusal(error: unknown): error is PrefectApiError {
  return error instanceof PrefectApiError && !isTransient(error.status) && error.status < 500 && ![401, 403].includes(error.status);
}

function fixOf(status: number): string {
  if (status === 401) return "Set PREFECT_API_KEY (Cloud) or PREFECT_API_AUTH_STRING (self-hosted) to a valid value.";
  if (status === 403) return "The key has no right to do this in this workspace.";
  if (status === 404) return "Check PREFECT_API_URL: it ends with /api, and the object still exists.";
  if (isTransient(status)) return "The server is busy or restarting; try again.";
  return "This is a request that the server will never accept: report it with this message.";
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = (error as { readonly code?: unknown }).code;
  return typeof code === "string" && !error.message.includes(code) ? `${error.message} (${code})` : error.message;
}

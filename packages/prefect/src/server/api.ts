import { readFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { Agent, type Dispatcher } from "undici";
import { isTransient, PrefectApiError, PrefectUnreachableError } from "./api-errors.ts";
import type { PrefectSettings } from "./settings.ts";

/**
 * The one door to a Prefect server: addresses, credentials, versions, retries and errors. Knows no object of the API.
 * Source of the facts: Prefect 3.8's client (retry rule, headers) and a running server.
 */
export interface PrefectApi {
  readonly apiUrl: string;
  readonly uiUrl: string;
  /** Difference of the server's clock to ours in milliseconds (positive: the server is ahead); null before the first answer. */
  readonly clockSkewMs: number | null;
  /**
   * @param path below the API's URL, as the API spells it, e.g. `/flow_runs/`
   * @returns the parsed body; undefined when there is none
   * @throws PrefectApiError after the retries of a transient answer, or at once of any other; PrefectUnreachableError
   */
  request<T = unknown>(method: Method, path: string, body?: unknown, options?: RequestOptions): Promise<T>;
  close(): Promise<void>;
}

export type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

export interface RequestOptions {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  /** After the first try. Default: the settings'. */
  readonly retries?: number;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** The API version this client was written against: an older header would switch the server to legacy behaviour. */
const API_VERSION = "0.8.4";
const JITTER_RATIO = 0.2;
const LONGEST_PAUSE_MS = 30_000;
/** After each collision of two writes (`isCollision`). */
const COLLISION_PAUSES_MS = [50, 150, 400];

export function createPrefectApi(settings: PrefectSettings): PrefectApi {
  return new HttpPrefectApi(settings);
}

class HttpPrefectApi implements PrefectApi {
  readonly apiUrl: string;
  readonly uiUrl: string;
  clockSkewMs: number | null = null;
  readonly #settings: PrefectSettings;
  readonly #agent: Agent;
  readonly #origin: string;
  readonly #basePath: string;
  readonly #headers: Record<string, string>;
  #csrf: { readonly token: string; readonly client: string } | null = null;
  #answered = false;

  constructor(settings: PrefectSettings) {
    this.#settings = settings;
    this.apiUrl = settings.apiUrl;
    this.uiUrl = settings.uiUrl;
    const url = new URL(settings.apiUrl);
    this.#origin = url.origin;
    this.#basePath = url.pathname;
    this.#agent = new Agent({
      connections: 8,
      headersTimeout: settings.timeoutMs,
      bodyTimeout: settings.timeoutMs,
      connect: { timeout: Math.min(settings.timeoutMs, 10_000), rejectUnauthorized: !settings.insecureTls, ...(settings.certFile === null ? {} : { ca: readFileSync(settings.certFile) }) },
    });
    this.#headers = { ...settings.customHeaders, "user-agent": "snapcount-prefect/0.1", "x-prefect-api-version": API_VERSION, "content-type": "application/json", ...credentials(settings) };
  }

  async request<T>(method: Method, path: string, body?: unknown, options: RequestOptions = {}): Promise<T> {
    const text = body === undefined ? null : JSON.stringify(body);
    const retries = options.retries ?? this.#settings.maxRetries;
    for (let attempt = 0; ; attempt += 1) {
      const answer = await this.#try(method, path, text, options, attempt < retries);
      if (answer !== null && answer.status < 300) return (answer.text === "" ? undefined : JSON.parse(answer.text)) as T;
      if (answer !== null) {
        if (!this.#isRetryable(answer.status) || attempt >= retries) throw new PrefectApiError(method, path, answer.status, detailOf(answer.text), retryAfterMs(answer));
      }
      await delay(pauseMs(attempt, answer), undefined, options.signal === undefined ? {} : { signal: options.signal });
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  /** @returns null when there was no answer and another try is worth it */
  async #try(method: Method, path: string, text: string | null, options: RequestOptions, mayRetry: boolean): Promise<Answer | null> {
    try {
      const answer = await this.#sendPast(method, path, text, options);
      if (answer.status !== 403 || !answer.text.includes("CSRF")) return answer;
      // A server with CSRF protection says so; a token lives for an hour and is asked for again when it has gone.
      await this.#fetchCsrfToken(options);
      return await this.#sendPast(method, path, text, options);
    } catch (error) {
      if (options.signal?.aborted || error instanceof PrefectApiError) throw error;
      // A wrong address should be told at once; an address that has answered before is restarting.
      const refused = (error as { readonly code?: unknown }).code === "ECONNREFUSED";
      if (mayRetry && (!refused || this.#answered)) return null;
      throw new PrefectUnreachableError(this.apiUrl, error);
    }
  }

  /** Sends again what collided: a moment later it passes, and whoever waits for it need not take the server for busy. */
  async #sendPast(method: Method, path: string, text: string | null, options: RequestOptions): Promise<Answer> {
    for (const pause of COLLISION_PAUSES_MS) {
      const answer = await this.#send(method, path, text, options);
      if (!isCollision(answer)) return answer;
      await delay(pause, undefined, options.signal === undefined ? {} : { signal: options.signal });
    }
    return this.#send(method, path, text, options);
  }

  async #send(method: Method, path: string, text: string | null, options: RequestOptions): Promise<Answer> {
    const timeout = AbortSignal.timeout(options.timeoutMs ?? this.#settings.timeoutMs);
    const signal = options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal]);
    const response = await this.#agent.request({
      origin: this.#origin,
      path: `${this.#basePath}${path}`,
      method,
      headers: { ...this.#headers, ...(this.#csrf === null ? {} : { "prefect-csrf-token": this.#csrf.token, "prefect-csrf-client": this.#csrf.client }) },
      body: text,
      signal,
    });
    const answer = { status: response.statusCode, headers: response.headers, text: await response.body.text() };
    this.#answered = true;
    this.clockSkewMs ??= skewOf(response);
    return answer;
  }

  async #fetchCsrfToken(options: RequestOptions): Promise<void> {
    const client = randomUUID();
    this.#csrf = null;
    const answer = await this.#send("GET", `/csrf-token?client=${client}`, null, options);
    if (answer.status >= 400) throw new PrefectApiError("GET", "/csrf-token", answer.status, detailOf(answer.text), retryAfterMs(answer));
    this.#csrf = { token: (JSON.parse(answer.text) as { readonly token: string }).token, client };
  }

  #isRetryable(status: number): boolean {
    // 423 is an answer of the concurrency limits: whoever asked waits by its own rule.
    return (isTransient(status) && status !== 423) || this.#settings.retryExtraCodes.includes(status);
  }
}

function credentials(settings: PrefectSettings): Record<string, string> {
  if (settings.authString !== null) return { authorization: `Basic ${Buffer.from(settings.authString).toString("base64")}` };
  return settings.apiKey === null ? {} : { authorization: `Bearer ${settings.apiKey}` };
}

/** `Retry-After` is never undercut; else powers of two. */
function pauseMs(attempt: number, answer: Answer | null): number {
  const asked = answer === null ? 0 : retryAfterMs(answer);
  const base = asked > 0 ? asked : Math.min(2 ** attempt * 1000, LONGEST_PAUSE_MS);
  return base * (1 + JITTER_RATIO * Math.random());
}

/**
 * On SQLite a request that has read loses against a write that came in between: the server rolls it back, and says so at once and without
 * `Retry-After` (`SQLITE_BUSY_SNAPSHOT`, prefect/server/api/server.py). Nothing of it was stored.
 */
function isCollision(answer: Answer): boolean {
  return answer.status === 503 && answer.headers["retry-after"] === undefined && answer.text.includes('"Service Unavailable"');
}

function retryAfterMs(answer: Answer): number {
  const seconds = Number(answer.headers["retry-after"]);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0;
}

/** The `Date` header counts whole seconds: half of one is its expected part. */
function skewOf(response: Dispatcher.ResponseData): number | null {
  const header = response.headers["date"];
  const at = typeof header === "string" ? Date.parse(header) : Number.NaN;
  return Number.isNaN(at) ? null : at + 500 - Date.now();
}

/** One line of what a server answered, whichever of its forms it took. */
function detailOf(text: string): string {
  try {
    const body = JSON.parse(text) as { readonly exception_message?: unknown; readonly exception_detail?: unknown; readonly detail?: unknown };
    const issues = Array.isArray(body.exception_detail) ? body.exception_detail.map(describeIssue).join("; ") : null;
    const detail = issues ?? body.detail ?? body.exception_message ?? text;
    return shorten(typeof detail === "string" ? detail : JSON.stringify(detail));
  } catch {
    return shorten(text);
  }
}

function describeIssue(issue: unknown): string {
  const { loc, msg } = issue as { readonly loc?: readonly unknown[]; readonly msg?: unknown };
  return `${(loc ?? []).join(".")}: ${String(msg)}`;
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > 500 ? `${line.slice(0, 500)} ...` : line;
}

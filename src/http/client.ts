import { open } from "node:fs/promises";
import PQueue from "p-queue";
import { IngestError, NotAtProviderError, PayloadError, ProviderUnavailableError, RefusedByProviderError } from "../core/errors.ts";
import type { ArchivedPayload, PayloadArchive } from "../store/store.ts";
import type { FetchedPayload, FetchOptions, HttpClient, PayloadRequest } from "./http.ts";
import { describeMismatch, type Sniffed, sniffFormat } from "./sniff.ts";
import { type HttpAnswer, type HttpExchange, type HttpTransport, lowerKeys } from "./transport.ts";

/**
 * Invariants
 * 1. One attempt per call: retries belong to the task, which obeys an error's severity and Retry-After.
 * 2. Bytes go to the archive as sent, and are named by the stable URL that was asked for, never by a signed redirect target.
 * 3. A conditional request is sent only while the archived bytes verify (architecture, invariant 6).
 * 4. What a source redacts never reaches the archive, the hash or the log (architecture, invariant 9).
 * 5. A body shorter than announced never becomes a payload.
 */
export interface HttpClientOptions {
  readonly transport: HttpTransport;
  readonly payloads: PayloadArchive;
  readonly now: () => Date;
  /** raw.githubusercontent may answer a stub to a request without one. */
  readonly userAgent: string;
  /** Larger bodies are refused while they arrive. */
  readonly maxBytes?: number;
  /** Requests to one host at a time. */
  readonly perHost?: number;
}

const MAX_REDIRECTS = 5;
const DEFAULT_MAX_BYTES = 512 * 1024 * 1024;
const RETRYABLE = new Set([408, 425, 429, 500, 502, 503, 504, 520, 522, 524]);
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** A year: what a provider may say at most about how long its answer holds. */
const MAX_FRESH_SECONDS = 365 * 24 * 3600;

export function createHttpClient(options: HttpClientOptions): HttpClient {
  const queues = new Map<string, PQueue>();
  const politely = async <T>(url: string, body: () => Promise<T>): Promise<T> => {
    const { host } = new URL(url);
    const queue = queues.get(host) ?? new PQueue({ concurrency: options.perHost ?? 4 });
    queues.set(host, queue);
    return queue.add(body);
  };
  return {
    fetchPayload: (request, fetchOptions) => politely(request.url, () => fetchOnce(options, request, fetchOptions)),
    probe: (url, signal) => probe(options, url, signal),
    close: () => options.transport.close(),
  };
}

async function fetchOnce(options: HttpClientOptions, request: PayloadRequest, fetchOptions: FetchOptions): Promise<FetchedPayload> {
  const { payloads } = options;
  const known = request.validator == null ? null : await payloads.find(request.validator.sha256, { verify: true });
  const answer = await followRedirects(options, request, known === null ? {} : conditionalHeaders(request), fetchOptions.signal);
  if (answer.status === 304 && known !== null) {
    await answer.discard();
    return { ...describePayload(request, known, await sniffFile(known), answer, true), etag: request.validator?.etag ?? null, lastModified: request.validator?.lastModified ?? null };
  }
  if (answer.status !== 200) {
    await answer.discard();
    throw errorOf(request.url, answer, options.now());
  }
  const archived = await archiveBody(options, request, answer, fetchOptions);
  const sniffed = await sniffFile(archived);
  requireFormat(request, sniffed);
  return describePayload(request, archived, sniffed, answer, archived.sha256 === request.validator?.sha256);
}

function conditionalHeaders(request: PayloadRequest): Record<string, string> {
  const { etag = null, lastModified = null } = request.validator ?? {};
  return { ...(etag === null ? {} : { "if-none-match": etag }), ...(lastModified === null ? {} : { "if-modified-since": lastModified }) };
}

async function followRedirects(options: HttpClientOptions, request: PayloadRequest, extra: Readonly<Record<string, string>>, signal: AbortSignal): Promise<HttpAnswer> {
  const { url, method = "GET", body } = request;
  // Content-Length must count the bytes that arrive: no content coding.
  const headers = { "user-agent": options.userAgent, accept: "*/*", "accept-encoding": "identity", ...lowerKeys(request.headers ?? {}), ...extra };
  let target = url;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const answer = await exchange(options, { method, url: target, headers, ...(body === undefined ? {} : { body }), signal }, url);
    const location = answer.headers["location"];
    // A question that was moved is not asked again elsewhere: what a POST means there nobody knows.
    if (!REDIRECTS.has(answer.status) || location === undefined || method === "POST") return answer;
    await answer.discard();
    target = new URL(location, target).href;
  }
  throw new PayloadError(url, `more than ${MAX_REDIRECTS} redirects`, { fix: "The provider has moved the file; compare the address in the source's folder with the provider's page." });
}

async function exchange(options: HttpClientOptions, request: HttpExchange, url: string): Promise<HttpAnswer> {
  try {
    return await options.transport.exchange(request);
  } catch (error) {
    throw nameNetworkError(url, error, request.signal);
  }
}

/** Streams the body into the archive; a cut, oversized or failing stream leaves nothing there. */
async function archiveBody(options: HttpClientOptions, { url, redact }: PayloadRequest, answer: HttpAnswer, { signal, onProgress }: FetchOptions): Promise<ArchivedPayload> {
  const announced = answer.headers["content-length"];
  const totalBytes = announced === undefined ? null : Number(announced);
  const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
  async function* watched(): AsyncIterable<Uint8Array> {
    let receivedBytes = 0;
    try {
      for await (const chunk of answer.body) {
        receivedBytes += chunk.byteLength;
        if (receivedBytes > maxBytes) throw new PayloadError(url, `more than ${maxBytes.toLocaleString("en-US")} bytes`, { fix: "No file of this source is that large: look at what the provider sends before raising the limit." });
        onProgress?.({ receivedBytes, totalBytes });
        yield chunk;
      }
    } catch (error) {
      throw nameNetworkError(url, error, signal);
    }
    if (totalBytes !== null && receivedBytes !== totalBytes) {
      throw new PayloadError(url, `truncated: ${receivedBytes.toLocaleString("en-US")} of ${totalBytes.toLocaleString("en-US")} bytes came`, { retryable: true });
    }
  }
  return options.payloads.put(redact === undefined ? watched() : redacted(watched(), redact));
}

/** The whole body at once: a phone number may lie across two pieces of it. */
async function* redacted(body: AsyncIterable<Uint8Array>, redact: (bytes: Uint8Array) => Uint8Array): AsyncIterable<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  yield redact(Buffer.concat(chunks));
}

/** A cut connection may say `aborted` or `terminated`; only our own signal makes it a cancellation. */
function nameNetworkError(url: string, error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof IngestError) return error;
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  return new ProviderUnavailableError(url, `no complete answer (${code ?? message ?? "network error"})`, null, { cause: error });
}

function errorOf(url: string, answer: HttpAnswer, now: Date): Error {
  const { status } = answer;
  if (status === 404 || status === 410) return new NotAtProviderError(url, status);
  if (RETRYABLE.has(status)) return new ProviderUnavailableError(url, `the provider answered ${status}`, parseRetryAfter(answer.headers["retry-after"], now));
  if (status >= 400 && status < 500) return new RefusedByProviderError(url, status);
  return new PayloadError(url, `unexpected answer ${status}`);
}

/** @param value seconds, or an HTTP date. @returns milliseconds from `now`, at most an hour; null when there is none or it cannot be read. */
export function parseRetryAfter(value: string | undefined, now: Date): number | null {
  if (value === undefined) return null;
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - now.getTime();
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), 3_600_000);
}

async function sniffFile({ path, sizeBytes }: ArchivedPayload): Promise<Sniffed> {
  const file = await open(path, "r");
  try {
    const head = Buffer.alloc(Math.min(512, sizeBytes));
    await file.read(head, 0, head.length, 0);
    const tail = Buffer.alloc(Math.min(4, sizeBytes));
    await file.read(tail, 0, tail.length, Math.max(0, sizeBytes - 4));
    return sniffFormat(head, tail, sizeBytes);
  } finally {
    await file.close();
  }
}

/** @throws PayloadError; a cut file may be a passing fault, so it is tried again; a page in place of a file stays one. */
function requireFormat(request: PayloadRequest, sniffed: Sniffed): void {
  if (sniffed.truncated) throw new PayloadError(request.url, `truncated: ${sniffed.detail ?? "the end is missing"}`, { retryable: true });
  if (request.expect.includes(sniffed.format)) return;
  throw new PayloadError(request.url, describeMismatch(request.expect, sniffed));
}

function describePayload({ url, address = url }: PayloadRequest, archived: ArchivedPayload, sniffed: Sniffed, { headers }: HttpAnswer, notModified: boolean): FetchedPayload {
  return { ...archived, url: address, format: sniffed.format, notModified, etag: headers["etag"] ?? null, lastModified: headers["last-modified"] ?? null, freshSeconds: parseFreshness(headers) };
}

/** @returns seconds an answer still holds: s-maxage, else max-age, less the time it has spent in caches; null when the provider says nothing */
export function parseFreshness(headers: Readonly<Record<string, string>>): number | null {
  const directives = (headers["cache-control"] ?? "").toLowerCase().split(",").map((directive) => directive.trim());
  if (directives.includes("no-store") || directives.includes("no-cache")) return 0;
  const seconds = secondsOf(directives, "s-maxage") ?? secondsOf(directives, "max-age");
  if (seconds === null) return null;
  const age = /^\d{1,9}$/.test(headers["age"] ?? "") ? Number(headers["age"]) : 0;
  return Math.min(Math.max(seconds - age, 0), MAX_FRESH_SECONDS);
}

function secondsOf(directives: readonly string[], name: string): number | null {
  const match = directives.map((directive) => new RegExp(`^${name}="?(\\d{1,12})"?$`).exec(directive)).find((found) => found !== null);
  return match === undefined ? null : Number(match?.[1]);
}

async function probe(options: HttpClientOptions, url: string, signal: AbortSignal): Promise<string | null> {
  try {
    const answer = await options.transport.exchange({ method: "HEAD", url, headers: { "user-agent": options.userAgent }, signal });
    await answer.discard();
    return answer.status >= 500 ? `${new URL(url).host} answered ${answer.status}` : null;
  } catch (error) {
    const named = nameNetworkError(url, error, signal);
    if (signal.aborted) throw named;
    return named instanceof Error ? named.message : String(named);
  }
}

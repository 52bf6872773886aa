import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { NotAtProviderError, RefusedByProviderError } from "../core/errors.ts";
import type { FetchedPayload, HttpClient, PayloadFormat, PayloadRequest } from "./http.ts";
import { keptHeaders, matchableHeaders, scrubText, scrubUrl } from "./scrub.ts";

/** An entry of a profile's index of payloads (`src/http/profile.ts` reads it). */
export interface IndexEntry {
  readonly method?: "POST";
  readonly url: string;
  readonly match?: { readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown };
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly file?: string;
}

export interface RecordingClient {
  readonly http: HttpClient;
  /** In the order of their addresses, whatever order they came in. */
  entries(): readonly IndexEntry[];
}

const EXTENSIONS: Readonly<Record<PayloadFormat, string>> = { parquet: "parquet", csv: "csv", json: "json", html: "html", text: "txt", empty: "txt" };
const FOLDER = "payloads";

/**
 * A client that keeps every answer beside a profile's index, so that the run can be replayed: bodies without personal data and secrets,
 * of headers only the validators, of addresses no token. Answers that are no data (404, 403) are kept as answers.
 * @param dir the profile's folder
 */
export function recordAnswers(inner: HttpClient, dir: string): RecordingClient {
  const kept = new Map<string, IndexEntry>();
  const keep = (request: PayloadRequest, answer: Pick<IndexEntry, "status" | "headers" | "file">): void => {
    const entry = { ...describeQuestion(request), ...answer };
    kept.set(JSON.stringify([entry.method, entry.url, entry.match]), entry);
  };
  return {
    http: {
      ...inner,
      fetchPayload: async (request, options) => {
        try {
          const payload = await inner.fetchPayload(request, options);
          keep(request, { headers: keptHeaders({ etag: payload.etag, "last-modified": payload.lastModified }), file: await keepBody(payload, dir) });
          return payload;
        } catch (error) {
          if (error instanceof NotAtProviderError || error instanceof RefusedByProviderError) keep(request, { status: error.status });
          throw error;
        }
      },
    },
    entries: () => [...kept].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry),
  };
}

function describeQuestion({ url, method, headers, body }: PayloadRequest): Pick<IndexEntry, "method" | "url" | "match"> {
  const told = matchableHeaders(headers ?? {});
  const match = { ...(Object.keys(told).length === 0 ? {} : { headers: told }), ...(body === undefined ? {} : { body: JSON.parse(scrubText(body)) as unknown }) };
  return { ...(method === "POST" ? { method } : {}), url: scrubUrl(url), ...(Object.keys(match).length === 0 ? {} : { match }) };
}

/** @returns the file, relative to the profile's folder */
async function keepBody({ path, sha256, format }: FetchedPayload, dir: string): Promise<string> {
  const file = `${FOLDER}/${sha256.slice(0, 16)}.${EXTENSIONS[format]}`;
  await mkdir(join(dir, FOLDER), { recursive: true });
  if (format === "parquet") await copyFile(path, join(dir, file));
  else await writeFile(join(dir, file), scrubText(await readFile(path, "utf8")));
  return file;
}

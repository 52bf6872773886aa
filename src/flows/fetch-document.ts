import { task } from "@snapcount/prefect";
import { PayloadError } from "../core/errors.ts";
import { isStillFresh } from "../core/still-fresh.ts";
import type { Inquiry } from "../sources/parsed-source.ts";
import { hostLimitName } from "../sources/index.ts";
import type { KnownAnswer } from "../store/store.ts";
import { PROVIDER_RETRIES } from "./fetch-asset.ts";
import type { Home } from "./home.ts";
import type { UsedPayload } from "./publishing.ts";

export interface FetchedDocument extends UsedPayload {
  /** Archived bytes. */
  readonly path: string;
}

export type AnsweredBy = "provider" | "recording" | "archive";

interface FetchInput {
  readonly inquiry: Inquiry;
  /** What the last run left of it; null: nothing. */
  readonly known: KnownAnswer | null;
  /** Who answers: a provider, as many at once as its host bears; a recording of one; or the archive alone, for what was answered before. */
  readonly answeredBy: AnsweredBy;
}

/** @returns what the store knows the answer as */
export function addressOf({ url, variant }: Inquiry): string {
  return variant === undefined ? url : `${url}#${variant}`;
}

/** One question to a provider, or to the archive where the last answer still holds. */
export const fetchDocument = task<FetchInput, FetchedDocument, Home>(
  {
    name: "fetch_document",
    description: "Asks a provider one question; the answer goes into the payload archive",
    retries: PROVIDER_RETRIES,
    timeoutMs: 10 * 60_000,
    runName: ({ inquiry }) => `fetch ${inquiry.label}`,
    limits: ({ inquiry, answeredBy }) => (answeredBy === "provider" ? [hostLimitName(inquiry.url)] : []),
  },
  async ({ inquiry, known, answeredBy }, run) => {
    const fromArchive = answeredBy === "archive";
    const { http, store, runAt } = run.env;
    const address = addressOf(inquiry);
    if (known !== null && (fromArchive || isStillFresh(known, inquiry.restHours ?? null, runAt))) {
      const archived = await store.payloads.find(known.sha256, { verify: true });
      if (archived !== null) {
        run.log.info(`${address}: taken from the archive, sha256 ${known.sha256.slice(0, 12)}${fromArchive ? "" : "; its answer still holds"}`);
        return { ...known, url: address, sizeBytes: archived.sizeBytes, path: archived.path };
      }
    }
    if (fromArchive) throw new PayloadError(address, "its answer is not in the archive", { fix: "Run the flow instead: it asks the provider again." });
    const { url, method, headers, body, expect, redact } = inquiry;
    const payload = await http.fetchPayload(
      { url, address, expect, validator: known, ...(method === undefined ? {} : { method }), ...(headers === undefined ? {} : { headers }), ...(body === undefined ? {} : { body }), ...(redact === undefined ? {} : { redact }) },
      { signal: run.signal },
    );
    const { sha256, sizeBytes, etag, lastModified, freshSeconds, path } = payload;
    run.log.info(`${address}: ${payload.notModified ? "not modified" : `${(sizeBytes / 1024).toFixed(0)} KiB`}, sha256 ${sha256.slice(0, 12)}`);
    return { url: address, sha256, sizeBytes, etag, lastModified, path, askedAt: runAt.toISOString(), freshUntil: freshSeconds === null ? null : new Date(runAt.getTime() + freshSeconds * 1000).toISOString() };
  },
);

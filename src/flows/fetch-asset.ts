import { task } from "@snapcount/prefect";
import * as z from "zod";
import { NotAtProviderError } from "../core/errors.ts";
import { datasetLabel, type PartitionId } from "../core/partition.ts";
import type { FetchedPayload } from "../http/http.ts";
import { type Asset, type FetchedDataset, type FetchedSource, hostLimitName } from "../sources/index.ts";
import type { LastRun } from "../store/store.ts";
import type { Home } from "./home.ts";

/** What a file is fetched for. */
export interface FetchPlan {
  readonly source: FetchedSource;
  readonly dataset: FetchedDataset;
  readonly id: PartitionId;
  /**
   * `find`: what a fetch_season has just brought need not be asked for again. `renew`: ask, and let other runs find it. `none`
   * (`--force`): ask. What a source's own run fetched is found by nobody: whoever runs it again after a bad file wants a new one.
   */
  readonly reuse: "find" | "renew" | "none";
}

export interface FetchedAsset {
  readonly asset: Asset;
  readonly payload: FetchedPayload;
}

interface FetchInput {
  readonly plan: FetchPlan;
  readonly asset: Asset;
  readonly lastRun: LastRun | null;
}

const MiB = 1024 * 1024;

/** Of every question to a provider; an error's severity and Retry-After are obeyed beside it. */
export const PROVIDER_RETRIES = { limit: 3, delays: { firstMs: 1_000, factor: 4, maxMs: 60_000 }, jitterRatio: 0.2 } as const;

/**
 * Providers get a few tries with growing pauses; a file that is not there or not readable gets none (severity decides).
 * What fetch_season has fetched for a snapshot, the source's own run finds, for as long as the cache keeps it.
 */
export const fetchAsset = task<FetchInput, FetchedAsset | null, Home>(
  {
    name: "fetch_asset",
    description: "Fetches one upstream file into the payload archive",
    retries: PROVIDER_RETRIES,
    timeoutMs: 10 * 60_000,
    runName: ({ asset }) => `fetch ${asset.label}`,
    limits: ({ asset }) => [hostLimitName(asset.url)],
    // The version too: it changes with what is taken out of the bytes before they are archived.
    cacheKey: ({ plan, asset }) => (plan.reuse === "none" ? null : JSON.stringify(["fetch_asset", plan.source.name, plan.source.version, plan.dataset.name, plan.id.dt, asset.url])),
    cacheUse: ({ plan }) => (plan.reuse === "renew" ? "renew" : "find"),
    restoreCached,
  },
  async ({ plan, asset, lastRun }, run) => {
    const { http, progress } = run.env;
    try {
      const payload = await http.fetchPayload(
        { url: asset.url, validator: lastRun?.validators[asset.url] ?? null, expect: plan.dataset.expect, ...(plan.dataset.redact === undefined ? {} : { redact: plan.dataset.redact }) },
        {
          signal: run.signal,
          onProgress: ({ receivedBytes }) => progress({ kind: "update", step: datasetLabel(plan.id), text: `${asset.label} ${(receivedBytes / MiB).toFixed(1)} MiB` }),
        },
      );
      run.log.info(`${asset.url}: ${payload.notModified ? "not modified" : `${(payload.sizeBytes / MiB).toFixed(1)} MiB`}, sha256 ${payload.sha256.slice(0, 12)}`);
      return { asset, payload };
    } catch (error) {
      // An answer, not a failure: playoffs that have not been played have no file.
      if (!(error instanceof NotAtProviderError) || asset.mayBeAbsent === undefined) throw error;
      run.log.info(`${asset.label} is not there: ${asset.mayBeAbsent}`);
      return null;
    }
  },
);

/** What is believed of a kept result; the path and the size are the archive's to say. */
const KeptPayload = z.object({
  payload: z.object({
    sha256: z.string(),
    url: z.string(),
    format: z.enum(["parquet", "csv", "json", "html", "text", "empty"]),
    notModified: z.boolean(),
    etag: z.string().nullable(),
    lastModified: z.string().nullable(),
  }),
});

/** A kept result is good only while the archived bytes verify (invariant 6). */
async function restoreCached(kept: unknown, { asset }: FetchInput, { store }: Home): Promise<{ readonly value: FetchedAsset | null } | undefined> {
  if (kept === null) return { value: null };
  const parsed = KeptPayload.safeParse(kept);
  if (!parsed.success) return undefined;
  const archived = await store.payloads.find(parsed.data.payload.sha256, { verify: true });
  return archived === null ? undefined : { value: { asset, payload: { ...parsed.data.payload, ...archived, freshSeconds: null } } };
}

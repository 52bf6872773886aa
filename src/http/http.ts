import type { ArchivedPayload } from "../store/store.ts";

export type PayloadFormat = "parquet" | "csv" | "json" | "html" | "text" | "empty";

/** What a previous run may send along; used only while the archived bytes verify (invariant 6). */
export interface Validator {
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly sha256: string;
  readonly sizeBytes: number;
}

export interface PayloadRequest {
  readonly url: string;
  /** Default GET. */
  readonly method?: "GET" | "POST";
  /** Beside those of the client. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Text of a POST. */
  readonly body?: string;
  /** What the answer is known as, when several questions share one address; default the URL. */
  readonly address?: string;
  readonly validator?: Validator | null;
  /** Takes personal data out of the bytes before they are archived, hashed or logged (invariant 9). Bodies of such sources are small. */
  readonly redact?: (bytes: Uint8Array) => Uint8Array;
  /** Formats the caller can read; anything else is a PayloadError that says what came instead. */
  readonly expect: readonly PayloadFormat[];
}

export interface FetchedPayload extends ArchivedPayload {
  /** The stable URL that was asked for, or the request's `address`; never a signed redirect target. */
  readonly url: string;
  /** By magic bytes, never by the URL's extension. */
  readonly format: PayloadFormat;
  /** The provider answered 304 (or the bytes are equal): the archived bytes are the answer. */
  readonly notModified: boolean;
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** For how long the provider says that the answer holds (Cache-Control: s-maxage, else max-age), in seconds; null: it says nothing. */
  readonly freshSeconds: number | null;
}

export interface FetchOptions {
  readonly signal: AbortSignal;
  /** Called as bytes arrive; `totalBytes` null when the provider does not say. */
  readonly onProgress?: (progress: { readonly receivedBytes: number; readonly totalBytes: number | null }) => void;
}

/** The one door to providers: live and replayed profiles stand behind the same client (architecture: profiles). */
export interface HttpClient {
  /**
   * Fetches, archives and names a payload's format.
   * @throws ProviderUnavailableError (retryable), NotAtProviderError (404, 410), PayloadError (wrong format, truncated, empty)
   */
  fetchPayload(request: PayloadRequest, options: FetchOptions): Promise<FetchedPayload>;
  /** A cheap probe: does the host answer at all? @returns null, or what was seen. */
  probe(url: string, signal: AbortSignal): Promise<string | null>;
  close(): Promise<void>;
}

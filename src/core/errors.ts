/**
 * The vocabulary of failure. Every error that can reach an operator says what failed and where (message), what was seen
 * (message or `seen`), and what to do (`fix`). The engine obeys `severity`; only `cli/` turns an error into an exit code.
 */
export type Severity = "retryable" | "fatal" | "stop-run";

export abstract class IngestError extends Error {
  abstract override readonly name: string;
  /** `retryable`: try again; `fatal`: this dataset is lost for this run, others go on; `stop-run`: nothing else may start. */
  abstract readonly severity: Severity;
  /** One sentence an operator can act on. */
  abstract readonly fix: string;
}

/** The command line, the environment or a configuration file is wrong: nothing was started. Exit 2. */
export class ConfigError extends IngestError {
  override readonly name = "ConfigError";
  readonly severity = "stop-run";
  readonly fix: string;
  constructor(message: string, fix: string, options?: ErrorOptions) {
    super(message, options);
    this.fix = fix;
  }
}

/** A source lacks a setting or credentials: it cannot be loaded, the others can. */
export class SourceSetupError extends IngestError {
  override readonly name = "SourceSetupError";
  readonly severity = "fatal";
  readonly fix: string;
  constructor(message: string, fix: string) {
    super(message);
    this.fix = fix;
  }
}

/** A provider did not answer, or answered that it is busy: 408, 425, 429, 5xx, resets, time-outs. */
export class ProviderUnavailableError extends IngestError {
  override readonly name = "ProviderUnavailableError";
  readonly severity = "retryable";
  readonly fix: string;
  /** From `Retry-After`, when the provider sent one. */
  readonly retryAfterMs: number | null;
  constructor(url: string, seen: string, retryAfterMs: number | null = null, options?: ErrorOptions) {
    super(`${url}: ${seen}`, options);
    this.retryAfterMs = retryAfterMs;
    this.fix = "Nothing was changed; run the same command again later. If it lasts, look at the provider's status page.";
  }
}

/** A check before the load found that loading this source is pointless now. */
export class BlockedError extends IngestError {
  override readonly name = "BlockedError";
  readonly severity = "fatal";
  readonly fix = "Mend what the sentence names and run again; the last good snapshots stay in use until then.";
  constructor(blocker: string) {
    super(`not loaded: ${blocker}`);
  }
}

/** The provider says that there is no such thing (404, 410). */
export class NotAtProviderError extends IngestError {
  override readonly name = "NotAtProviderError";
  readonly severity = "fatal";
  readonly fix: string;
  readonly url: string;
  readonly status: number;
  constructor(url: string, status: number, options?: ErrorOptions) {
    super(`${url}: the provider answered ${status} (not there)`, options);
    this.url = url;
    this.status = status;
    this.fix = "A season that has not begun has no file yet: narrow --seasons, or wait until the provider publishes it.";
  }
}

/** The provider answers, and refuses: 401, 403, and other 4xx that trying again does not change. */
export class RefusedByProviderError extends IngestError {
  override readonly name = "RefusedByProviderError";
  readonly severity = "fatal";
  readonly fix = "Check the credentials this source needs (`snapcount doctor`); without any, the provider blocks this machine or has moved the file.";
  readonly status: number;
  constructor(url: string, status: number) {
    super(`${url}: the provider refused with ${status}`);
    this.status = status;
  }
}

/** The bytes are not what the dataset needs: HTML for Parquet, a truncated or empty file, a corrupt footer. */
export class PayloadError extends IngestError {
  override readonly name = "PayloadError";
  readonly severity: Severity;
  readonly fix: string;
  constructor(where: string, seen: string, options?: ErrorOptions & { readonly retryable?: boolean; readonly fix?: string }) {
    super(`${where}: ${seen}`, options);
    this.severity = options?.retryable ? "retryable" : "fatal";
    this.fix = options?.fix ?? "The last good snapshot stays. Run again; if the provider still sends this, its file is broken or has moved.";
  }
}

/** A required column is missing or has another type. */
export class SchemaDriftError extends IngestError {
  override readonly name = "SchemaDriftError";
  readonly severity = "fatal";
  readonly fix: string;
  readonly issues: readonly string[];
  constructor(where: string, issues: readonly string[], options?: ErrorOptions) {
    super(`${where}: ${issues.length} column(s) do not fit the schema; first: ${issues[0] ?? "?"}`, options);
    this.issues = issues;
    const [source] = where.split(".");
    this.fix = `Compare src/sources/${source}/schema.ts with the file in the payload archive; change the schema and its fixture together.`;
  }
}

/** The store cannot be written: read-only folder, full disk, wrong owner. */
export class StoreWriteError extends IngestError {
  override readonly name = "StoreWriteError";
  readonly severity = "stop-run";
  readonly fix: string;
  constructor(path: string, seen: string, options?: ErrorOptions) {
    super(`${path}: ${seen}`, options);
    this.fix = "Nothing was published. Free space or make the folder writable for this user, then run the same command again.";
  }
}

/** Another process holds the store's lock, or the same flow runs already. */
export class StoreBusyError extends IngestError {
  override readonly name = "StoreBusyError";
  readonly severity = "fatal";
  readonly fix = "Wait until the other run has ended (`snapcount runs list` shows it), then run the same command again.";
}

/** The store belongs to another profile (architecture: data/.profile). Exit 2. */
export class WrongProfileError extends IngestError {
  override readonly name = "WrongProfileError";
  readonly severity = "stop-run";
  readonly fix: string;
  constructor(root: string, belongsTo: string, asked: string) {
    super(`${root} belongs to profile '${belongsTo}', this run uses profile '${asked}'`);
    this.fix = `Set SNAPCOUNT_HOME to another folder for profile '${asked}', or run with --profile ${belongsTo}.`;
  }
}

/** What stands in the store contradicts itself and cannot be healed without a decision. */
export class StoreCorruptError extends IngestError {
  override readonly name = "StoreCorruptError";
  readonly severity = "fatal";
  readonly fix: string;
  constructor(path: string, seen: string, fix: string, options?: ErrorOptions) {
    super(`${path}: ${seen}`, options);
    this.fix = fix;
  }
}

/** dbt could not run, or a model or test failed. */
export class DbtError extends IngestError {
  override readonly name = "DbtError";
  readonly severity = "fatal";
  readonly fix: string;
  constructor(message: string, fix: string, options?: ErrorOptions) {
    super(message, options);
    this.fix = fix;
  }
}

/** How an error is recorded and shown: never a stack, always a next step. */
export interface ErrorReport {
  readonly name: string;
  readonly message: string;
  readonly fix: string | null;
}

/** @returns the recordable form of anything thrown; causes are joined into the message, innermost last. */
export function describeError(error: unknown): ErrorReport {
  if (!(error instanceof Error)) return { name: "Error", message: String(error), fix: null };
  const causes: string[] = [];
  for (let cause = error.cause; cause instanceof Error && causes.length < 3; cause = cause.cause) causes.push(cause.message);
  const message = causes.length === 0 ? error.message : `${error.message} (${causes.join("; ")})`;
  // Also errors of packages that know nothing of ours say what to do.
  const { fix } = error as { readonly fix?: unknown };
  return { name: error.name, message, fix: typeof fix === "string" ? fix : null };
}

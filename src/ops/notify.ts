/** One notice about one run: what the log says, sent to a webhook. */
export interface NoticeSummary {
  readonly flow: string;
  readonly runId: string;
  readonly status: string;
  /** Sentences for people, worst first. */
  readonly lines: readonly string[];
}

export interface NoticeResponse {
  readonly ok: boolean;
  readonly status: number;
}

export type FetchLike = (url: string, init: { readonly method: "POST"; readonly headers: Readonly<Record<string, string>>; readonly body: string; readonly signal: AbortSignal; readonly redirect: "error" }) => Promise<NoticeResponse>;

export type NoticeResult = { readonly sent: true } | { readonly sent: false; readonly reason: string };

const TIMEOUT_MS = 5_000;
/** Chat services refuse long messages; the rest is in the ledger. */
const MAX_LINES = 20;
const MAX_LINE_LENGTH = 500;

/**
 * Posts one JSON document: `{text, flow, run_id, status, lines}`; `text` is what Slack-like receivers show.
 * Gives up after 5 s. Failure is a value: a notice never fails a run. The URL, which is a secret, stands in no reason.
 */
export async function sendNotice({ webhookUrl, summary }: { readonly webhookUrl: string; readonly summary: NoticeSummary }, fetchLike: FetchLike, timeoutMs = TIMEOUT_MS): Promise<NoticeResult> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const request = fetchLike(webhookUrl, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(describeNotice(summary)), signal, redirect: "error" });
    const response = await Promise.race([request, whenAborted(signal)]);
    return response.ok ? { sent: true } : { sent: false, reason: `the webhook answered ${response.status}` };
  } catch (error) {
    if (signal.aborted) return { sent: false, reason: `the webhook did not answer within ${timeoutMs / 1000} s` };
    return { sent: false, reason: `the webhook could not be reached (${describeFailure(error)})` };
  }
}

/** @returns the document that is posted, without credentials that stand in URLs. */
export function describeNotice(summary: NoticeSummary): { readonly text: string; readonly flow: string; readonly run_id: string; readonly status: string; readonly lines: readonly string[] } {
  const shown = summary.lines.slice(0, MAX_LINES).map((line) => hideSecrets(line).slice(0, MAX_LINE_LENGTH));
  const hidden = summary.lines.length - shown.length;
  const lines = hidden === 0 ? shown : [...shown, `... and ${hidden} more (snapcount runs show ${summary.runId})`];
  return { text: [`${summary.flow}: ${summary.status}`, ...lines].join("\n"), flow: summary.flow, run_id: summary.runId, status: summary.status, lines };
}

/** Takes user:password, query and fragment off URLs, and values off what calls itself a token, key, password or secret. */
export function hideSecrets(line: string): string {
  return line
    .replaceAll(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, "$1***@")
    .replaceAll(/(\bhttps?:\/\/[^\s?#)\]}"']+)[?#][^\s)\]}"']*/gi, "$1?***")
    .replaceAll(/\b(bearer|basic)\s+[\w~+/.=-]{8,}/gi, "$1 ***")
    .replaceAll(/\b([\w-]*(?:token|secret|password|passwd|api[_-]?key))(\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s,;]+)/gi, "$1$2***");
}

/** Error codes name the trouble without naming the address. */
function describeFailure(error: unknown): string {
  const cause: unknown = error instanceof Error ? (error.cause ?? error) : error;
  const code = (cause as { readonly code?: unknown } | null)?.code;
  if (typeof code === "string") return code;
  return cause instanceof Error ? cause.name : "no connection";
}

/** For a fetch that ignores its signal. */
function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error("timed out")), { once: true });
  });
}

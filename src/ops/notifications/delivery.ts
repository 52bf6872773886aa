import { setTimeout as sleep } from "node:timers/promises";
import type { Payload } from "./message.ts";

/** What came of one message on one channel. `isSilent`: nobody answered, so the next message would wait as long. */
export type Delivery = { readonly sent: true } | { readonly sent: false; readonly reason: string; readonly isSilent: boolean };

export interface DeliveryTools {
  readonly fetch: typeof fetch;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** For one message: the post, a pause that the receiver asks for, the post after it. */
  readonly messageMs: number;
  /** For all messages of a run on one channel. */
  readonly runMs: number;
}

export const DELIVERY_TOOLS: DeliveryTools = { fetch: (url, init) => fetch(url, init), wait: (ms, signal) => sleep(ms, undefined, { signal }), now: () => performance.now(), messageMs: 5_000, runMs: 8_000 };

/** A receiver that asks for a longer pause is not waited for: a run must not end later for a message. */
const LONGEST_PAUSE_MS = 2_000;

/**
 * Posts one JSON document. A receiver that is busy (429, or 503 with Retry-After) is asked once more after the pause it wants, when that is short.
 * Failure is a value: a message never fails a run. The address, which is a secret, stands in no reason.
 */
export async function deliver(url: string, payload: Payload, tools: DeliveryTools): Promise<Delivery> {
  const signal = AbortSignal.timeout(tools.messageMs);
  try {
    return await Promise.race([postTwice(url, payload, signal, tools), whenAborted(signal)]);
  } catch (error) {
    if (signal.aborted) return { sent: false, reason: `no answer within ${tools.messageMs / 1_000} s`, isSilent: true };
    return { sent: false, reason: `could not be reached (${describeFailure(error)})`, isSilent: true };
  }
}

async function postTwice(url: string, payload: Payload, signal: AbortSignal, tools: DeliveryTools): Promise<Delivery> {
  const first = await post(url, payload, signal, tools);
  const pauseMs = first.retryAfterMs;
  if (pauseMs === null) return judge(first);
  if (pauseMs > LONGEST_PAUSE_MS) return { sent: false, reason: `answered ${first.status} and asks to wait ${Math.ceil(pauseMs / 1_000)} s`, isSilent: false };
  await tools.wait(pauseMs, signal);
  return judge(await post(url, payload, signal, tools));
}

interface Answer {
  readonly ok: boolean;
  readonly status: number;
  /** Slack names the trouble in one word. */
  readonly word: string | null;
  /** The receiver is busy and says for how long; null: it is not, or does not say. */
  readonly retryAfterMs: number | null;
}

async function post(url: string, payload: Payload, signal: AbortSignal, tools: DeliveryTools): Promise<Answer> {
  // A redirect would carry the message to somebody else.
  const response = await tools.fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(payload), signal, redirect: "error" });
  const { ok, status } = response;
  const seconds = status === 429 || status === 503 ? Number(response.headers.get("retry-after") ?? Number.NaN) : Number.NaN;
  const word = ok ? null : await readWord(response);
  if (ok) await response.body?.cancel();
  return { ok, status, word, retryAfterMs: Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : null };
}

/** Anything longer than a word may be a page that repeats the address. */
async function readWord({ body }: Response): Promise<string | null> {
  if (body === null) return null;
  for await (const chunk of body) return /^[a-z_]{3,40}$/.exec(Buffer.from(chunk).toString("utf8").trim())?.[0] ?? null;
  return null;
}

function judge({ ok, status, word }: Answer): Delivery {
  return ok ? { sent: true } : { sent: false, reason: `answered ${status}${word === null ? "" : ` (${word})`}`, isSilent: false };
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

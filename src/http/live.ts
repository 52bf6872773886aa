import type { Agent } from "undici";
import type { HttpTransport } from "./transport.ts";

export interface LiveTimeouts {
  readonly connectMs: number;
  readonly headersMs: number;
  /** Between two pieces of a body. */
  readonly idleMs: number;
}

const DEFAULT_TIMEOUTS: LiveTimeouts = { connectMs: 10_000, headersMs: 30_000, idleMs: 30_000 };

/** The network, through undici; loaded at the first request (45 ms that `status` must not pay). */
export function createLiveTransport(timeouts: LiveTimeouts = DEFAULT_TIMEOUTS): HttpTransport {
  let agent: Agent | null = null;
  return {
    exchange: async ({ method, url, headers, body, signal }) => {
      const undici = await import("undici");
      agent ??= new undici.Agent({ connect: { timeout: timeouts.connectMs }, headersTimeout: timeouts.headersMs, bodyTimeout: timeouts.idleMs });
      const answer = await undici.request(url, { method, headers: { ...headers }, body: body ?? null, signal, dispatcher: agent });
      return {
        status: answer.statusCode,
        headers: flatten(answer.headers),
        body: answer.body,
        discard: async () => answer.body.dump(),
      };
    },
    close: async () => {
      await agent?.close();
      agent = null;
    },
  };
}

function flatten(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : value;
  return flat;
}

/** One HTTP exchange, redirects not followed. Live and replay stand behind it; everything above is the same code. */
export interface HttpExchange {
  readonly method: "GET" | "HEAD" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Of a POST. */
  readonly body?: string;
  readonly signal: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body; must be read or cancelled by `discard`. */
  readonly body: AsyncIterable<Uint8Array>;
  discard(): Promise<void>;
}

export interface HttpTransport {
  /** @throws anything the network throws; the client names it */
  exchange(request: HttpExchange): Promise<HttpAnswer>;
  close(): Promise<void>;
}

/** @returns the headers under lower-case names, as everything here compares them */
export function lowerKeys(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

// A proxy that breaks on purpose, between a client and a real server. The first rule that matches a request decides; without one the
// request is forwarded as it is.
import { type IncomingMessage, createServer, request as httpRequest, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

export interface ProxiedRequest {
  readonly method: string;
  /** Path and query, as the client sent it: /api/flow_runs/… */
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  /** Parsed JSON; undefined without a body, the text when it is not JSON. */
  readonly body: unknown;
}

export type FaultAction =
  /** Answered by the proxy, the server never sees it. */
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown }
  /** The connection breaks before the server saw the request. */
  | "drop"
  /** The server answers (the write is stored), the connection breaks before the client reads it. */
  | "lose-answer"
  /** 204 without forwarding: what a server whose queue overflows does to events. */
  | "swallow"
  | { readonly delayMs: number };

export interface FaultRule {
  match(request: ProxiedRequest): boolean;
  /** How many requests it breaks; all of them when missing. */
  readonly times?: number;
  readonly action: FaultAction;
}

export interface LoggedRequest extends ProxiedRequest {
  /** What the client was answered; null when the connection broke instead. */
  readonly status: number | null;
  /** What the server answered; null when it never saw the request. */
  readonly forwardedStatus: number | null;
  readonly bodyBytes: number;
}

export interface FaultProxy {
  /** Ends in /api when the target does. */
  readonly apiUrl: string;
  /** In the order in which they were finished. */
  readonly requests: readonly LoggedRequest[];
  readonly rules: {
    /** @returns takes the rule away again */
    add(rule: FaultRule): () => void;
    clear(): void;
  };
  /** Refuses connections on the same port and breaks the open ones, until `up`. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

interface ActiveRule {
  readonly rule: FaultRule;
  left: number;
}

/** @param targetUrl where requests go, such as http://127.0.0.1:4200/api; only its origin and the path's end count */
export async function startFaultProxy(targetUrl: string): Promise<FaultProxy> {
  const target = new URL(targetUrl);
  const requests: LoggedRequest[] = [];
  let active: ActiveRule[] = [];
  let port = 0;
  let server = await listen();

  function actionFor(request: ProxiedRequest): FaultAction | undefined {
    const found = active.find(({ rule, left }) => left > 0 && rule.match(request));
    if (found !== undefined) found.left -= 1;
    return found?.rule.action;
  }

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const bytes = await readAll(incoming);
    const request = { method: incoming.method ?? "GET", path: incoming.url ?? "/", headers: incoming.headers, body: parseBody(bytes) };
    const log = (status: number | null, forwardedStatus: number | null): void => {
      requests.push({ ...request, status, forwardedStatus, bodyBytes: bytes.length });
    };
    const action = actionFor(request);
    if (action === "drop") {
      log(null, null);
      response.destroy();
      return;
    }
    if (action === "swallow") {
      log(204, null);
      response.writeHead(204).end();
      return;
    }
    if (typeof action === "object" && "status" in action) {
      log(action.status, null);
      response.writeHead(action.status, { "content-type": "application/json", ...action.headers }).end(action.body === undefined ? undefined : JSON.stringify(action.body));
      return;
    }
    if (typeof action === "object") await new Promise((resolve) => setTimeout(resolve, action.delayMs));
    const answer = await forward(target, request, bytes);
    if (answer === undefined || action === "lose-answer") {
      log(null, answer?.status ?? null);
      response.destroy();
      return;
    }
    log(answer.status, answer.status);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  async function listen() {
    const sockets = new Set<Socket>();
    const listener = createServer((incoming, response) => {
      handle(incoming, response).catch(() => response.destroy());
    });
    listener.on("connection", (socket) => {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => listener.once("error", reject).listen(port, "127.0.0.1", resolve));
    port = (listener.address() as AddressInfo).port;
    return {
      async close() {
        const closed = new Promise<void>((resolve) => listener.close(() => resolve()));
        for (const socket of sockets) socket.destroy();
        await closed;
      },
    };
  }

  return {
    apiUrl: `http://127.0.0.1:${port}${target.pathname.replace(/\/$/, "")}`,
    requests,
    rules: {
      add(rule) {
        const entry = { rule, left: rule.times ?? Number.POSITIVE_INFINITY };
        active.push(entry);
        return () => (active = active.filter((other) => other !== entry));
      },
      clear: () => (active = []),
    },
    down: () => server.close(),
    async up() {
      server = await listen();
    },
    close: () => server.close(),
  };
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

/** @returns undefined when the target could not be reached */
async function forward(target: URL, request: ProxiedRequest, body: Buffer): Promise<Answer | undefined> {
  const headers = { ...request.headers, host: target.host, connection: "close" };
  return new Promise((resolve) => {
    const outgoing = httpRequest({ hostname: target.hostname, port: target.port, method: request.method, path: request.path, headers }, (answer) => {
      readAll(answer).then(
        (bytes) => resolve({ status: answer.statusCode ?? 502, headers: withoutHopHeaders(answer.headers), body: bytes }),
        () => resolve(undefined),
      );
    });
    outgoing.once("error", () => resolve(undefined));
    outgoing.end(body);
  });
}

/** The length is that of the body we hold, the connection is another one. */
function withoutHopHeaders(headers: IncomingMessage["headers"]): IncomingMessage["headers"] {
  const { connection: _connection, "transfer-encoding": _encoding, "keep-alive": _keepAlive, ...rest } = headers;
  return rest;
}

async function readAll(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function parseBody(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  const text = bytes.toString("utf8");
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

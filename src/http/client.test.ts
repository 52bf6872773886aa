import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NotAtProviderError, PayloadError, ProviderUnavailableError, RefusedByProviderError } from "../core/errors.ts";
import { openLocalStore } from "../store/local/index.ts";
import type { PayloadArchive } from "../store/store.ts";
import { createHttpClient, parseRetryAfter } from "./client.ts";
import type { HttpClient, Validator } from "./http.ts";
import { createLiveTransport } from "./live.ts";

/** A real provider on loopback: each test says what it answers. */
type Handler = (request: IncomingMessage, response: ServerResponse) => void;
const NOW = new Date("2025-11-18T12:00:00Z");
const CSV = "season,team\n2025,KC\n";

let dir: string;
let server: Server;
let origin: string;
let handler: Handler;
let seen: IncomingMessage[];
let payloads: PayloadArchive;
let client: HttpClient;
let closeStore: () => void;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "snapcount-http-"));
  seen = [];
  handler = (_, response) => response.end(CSV);
  server = createServer((request, response) => {
    seen.push(request);
    handler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const store = await openLocalStore({ rawRoot: join(dir, "raw"), dataRoot: dir, now: () => NOW });
  payloads = store.payloads;
  closeStore = () => store.close();
  client = createClient();
});
afterEach(async () => {
  await client.close();
  closeStore();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(dir, { recursive: true, force: true });
});

function createClient(limits: { readonly maxBytes?: number; readonly idleMs?: number } = {}): HttpClient {
  return createHttpClient({
    transport: createLiveTransport({ connectMs: 2_000, headersMs: 2_000, idleMs: limits.idleMs ?? 2_000 }),
    payloads,
    now: () => NOW,
    userAgent: "snapcount-test",
    ...(limits.maxBytes === undefined ? {} : { maxBytes: limits.maxBytes }),
  });
}

const fetchIt = (path = "/teams.csv", validator: Validator | null = null, signal = new AbortController().signal) => client.fetchPayload({ url: `${origin}${path}`, validator, expect: ["csv", "parquet"] }, { signal });

describe("a good answer", () => {
  it("is archived by content, with its validators and format", async () => {
    handler = (_, response) => response.setHeader("etag", '"v1"').setHeader("last-modified", "Mon, 17 Nov 2025 10:00:00 GMT").end(CSV);
    const payload = await fetchIt();
    expect(payload).toMatchObject({ format: "csv", etag: '"v1"', lastModified: "Mon, 17 Nov 2025 10:00:00 GMT", notModified: false, sizeBytes: CSV.length });
    expect(payload.sha256).toBe(createHash("sha256").update(CSV).digest("hex"));
    expect(readFileSync(payload.path, "utf8")).toBe(CSV);
    expect(seen[0]?.headers["user-agent"]).toBe("snapcount-test");
  });

  it("is found behind redirects, and keeps the address that was asked for", async () => {
    handler = (request, response) => (request.url === "/signed?expires=1" ? response.end(CSV) : response.writeHead(302, { location: "/signed?expires=1" }).end());
    expect((await fetchIt()).url).toBe(`${origin}/teams.csv`);
  });

  it("is named by its bytes, not by its address", async () => {
    handler = (_, response) => response.setHeader("content-type", "application/octet-stream").end("PAR1xxxxPAR1");
    expect((await fetchIt("/teams.csv")).format).toBe("parquet");
  });
});

describe("a source with personal data", () => {
  it("has it taken out before archive and hash, also across two pieces of the body", async () => {
    handler = (_, response) => {
      response.write("gm,phone\nTobin Vale,555-0");
      setImmediate(() => response.end("100\n"));
    };
    const redact = (bytes: Uint8Array): Uint8Array => new TextEncoder().encode(new TextDecoder().decode(bytes).replaceAll(/\d{3}-\d{4}/g, "***"));
    const payload = await client.fetchPayload({ url: `${origin}/gm.csv`, expect: ["csv"], redact }, { signal: new AbortController().signal });
    expect(readFileSync(payload.path, "utf8")).toBe("gm,phone\nTobin Vale,***\n");
    expect(payload.sha256).toBe(createHash("sha256").update("gm,phone\nTobin Vale,***\n").digest("hex"));
    const kept = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && readFileSync(join(entry.parentPath, entry.name)).includes("555-0"));
    expect(kept).toEqual([]);
  });
});

describe("a conditional request", () => {
  async function first(): Promise<Validator> {
    handler = (request, response) => (request.headers["if-none-match"] === '"v1"' ? response.writeHead(304).end() : response.setHeader("etag", '"v1"').end(CSV));
    const { etag, lastModified, sha256, sizeBytes } = await fetchIt();
    return { etag, lastModified, sha256, sizeBytes };
  }

  it("gives the archived bytes on 304", async () => {
    const validator = await first();
    const payload = await fetchIt("/teams.csv", validator);
    expect(payload).toMatchObject({ notModified: true, sha256: validator.sha256, format: "csv", etag: '"v1"' });
    expect(seen[1]?.headers["if-none-match"]).toBe('"v1"');
  });

  it("is not sent when the archived bytes no longer verify", async () => {
    const validator = await first();
    const archived = await payloads.find(validator.sha256);
    writeFileSync(archived?.path ?? "", "spoilt,by\nsomebody,!\n");
    const payload = await fetchIt("/teams.csv", validator);
    expect(seen[1]?.headers["if-none-match"]).toBeUndefined();
    expect(readFileSync(payload.path, "utf8")).toBe(CSV);
  });
});

describe("a bad answer", () => {
  it("404 is not there, 403 is refused: neither is tried again", async () => {
    handler = (_, response) => response.writeHead(404).end("Not Found");
    await expect(fetchIt()).rejects.toThrow(NotAtProviderError);
    handler = (_, response) => response.writeHead(403).end();
    await expect(fetchIt()).rejects.toMatchObject({ name: RefusedByProviderError.name, severity: "fatal" });
  });

  it("429 says how long to wait", async () => {
    handler = (_, response) => response.writeHead(429, { "retry-after": "7" }).end();
    await expect(fetchIt()).rejects.toMatchObject({ severity: "retryable", retryAfterMs: 7_000 });
  });

  it("500 and a connection that breaks are worth another try", async () => {
    handler = (_, response) => response.writeHead(500).end();
    await expect(fetchIt()).rejects.toThrow(ProviderUnavailableError);
    handler = (request) => request.socket.destroy();
    await expect(fetchIt()).rejects.toThrow(ProviderUnavailableError);
  });

  it("a body shorter than announced leaves nothing in the archive", async () => {
    handler = (request, response) => {
      response.writeHead(200, { "content-length": "5000" });
      response.write(CSV, () => request.socket.destroy());
    };
    await expect(fetchIt()).rejects.toMatchObject({ severity: "retryable" });
    expect(await payloads.find(createHash("sha256").update(CSV).digest("hex"))).toBeNull();
  });

  it("a Parquet file without its end is truncated", async () => {
    handler = (_, response) => response.end("PAR1 and then nothing");
    await expect(fetchIt()).rejects.toMatchObject({ severity: "retryable", message: expect.stringMatching(/truncated/) as string });
  });

  it("a page in place of a file is named by its title, and not asked for again", async () => {
    handler = (_, response) => response.end("<html><title>Rate limited</title></html>");
    await expect(fetchIt()).rejects.toMatchObject({ name: PayloadError.name, severity: "fatal", message: expect.stringMatching(/HTML page titled 'Rate limited'/) as string });
  });

  it("an empty body is said to be empty", async () => {
    handler = (_, response) => response.end();
    await expect(fetchIt()).rejects.toThrow(/an empty file/);
  });

  it("a body that stops coming is given up", async () => {
    client = createClient({ idleMs: 50 });
    handler = (_, response) => void response.writeHead(200).write("season,");
    await expect(fetchIt()).rejects.toThrow(ProviderUnavailableError);
  });

  it("a body without end is refused while it arrives", async () => {
    client = createClient({ maxBytes: 1_000 });
    handler = (_, response) => response.end("a,b\n".repeat(1_000));
    await expect(fetchIt()).rejects.toThrow(/more than 1,000 bytes/);
  });

  it("a circle of redirects ends", async () => {
    handler = (_, response) => response.writeHead(302, { location: "/again" }).end();
    await expect(fetchIt()).rejects.toThrow(/redirects/);
    expect(seen.length).toBeLessThan(10);
  });

  it("a cancelled run gets its own reason, not a network error", async () => {
    const controller = new AbortController();
    handler = () => controller.abort(new Error("cancelled by the operator"));
    await expect(fetchIt("/teams.csv", null, controller.signal)).rejects.toThrow("cancelled by the operator");
  });
});

describe("probe", () => {
  const signal = new AbortController().signal;
  it("is content with any answer of a working server", async () => {
    handler = (_, response) => response.writeHead(404).end();
    expect(await client.probe(origin, signal)).toBeNull();
  });
  it("says who does not answer", async () => {
    handler = (_, response) => response.writeHead(503).end();
    expect(await client.probe(origin, signal)).toMatch(/answered 503/);
    expect(await client.probe("http://127.0.0.1:1", signal)).toMatch(/127\.0\.0\.1:1/);
  });
});

it("asks one host only so often at once", async () => {
  let now = 0;
  let most = 0;
  handler = (_, response) => {
    now += 1;
    most = Math.max(most, now);
    setImmediate(() => {
      now -= 1;
      response.end(CSV);
    });
  };
  await Promise.all(Array.from({ length: 20 }, (_, index) => fetchIt(`/${index}.csv`)));
  expect(most).toBeLessThanOrEqual(4);
});

describe("parseRetryAfter", () => {
  it.each([
    ["7", 7_000],
    ["Tue, 18 Nov 2025 12:00:30 GMT", 30_000],
    ["Tue, 18 Nov 2025 11:00:00 GMT", 0],
    ["999999", 3_600_000],
    ["soon", null],
    [undefined, null],
  ])("%s is %s ms", (value, ms) => expect(parseRetryAfter(value, NOW)).toBe(ms));
});

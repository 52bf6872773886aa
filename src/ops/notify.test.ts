import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { describeNotice, type FetchLike, hideSecrets, sendNotice } from "./notify.ts";

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

interface Received {
  readonly method: string;
  readonly type: string;
  readonly body: string;
}

async function receive(answer: (response: ServerResponse, request: IncomingMessage) => void): Promise<{ readonly url: string; readonly received: Received[] }> {
  const received: Received[] = [];
  server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      received.push({ method: request.method ?? "", type: request.headers["content-type"] ?? "", body });
      answer(response, request);
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/T000/hidden-path`, received };
}

const realFetch: FetchLike = (url, init) => fetch(url, init);
const summary = { flow: "nfl_data_pipeline", runId: "r-1", status: "partial_success", lines: ["nflverse.weekly quarantined: 12 duplicate keys"] };

describe("sendNotice", () => {
  it("posts one JSON document", async () => {
    const { url, received } = await receive((response) => response.writeHead(200).end("ok"));
    expect(await sendNotice({ webhookUrl: url, summary }, realFetch)).toEqual({ sent: true });
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({ method: "POST", type: "application/json" });
    expect(JSON.parse(received[0]?.body ?? "")).toEqual({
      text: "nfl_data_pipeline: partial_success\nnflverse.weekly quarantined: 12 duplicate keys",
      flow: "nfl_data_pipeline",
      run_id: "r-1",
      status: "partial_success",
      lines: ["nflverse.weekly quarantined: 12 duplicate keys"],
    });
  });

  it("returns what went wrong, without the address", async () => {
    const { url } = await receive((response) => response.writeHead(500).end());
    expect(await sendNotice({ webhookUrl: url, summary }, realFetch)).toEqual({ sent: false, reason: "the webhook answered 500" });

    const redirecting = await receive((response) => response.writeHead(302, { location: "http://127.0.0.1:1/" }).end());
    expect(await sendNotice({ webhookUrl: redirecting.url, summary }, realFetch)).toMatchObject({ sent: false });

    const nobody = await sendNotice({ webhookUrl: "http://127.0.0.1:1/hidden-path", summary }, realFetch);
    expect(nobody).toMatchObject({ sent: false });
    expect(JSON.stringify(nobody)).not.toContain("hidden-path");
    expect(JSON.stringify(nobody)).not.toContain("127.0.0.1");
    expect(await sendNotice({ webhookUrl: "not a url", summary }, realFetch)).toMatchObject({ sent: false });
  });

  it("gives up on a receiver that never answers, also when fetch ignores its signal", async () => {
    const { url } = await receive(() => undefined);
    expect(await sendNotice({ webhookUrl: url, summary }, realFetch, 50)).toEqual({ sent: false, reason: "the webhook did not answer within 0.05 s" });
    const deaf: FetchLike = () => new Promise(() => undefined);
    expect(await sendNotice({ webhookUrl: url, summary }, deaf, 20)).toMatchObject({ sent: false });
    const throwing: FetchLike = () => {
      throw new TypeError("broken client");
    };
    expect(await sendNotice({ webhookUrl: url, summary }, throwing)).toEqual({ sent: false, reason: "the webhook could not be reached (TypeError)" });
  });
});

describe("what a notice says", () => {
  it("holds no credentials", () => {
    const lines = [
      ["https://user:pw12345@example.org/a.parquet: 503", "https://***@example.org/a.parquet: 503"],
      ["https://example.org/a.csv?X-Amz-Signature=abc&x=1: 403", "https://example.org/a.csv?*** 403"],
      ["sent Authorization: Bearer abcdefgh12345678 to it", "sent Authorization: Bearer *** to it"],
      ['api_key="s e c r e t", token=abc; done', "api_key=***, token=***; done"],
      ["nflverse.weekly: 12 of 500 rows have no player_id", "nflverse.weekly: 12 of 500 rows have no player_id"],
    ];
    for (const [line, shown] of lines) expect(hideSecrets(line ?? "")).toBe(shown);
  });

  it("is cut to what chat services take", () => {
    const { lines, text } = describeNotice({ ...summary, lines: Array.from({ length: 50 }, (_, index) => `${index} ${"x".repeat(2_000)}`) });
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toBe("... and 30 more (snapcount runs show r-1)");
    expect(text.length).toBeLessThan(12_000);
  });
});

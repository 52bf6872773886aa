import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createMessenger, describeUndelivered } from "./channels.ts";
import { deliver, DELIVERY_TOOLS, type DeliveryTools } from "./delivery.ts";
import type { Message } from "./message.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

interface Receiver {
  readonly url: string;
  readonly received: { readonly type: string; readonly body: unknown }[];
}

/** A receiver on this machine; its address holds a secret, as real ones do. */
async function receive(answer: (response: ServerResponse, count: number, request: IncomingMessage) => void): Promise<Receiver> {
  const received: Receiver["received"] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    request.on("end", () => {
      received.push({ type: `${request.method ?? ""} ${request.headers["content-type"] ?? ""}`, body: JSON.parse(text) });
      answer(response, received.length, request);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/T000/hidden-path`, received };
}

/** Pauses are noted, not waited for. */
function hurried(changes: Partial<DeliveryTools> = {}): DeliveryTools & { readonly pauses: number[] } {
  const pauses: number[] = [];
  return { ...DELIVERY_TOOLS, wait: async (ms) => void pauses.push(ms), ...changes, pauses };
}

const message: Message = { kind: "test", tone: "good", title: "hello", lines: ["a line"], facts: {} };

describe("a message", () => {
  it("is taken by receivers that answer as Slack, Discord and others do", async () => {
    for (const say of [(response: ServerResponse) => response.writeHead(200).end("ok"), (response: ServerResponse) => response.writeHead(204).end(), (response: ServerResponse) => response.writeHead(202, { "content-type": "application/json" }).end("{}")]) {
      const { url, received } = await receive(say);
      expect(await deliver(url, { text: "hello" }, hurried())).toEqual({ sent: true });
      expect(received).toEqual([{ type: "POST application/json", body: { text: "hello" } }]);
    }
  });

  it("is sent once more after the pause that a busy receiver asks for", async () => {
    const { url, received } = await receive((response, count) => (count === 1 ? response.writeHead(429, { "retry-after": "0.5" }).end() : response.writeHead(204).end()));
    const tools = hurried();
    expect(await deliver(url, {}, tools)).toEqual({ sent: true });
    expect(tools.pauses).toEqual([500]);
    expect(received).toHaveLength(2);
  });

  it("is given up when a busy receiver stays busy, wants a long pause, or does not say how long", async () => {
    const always = await receive((response) => response.writeHead(429, { "retry-after": "1" }).end());
    expect(await deliver(always.url, {}, hurried())).toMatchObject({ sent: false, reason: "answered 429" });
    expect(always.received).toHaveLength(2);
    const long = await receive((response) => response.writeHead(429, { "retry-after": "30" }).end());
    expect(await deliver(long.url, {}, hurried())).toMatchObject({ sent: false, reason: "answered 429 and asks to wait 30 s" });
    expect(long.received).toHaveLength(1);
    const silent = await receive((response) => response.writeHead(429, { "retry-after": "Wed, 21 Oct 2026 07:28:00 GMT" }).end());
    expect(await deliver(silent.url, {}, hurried())).toMatchObject({ sent: false, reason: "answered 429" });
  });

  it("that is refused is told with the receiver's one word, never with a page of it nor with the address", async () => {
    const gone = await receive((response) => response.writeHead(404).end("no_service"));
    expect(await deliver(gone.url, {}, hurried())).toMatchObject({ sent: false, reason: "answered 404 (no_service)", isSilent: false });
    const page = await receive((response, _, request) => response.writeHead(500).end(`<html>${request.url ?? ""} failed</html>`));
    expect(await deliver(page.url, {}, hurried())).toMatchObject({ sent: false, reason: "answered 500" });
    const elsewhere = await receive((response) => response.writeHead(302, { location: page.url }).end());
    const answers = [await deliver(elsewhere.url, {}, hurried()), await deliver("http://127.0.0.1:1/hidden-path", {}, hurried()), await deliver("no address hidden-path", {}, hurried())];
    for (const answer of answers) expect(answer).toMatchObject({ sent: false, isSilent: true });
    expect(JSON.stringify(answers)).not.toMatch(/hidden-path|127\.0\.0\.1/);
    expect(page.received).toHaveLength(1);
  });

  it("is given up on receivers that hang: before their answer, within it, or within a pause", async () => {
    const tools = hurried({ messageMs: 60 });
    const mute = await receive(() => undefined);
    const halfway = await receive((response) => response.writeHead(500).flushHeaders());
    const hanging = { sent: false, reason: "no answer within 0.06 s", isSilent: true };
    expect(await deliver(mute.url, {}, tools)).toEqual(hanging);
    expect(await deliver(halfway.url, {}, tools)).toEqual(hanging);
    expect(await deliver(mute.url, {}, { ...tools, fetch: () => new Promise(() => undefined) })).toEqual(hanging);
  });
});

describe("several channels", () => {
  it("each get their own form, and one that refuses keeps none from the others", async () => {
    const [slack, discord, webhook] = [await receive((response) => response.end("ok")), await receive((response) => response.writeHead(404).end()), await receive((response) => response.end())];
    const answers = await createMessenger([{ name: "Slack", url: slack.url }, { name: "Discord", url: discord.url }, { name: "webhook", url: webhook.url }], [], hurried()).send(message);
    expect(answers.map(({ channel, delivery }) => [channel, delivery.sent])).toEqual([["Slack", true], ["Discord", false], ["webhook", true]]);
    expect(describeUndelivered(answers)).toEqual(["Discord: answered 404"]);
    expect(slack.received[0]?.body).toHaveProperty("blocks");
    expect(discord.received[0]?.body).toHaveProperty("embeds");
    expect(webhook.received[0]?.body).toMatchObject({ schema: "snapcount.notification/1", kind: "test" });
  });

  it("a channel that hangs costs a run one time-out, however much there is to tell", async () => {
    const { url, received } = await receive(() => undefined);
    const messenger = createMessenger([{ name: "Slack", url }], [], hurried({ messageMs: 60 }));
    const answers = (await Promise.all(Array.from({ length: 20 }, () => messenger.send(message)))).flat();
    expect(received).toHaveLength(1);
    expect(answers.filter(({ delivery }) => delivery.sent)).toEqual([]);
  });

  it("a channel that is slow is asked no more when it has taken the run's time", async () => {
    let now = 0;
    const { url, received } = await receive((response) => {
      now += 3_000;
      response.end();
    });
    const messenger = createMessenger([{ name: "Slack", url }], [], hurried({ now: () => now }));
    const answers = (await Promise.all(Array.from({ length: 5 }, () => messenger.send(message)))).flat();
    expect(received).toHaveLength(3);
    expect(describeUndelivered(answers)).toEqual(["Slack: has taken 8 s of this run, and is asked no more", "Slack: has taken 8 s of this run, and is asked no more"]);
  });

  it("messages come in the order they were sent in, without secrets", async () => {
    const { url, received } = await receive((response) => response.end());
    const messenger = createMessenger([{ name: "webhook", url }], ["planted-secret"], hurried());
    await Promise.all(["1", "2", "3"].map((title) => messenger.send({ ...message, title, lines: [`planted-secret at ${url}`] })));
    expect(received.map(({ body }) => (body as { readonly title: string }).title)).toEqual(["1", "2", "3"]);
    expect(JSON.stringify(received)).not.toMatch(/planted-secret|hidden-path/);
  });
});

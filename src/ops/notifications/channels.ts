import { deliver, type Delivery, DELIVERY_TOOLS, type DeliveryTools } from "./delivery.ts";
import { toDiscord } from "./discord.ts";
import { createHider } from "./hide-secrets.ts";
import type { Message, Payload } from "./message.ts";
import { toSlack } from "./slack.ts";
import { toWebhook } from "./webhook.ts";

/** Where messages go. Its address lets anybody write there, so it is a secret. */
export interface Channel {
  readonly name: "Slack" | "Discord" | "webhook";
  readonly url: string;
}

const FORMS: Readonly<Record<Channel["name"], (message: Message) => Payload>> = { Slack: toSlack, Discord: toDiscord, webhook: toWebhook };

export interface ChannelAnswer {
  readonly channel: Channel["name"];
  readonly delivery: Delivery;
}

export interface Messenger {
  /** @returns one answer a channel; none where no channel is set */
  send(message: Message): Promise<readonly ChannelAnswer[]>;
}

/**
 * Sends to all channels beside each other, to one channel in order. A channel that did not answer is asked no more, nor one that has used up
 * the run's time: a dead receiver costs a run one time-out, and a slow one seconds, however much there is to tell.
 * @param secrets of the environment, which no message holds; the channels' addresses are among them anyway
 */
export function createMessenger(channels: readonly Channel[], secrets: readonly string[], tools: DeliveryTools = DELIVERY_TOOLS): Messenger {
  const hide = createHider([...secrets, ...channels.map(({ url }) => url)]);
  const lines = channels.map((channel) => createLine(channel, tools));
  return { send: (message) => Promise.all(lines.map((say) => say(hide(message)))) };
}

function createLine({ name, url }: Channel, tools: DeliveryTools): (message: Message) => Promise<ChannelAnswer> {
  let last: Promise<Delivery> = Promise.resolve({ sent: true });
  let leftMs = tools.runMs;
  const say = async (message: Message, before: Delivery): Promise<Delivery> => {
    if (!before.sent && before.isSilent) return before;
    if (leftMs <= 0) return { sent: false, reason: `has taken ${tools.runMs / 1_000} s of this run, and is asked no more`, isSilent: true };
    const startedAt = tools.now();
    const delivery = await deliver(url, FORMS[name](message), { ...tools, messageMs: Math.min(tools.messageMs, leftMs) });
    leftMs -= Math.ceil(tools.now() - startedAt);
    return delivery;
  };
  return async (message) => {
    last = last.then((before) => say(message, before));
    return { channel: name, delivery: await last };
  };
}

/** @returns `Slack: answered 404 (no_service)` for each channel that did not take it */
export function describeUndelivered(answers: readonly ChannelAnswer[]): readonly string[] {
  return answers.flatMap(({ channel, delivery }) => (delivery.sent ? [] : [`${channel}: ${delivery.reason}`]));
}

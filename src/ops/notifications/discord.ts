import type { Message, Payload } from "./message.ts";
import { cut, defuseMentions, packLines, toLine } from "./text.ts";

/** Discord's limits: an embed's title 256 characters, its description 4,096, all of a message's embeds 6,000. Its `content` would take 2,000. */
const MAX_TITLE = 256;
const MAX_DESCRIPTION = 4_096;
const COLOUR: Readonly<Record<Message["tone"], number>> = { good: 0x2e7d32, attention: 0xf9a825, bad: 0xc62828 };

/**
 * The document of a webhook: one embed, which shows its tone as a colour.
 * @see https://docs.discord.com/developers/resources/webhook#execute-webhook (limits: resources/message#embed-object)
 */
export function toDiscord({ tone, title, lines }: Message): Payload {
  const [description = ""] = packLines(lines, { maxLength: MAX_DESCRIPTION, maxBlocks: 1, encode: escapeDiscord });
  return {
    embeds: [{ title: cut(escapeDiscord(toLine(title)), MAX_TITLE), description, color: COLOUR[tone] }],
    // Nobody is woken up by what a provider wrote.
    allowed_mentions: { parse: [] },
  };
}

/** Names have underscores and checks have brackets: in Discord's markdown they would be emphasis and links. */
function escapeDiscord(line: string): string {
  return defuseMentions(line.replaceAll(/[\\*_~`|>#[\]<]/g, String.raw`\$&`));
}

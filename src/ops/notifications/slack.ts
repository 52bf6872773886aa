import type { Message, Payload } from "./message.ts";
import { cut, defuseMentions, packLines, toLine } from "./text.ts";

/** Slack's limits: a header 150 characters, a section's text 3,000. More than three sections nobody reads in a channel. */
const MAX_HEADER = 150;
const MAX_SECTION = 3_000;
const MAX_SECTIONS = 3;
const SIGN: Readonly<Record<Message["tone"], string>> = { good: "✅", attention: "⚠️", bad: "❌" };

/**
 * The document of an incoming webhook.
 * @see https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks (limits: reference/block-kit/blocks)
 */
export function toSlack({ tone, title, lines }: Message): Payload {
  const header = cut(defuseMentions(`${SIGN[tone]} ${toLine(title)}`), MAX_HEADER);
  const sections = packLines(lines, { maxLength: MAX_SECTION, maxBlocks: MAX_SECTIONS, encode: escapeSlack });
  return {
    // Shown by notifications of the system, which show no blocks.
    text: escapeSlack(header),
    blocks: [
      { type: "header", text: { type: "plain_text", text: header } },
      ...sections.map((text) => ({ type: "section", text: { type: "mrkdwn", text } })),
    ],
    unfurl_links: false,
    unfurl_media: false,
  };
}

/** Slack's three escapes; with them `<!channel>`, `<@U123>` and links are text. */
function escapeSlack(line: string): string {
  return defuseMentions(line.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"));
}

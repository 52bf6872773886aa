import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toDiscord } from "./discord.ts";
import type { Message } from "./message.ts";
import { toSlack } from "./slack.ts";
import { toWebhook } from "./webhook.ts";

const message = (changes: Partial<Message>): Message => ({ kind: "incident", tone: "bad", title: "ktc: parse failed", lines: ["players: no rows"], facts: { profile: "live" }, ...changes });

interface SlackForm {
  readonly text: string;
  readonly blocks: readonly { readonly type: string; readonly text: { readonly type: string; readonly text: string } }[];
}
interface DiscordForm {
  readonly embeds: readonly { readonly title: string; readonly description: string }[];
}
const slack = (changes: Partial<Message>): SlackForm => toSlack(message(changes)) as unknown as SlackForm;
const discord = (changes: Partial<Message>): DiscordForm => toDiscord(message(changes)) as unknown as DiscordForm;

describe("Slack's form", () => {
  it("is a header and the lines, with the text that notifications show", () => {
    expect(toSlack(message({}))).toEqual({
      text: "❌ ktc: parse failed",
      blocks: [{ type: "header", text: { type: "plain_text", text: "❌ ktc: parse failed" } }, { type: "section", text: { type: "mrkdwn", text: "players: no rows" } }],
      unfurl_links: false,
      unfurl_media: false,
    });
  });

  it("escapes what Slack would read as markup, and wakes nobody up", () => {
    const [, section] = slack({ lines: ["<!channel> R&D <https://example.org|here> @everyone <@U123>"] }).blocks;
    expect(section?.text.text).toBe("&lt;!channel&gt; R&amp;D &lt;https://example.org|here&gt; @\u200beveryone &lt;@\u200bU123&gt;");
  });
});

describe("Discord's form", () => {
  it("is one embed in the tone's colour, and mentions nobody", () => {
    expect(toDiscord(message({ lines: ["draft_picks: unique(week) @everyone <@1>", "> 2 *rows*"] }))).toEqual({
      embeds: [{ title: "ktc: parse failed", description: "draft\\_picks: unique(week) @\u200beveryone \\<@1\\>\n\\> 2 \\*rows\\*".replace("<@1", "<@\u200b1"), color: 0xc62828 }],
      allowed_mentions: { parse: [] },
    });
  });
});

describe("the generic form", () => {
  it("has a text for people, and the facts", () => {
    expect(toWebhook(message({ lines: ["a", "b\nc"] }))).toEqual({ schema: "snapcount.notification/1", kind: "incident", tone: "bad", title: "ktc: parse failed", text: "ktc: parse failed\na\nb c", lines: ["a", "b c"], profile: "live" });
  });
});

it("whatever is to be told, every form keeps the service's limits and is whole text", () => {
  const text = fc.oneof(fc.string({ maxLength: 400 }), fc.string({ unit: "binary", maxLength: 400 }), fc.constantFrom("&".repeat(400), "@a".repeat(300), "_".repeat(500), "🏈".repeat(250), "\u0000\n\r"));
  fc.assert(
    fc.property(text, fc.array(text, { maxLength: 60 }), (title, lines) => {
      const { text: shown, blocks } = slack({ title, lines });
      expect(blocks.length).toBeLessThanOrEqual(4);
      for (const { type, text: block } of blocks) {
        expect(block.text.length).toBeLessThanOrEqual(type === "header" ? 150 : 3_000);
        expect(block.text).not.toMatch(/@(everyone|here|channel)/);
      }
      const [embed] = discord({ title, lines }).embeds;
      expect(embed?.title.length).toBeLessThanOrEqual(256);
      expect(embed?.description.length).toBeLessThanOrEqual(4_096);
      for (const part of [shown, ...blocks.map((block) => block.text.text), embed?.title, embed?.description, toWebhook(message({ title, lines }))["text"] as string]) expect(part?.isWellFormed()).toBe(true);
    }),
    { numRuns: 200 },
  );
});

it("says how many lines had no room", () => {
  const lines = Array.from({ length: 100 }, (_, index) => `${index} ${"x".repeat(200)}`);
  expect(slack({ lines }).blocks.at(-1)?.text.text).toMatch(/\n\.\.\. and \d+ more$/);
  const { description } = discord({ lines }).embeds[0] ?? { description: "" };
  const left = Number(/\.\.\. and (\d+) more$/.exec(description)?.[1]);
  expect(description.split("\n").length - 1 + left).toBe(100);
});

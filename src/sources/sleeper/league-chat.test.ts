import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withoutChat } from "./league-chat.ts";

const through = (text: string): string => Buffer.from(withoutChat(Buffer.from(text))).toString("utf8");

describe("a league's answer without its chat", () => {
  it("keeps everything but the last message, its author, and what was read and pinned", () => {
    const league = { league_id: "1312124603224555520", last_message_text: "call 555-555-0100", last_message_text_map: {}, last_author_display_name: "ann", last_author_id: "1", last_pinned_message_id: null, last_read_id: null, settings: { last_scored_leg: 3, daily_waivers_last_ran: 20 }, scoring_settings: { pass_yd: 0.03999999910593033 } };
    expect(JSON.parse(through(JSON.stringify(league)))).toEqual({ league_id: league.league_id, settings: league.settings, scoring_settings: league.scoring_settings });
  });

  it.each(["null", "[]", "{", "<html>busy</html>", "", '"last_message_text"', "12"])("leaves what is no league as it is: %s", (text) => expect(through(text)).toBe(text));

  it("loses nothing else, whatever a league says", () => {
    fc.assert(fc.property(fc.dictionary(fc.string().filter((name) => !name.startsWith("last_") && name !== "__proto__"), fc.jsonValue()), (league) => {
      expect(JSON.parse(through(JSON.stringify(league)))).toEqual(JSON.parse(JSON.stringify(league)));
    }));
  });
});

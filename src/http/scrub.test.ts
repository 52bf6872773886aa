import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keptHeaders, matchableHeaders, SCRUBBED, scrubText, scrubUrl } from "./scrub.ts";

describe("what a recording keeps of a payload", () => {
  it.each([
    ['{"email":"ann@example.org","phone":"5555550100","id":5555550100}', `{"email":"${SCRUBBED}","phone":"${SCRUBBED}","id":5555550100}`],
    ['{"phone": 15555550100, "access_token": "a\\"b"}', `{"phone": "${SCRUBBED}", "access_token": "${SCRUBBED}"}`],
    ["call (555) 555-0100 or 555-555-0100, +1 555.555.0100", `call ${SCRUBBED} or ${SCRUBBED}, ${SCRUBBED}`],
    ["<p>ann.lee+ff@mail.example.co.uk</p>", `<p>${SCRUBBED}</p>`],
    ['<input type="hidden" id="oneQBKtcSubmitToken" value="abc123"/><input id="name" value="kept">', `<input type="hidden" id="oneQBKtcSubmitToken" value="${SCRUBBED}"/><input id="name" value="kept">`],
    ['<meta name="csrf-token" content="xyz">', `<meta name="csrf-token" content="${SCRUBBED}">`],
    ['{"email":null,"token":null}', '{"email":null,"token":null}'],
  ])("%s", (text, expected) => expect(scrubText(text)).toBe(expected));

  it.each(['{"news_updated":1763400000123,"created":1763400000}', "1230330435511275520,00-0036442,3-1-0,550/5", '{"playerID":1414,"birthday":"1012366800","history":[]}', "2025-11-18T12:00:00Z", "4.5,123.456,1,234.5"])("%s is left alone", (text) => expect(scrubText(text)).toBe(text));

  it("holds no address and no number, wherever they stood; a second pass changes nothing", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const scrubbed = scrubText(`${before} someone@example.org ${after} (555) 555-0199 `);
        expect(scrubbed).not.toContain("someone@example.org");
        expect(scrubbed).not.toContain("555-0199");
        expect(scrubText(scrubbed)).toBe(scrubbed);
      }),
    );
  });

  it.each([["quotes", '"token":"'.repeat(200_000)], ["tags", "<input ".repeat(200_000)], ["letters", "a".repeat(2_000_000)], ["digits", "5".repeat(2_000_000)], ["an address without an end", "a.".repeat(500_000) + "@"]])("of %s without end, comes to an end", (_, noise) => expect(scrubText(noise).length).toBeGreaterThan(0));
});

describe("what a recording keeps of an exchange", () => {
  it("is the address without what opens doors", () => {
    expect(scrubUrl("https://user:pw@api.example.org/a?week=3&access_token=secret&sig=1")).toBe("https://api.example.org/a?week=3");
    expect(scrubUrl("https://api.example.org/a?Season=2026&PosID=10")).toBe("https://api.example.org/a?Season=2026&PosID=10");
  });

  it("are the validators, no cookie", () => {
    expect(keptHeaders({ etag: '"1"', "last-modified": null, "set-cookie": "a=b" })).toEqual({ etag: '"1"' });
    expect(matchableHeaders({ "X-Fantasy-Filter": "{}", Cookie: "a=b", Authorization: "Bearer x", "x-api-key": "k" })).toEqual({ "X-Fantasy-Filter": "{}" });
  });
});

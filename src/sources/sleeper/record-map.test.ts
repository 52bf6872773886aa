import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MapError, scanMap, toLines } from "./record-map.ts";

const WANTED = ["position", "status", "team"];
const record = fc.dictionary(fc.oneof(fc.constantFrom(...WANTED), fc.string({ maxLength: 9 })), fc.jsonValue(), { minKeys: 1, maxKeys: 8 });
const map = fc.dictionary(fc.string({ unit: "grapheme", maxLength: 6 }), record, { maxKeys: 8 });
const linesOf = (bytes: Buffer): readonly unknown[] => Buffer.from(toLines(bytes, scanMap(bytes, WANTED), "id")).toString().split("\n").filter((line) => line !== "").map((line) => JSON.parse(line) as unknown);
/** As JSON.parse has it: equal keys are one, a key `__proto__` is none of ours. */
const asParsed = (text: string): readonly (readonly [string, Readonly<Record<string, unknown>>])[] => Object.entries(JSON.parse(text) as Readonly<Record<string, Readonly<Record<string, unknown>>>>);

describe("a map of records", () => {
  it("becomes lines of its records, each with its key, however it is indented", () => {
    fc.assert(
      fc.property(map, fc.constantFrom(undefined, 1, "\t", "\r\n"), (records, indent) => {
        const text = JSON.stringify(records, null, indent);
        expect(linesOf(Buffer.from(text))).toEqual(asParsed(text).map(([id, fields]) => ({ id, ...fields })));
      }),
      { numRuns: 300 },
    );
  });

  it("tells the wanted texts of each record, and null for what is no text or stands deeper", () => {
    fc.assert(
      fc.property(map, (records) => {
        const text = JSON.stringify(records);
        const expected = asParsed(text).map(([key, fields]) => [key, ...WANTED.map((name) => (Object.hasOwn(fields, name) && typeof fields[name] === "string" ? fields[name] : null))]);
        expect(scanMap(Buffer.from(text), WANTED).map(({ key, texts }) => [key, ...texts])).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it("keeps a brace, a quote and a backslash inside a text, and begins with a byte order mark or not", () => {
    const text = '{"a\\"b": {"x": "}\\\\\\",{", "team": "D\\/T", "deep": {"status": "no"}}}';
    for (const bytes of [Buffer.from(text), Buffer.from(`\uFEFF${text}`)]) {
      expect(scanMap(bytes, WANTED)).toMatchObject([{ key: 'a"b', texts: [null, null, "D/T"] }]);
      expect(linesOf(bytes)).toEqual([{ id: 'a"b', x: '}\\",{', team: "D/T", deep: { status: "no" } }]);
    }
  });

  it("is read from the middle of a larger memory", () => {
    const whole = Buffer.from(`xxxx${JSON.stringify({ a: { team: "B" } })}yy`);
    expect(linesOf(whole.subarray(4, -2))).toEqual([{ id: "a", team: "B" }]);
  });

  it("without records is no line", () => {
    expect(linesOf(Buffer.from(" { } "))).toEqual([]);
  });

  it.each([
    ["", /^it is cut off after 0 bytes$/],
    ["[]", /does not begin as an object: '\[\]' at byte 0/],
    ['{"a":{"x":1}', /cut off after 12 bytes/],
    ['{"a":{"x":"1', /cut off after 12 bytes/],
    ['{"a":{"x":1}}}', /something follows after its end: '\}'/],
    ['{"a":{"x":1},}', /after 'a' no key begins/],
    ['{"a":{"x":1} "b":{}}', /after 'a' stands neither a comma nor the end/],
    ['{"a" 1}', /after the key 'a' no colon stands/],
    ['{"a":null}', /'a' is no object: 'null\}'/],
    ['{"a":[1]}', /'a' is no object/],
    ['{"a":{}}', /'a' has no fields/],
    ['{"a":{"x":NaN}}', /within 'a' stands what no JSON has: 'NaN/],
    ['{"a":{"x":\'1\'}}', /within 'a' stands what no JSON has/],
    ['{"a":{"x":"1\n2"}}', /a line's end or another control character/],
    ['{"a":{"team":"\\q"}}', /is no text of JSON/],
  ])("that is none is refused: %j", (text, message) => {
    expect(() => scanMap(Buffer.from(text), WANTED)).toThrow(MapError);
    expect(() => scanMap(Buffer.from(text), WANTED)).toThrow(message);
  });

  it("cut off anywhere is refused, never shorter", () => {
    const text = JSON.stringify({ a: { team: "X", m: { n: [1, 2] } }, b: { status: "é\\" } });
    const bytes = Buffer.from(text);
    for (let length = 0; length < bytes.length; length += 1) expect(() => scanMap(bytes.subarray(0, length), WANTED)).toThrow(MapError);
    expect(scanMap(bytes, WANTED)).toHaveLength(2);
  });
});

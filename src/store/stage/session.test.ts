import { describe, expect, it } from "vitest";
import { oneSentence, withSession } from "./session.ts";

describe("session", () => {
  it("interrupts a running query when the run is cancelled, and gives the run's reason", async () => {
    const controller = new AbortController();
    const reason = new Error("cancelled by test");
    // Would run for hours.
    const work = withSession({ threads: 1 }, controller.signal, (session) => {
      setImmediate(() => controller.abort(reason));
      return session.run("SELECT count(*) FROM range(1000000000) a, range(1000000) b WHERE hash(a.range, b.range) = 1");
    });
    await expect(work).rejects.toBe(reason);
  });

  it("opens nothing for a run that is cancelled already", async () => {
    const reason = new Error("cancelled before");
    await expect(withSession({}, AbortSignal.abort(reason), async () => "opened")).rejects.toBe(reason);
  });

  it("keeps clock and order the same on every machine", async () => {
    const rows = await withSession({}, new AbortController().signal, (session) => session.rows("SELECT current_setting('TimeZone') AS zone, current_setting('preserve_insertion_order') AS ordered"));
    expect(rows).toEqual([{ zone: "UTC", ordered: true }]);
  });
});

describe("what DuckDB said, as one sentence", () => {
  it.each([
    ["Invalid Input Error: No magic bytes found at end of file 'x'\n\nLINE 1: SELECT", "No magic bytes found at end of file 'x'"],
    ["Invalid Input Error: CSV Error on Line: 3\nOriginal Line: 3\nExpected Number of Columns: 2 Found: 1\nPossible fixes:\n* Disable", "CSV Error on Line: 3; Original Line: 3; Expected Number of Columns: 2 Found: 1"],
    ["IO Error: Could not write file \"x\": No space left on device", "Could not write file \"x\": No space left on device"],
    ["Invalid Error: don't know what type: ", "don't know what type:"],
  ])("%j", (message, sentence) => {
    expect(oneSentence(new Error(message))).toBe(sentence);
  });
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findDifferences } from "./differences.ts";

describe("differences", () => {
  it("of a thing with itself are none, whatever a server adds to it", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue()), (wanted) => {
        expect(findDifferences(wanted, JSON.parse(JSON.stringify({ ...wanted, id: "added by the server" })))).toEqual([]);
      }),
    );
  });

  it("name the place and both values", () => {
    expect(findDifferences({ job_variables: { command: "b" }, limit: 1 }, { job_variables: { command: "a", more: 1 }, limit: null })).toEqual([
      { path: "job_variables.command", found: "a", wanted: "b" },
      { path: "limit", found: null, wanted: 1 },
    ]);
  });

  it("of lists of words do not count their order; of lists with slugs go by the slug", () => {
    expect(findDifferences({ tags: ["a", "b"] }, { tags: ["b", "a"] })).toEqual([]);
    const found = { schedules: [{ slug: "gone", cron: "1" }, { slug: "kept", id: 3, cron: "2" }] };
    expect(findDifferences({ schedules: [{ slug: "kept", cron: "3" }] }, found)).toEqual([
      { path: "schedules.kept.cron", found: "2", wanted: "3" },
      { path: "schedules.gone", found: { slug: "gone", cron: "1" }, wanted: null },
    ]);
  });

  it("count what only the server has where it must go: parameters, variables, the form", () => {
    expect(findDifferences({ parameters: {} }, { parameters: { force: true } })).toHaveLength(1);
    expect(findDifferences({ job_variables: { env: { A: "1" } } }, { job_variables: { env: { A: "1", B: "2" } } })).toHaveLength(1);
  });
});

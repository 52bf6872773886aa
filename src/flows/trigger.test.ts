import { expect, it } from "vitest";
import { triggerOf } from "./trigger.ts";

it("tells a schedule, a person and a build server apart, and a past partition from all of them", () => {
  const asked = { parameters: {}, scheduled: false, env: {} };
  expect(triggerOf(asked)).toBe("manual");
  expect(triggerOf({ ...asked, env: { CI: "true" } })).toBe("ci");
  expect(triggerOf({ ...asked, scheduled: true, env: { CI: "true" } })).toBe("schedule");
  for (const parameters of [{ dt: "2025-11-16" }, { seasons: "2020-2024" }, { weeks: "1-4" }]) expect(triggerOf({ ...asked, scheduled: true, parameters })).toBe("backfill");
  expect(triggerOf({ ...asked, parameters: { dt: undefined, force: true } })).toBe("manual");
});

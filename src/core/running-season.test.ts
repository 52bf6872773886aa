import { describe, expect, it } from "vitest";
import { judgeRunningSeason } from "./running-season.ts";

const on = (dt: string, exemption: string | null = null) => ({ dt, exemption });

describe("the running season", () => {
  it.each([
    ["2025-11-21", [2025], false, "pass"],
    ["2025-11-21", [2024], false, "fail"],
    ["2025-11-21", [2020, 2021, 2022, 2023, 2024, 2025], false, "pass"],
    ["2025-11-21", [], false, "fail"],
    ["2025-09-03", [2024], false, "pass"],
    ["2025-09-04", [2024], false, "fail"],
    ["2026-01-20", [2025], false, "pass"],
    ["2026-06-01", [2025], false, "pass"],
    ["2026-06-01", [2026], false, "fail"],
    ["2026-06-01", [2026], true, "pass"],
    ["2026-06-01", [2025], true, "pass"],
    ["2025-11-21", [2026], true, "fail"],
    ["2024-01-01", [2024], false, "fail"],
  ] as const)("%s, rows of %j, the coming one will do: %s -> %s", (dt, seasons, orComing, verdict) => {
    expect(judgeRunningSeason(seasons, on(dt), orComing).verdict).toBe(verdict);
  });

  it("says what is missing, since when it would be there, and what came instead", () => {
    expect(judgeRunningSeason([2022, 2023], on("2026-06-01"), false).message).toBe("no rows of season 2025, which was played last on 2026-06-01; there is seasons 2022 to 2023");
    expect(judgeRunningSeason([2024], on("2025-10-01", "a baseline"), false)).toMatchObject({ verdict: "skipped", message: "a baseline" });
  });
});

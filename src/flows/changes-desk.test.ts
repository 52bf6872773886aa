import { expect, it } from "vitest";
import { type ChangesOfDataset, createChangesDesk } from "./changes-desk.ts";

const of = (dataset: string): ChangesOfDataset => ({ id: { source: "ktc", dataset }, changes: { problem: dataset } });

it("compares nothing while something is loaded, then one after another, and tells of all", async () => {
  const desk = createChangesDesk();
  const seen: string[] = [];
  const comparison = (...names: readonly string[]) => async (): Promise<readonly ChangesOfDataset[]> => {
    seen.push(`${names.join()} begins`);
    await Promise.resolve();
    seen.push(`${names.join()} ends`);
    return names.map(of);
  };
  desk.add(comparison("players", "picks"));
  desk.add(comparison("weekly"));
  await Promise.resolve();
  expect(seen).toEqual([]);
  desk.begin();
  desk.add(comparison("late"));
  expect([...(await desk.settle()).keys()]).toEqual(["ktc.players", "ktc.picks", "ktc.weekly", "ktc.late"]);
  expect(seen).toEqual(["players,picks begins", "players,picks ends", "weekly begins", "weekly ends", "late begins", "late ends"]);
  expect((await createChangesDesk().settle()).size).toBe(0);
});

import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildCommandLine } from "../cli/built.ts";
import { inventSheet, type InventedSheet, writeTabs } from "../support/invented-sheet.ts";

/** SIGKILLs of the command that copies the league sheet, each when the working copy has come a step further. */
const TABS = ["Ada", "Bruno", "Clio", "TRANSACTIONS"];
let root: string;
let bin: string;
let sheet: InventedSheet;

beforeAll(async () => {
  bin = await buildCommandLine();
  root = mkdtempSync(join(tmpdir(), "snapcount-sheet-kill-"));
  sheet = inventSheet({ transactions: 120 });
  writeMoment(0);
  expect(spawnSync(process.execPath, command("sheets_pipeline"), { env: environment() }).status).toBe(0);
}, 120_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

const environment = (): NodeJS.ProcessEnv => ({ ...process.env, SNAPCOUNT_HOME: join(root, "home"), NO_COLOR: "1" });
const command = (flow: string): readonly string[] => [bin, "run", flow, "--profile", root, "--no-dbt"];

/** People have edited every tab: each says which moment of the sheet it is of. */
function writeMoment(moment: number): void {
  for (const title of TABS) (sheet.get(title)?.[4] ?? [])[title === "TRANSACTIONS" ? 7 : 1] = `Moment ${moment}`;
  writeTabs(join(root, "tabs"), sheet);
  writeFileSync(join(root, "profile.yaml"), `now: 2025-11-18T12:00:00Z\nsheets: { tabs: tabs, modifiedTime: ${new Date(Date.UTC(2025, 10, 1, 0, moment)).toISOString()} }\n`);
}

interface Seen {
  readonly moments: readonly unknown[];
  readonly leftovers: number;
}

/** The working copy as it lies on disk. */
function look(): Seen {
  const { copy } = JSON.parse(readFileSync(join(root, "home", "data", "ops", "google-stand-in.json"), "utf8")) as { readonly copy: readonly { readonly title: string; readonly cells: readonly (readonly { readonly value: unknown }[])[] }[] };
  const moments = TABS.map((title) => copy.find((tab) => tab.title === title)?.cells[4]?.[title === "TRANSACTIONS" ? 7 : 1]?.value);
  return { moments, leftovers: copy.filter(({ title }) => /^(?:__incoming_|Copy of )/.test(title)).length };
}

async function killWhen(reached: (seen: Seen) => boolean): Promise<void> {
  const child = spawn(process.execPath, command("copy_league_sheet_flow"), { env: environment(), stdio: "ignore" });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  while (child.exitCode === null && !reached(look())) await new Promise((resolve) => setTimeout(resolve, 1));
  child.kill("SIGKILL");
  await ended;
}

describe("a copy that is killed", () => {
  it.each<[string, number, (seen: Seen, moment: number) => boolean]>([
    ["with one tab on its way", 1, ({ leftovers }) => leftovers >= 1],
    ["with two tabs on their way", 2, ({ leftovers }) => leftovers >= 2],
    ["with three tabs on their way", 3, ({ leftovers }) => leftovers >= 3],
    ["with all tabs on their way", 4, ({ leftovers }) => leftovers >= 4],
    ["after its swap", 5, ({ moments }, moment) => moments[0] === `Moment ${moment}`],
  ])("%s leaves all tabs, of one moment", async (_, moment, reached) => {
    writeMoment(moment);
    await killWhen((seen) => reached(seen, moment));
    const { moments } = look();
    expect(new Set(moments).size).toBe(1);
    expect(moments[0]).toMatch(/^Moment \d$/);
  });

  it("is made whole by the next one, which leaves nothing over, and its tables are published", () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, command("sheets_pipeline"), { encoding: "utf8", env: environment() });
    expect(status, stdout + stderr).toBe(0);
    expect(look()).toEqual({ moments: TABS.map(() => "Moment 5"), leftovers: 0 });
  });
});

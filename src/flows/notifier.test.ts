import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Sighting } from "../core/incidents.ts";
import type { ChannelAnswer, Message, Messenger } from "../ops/notifications/index.ts";
import { type LocalStore, openLocalStore } from "../store/local/index.ts";
import { createNotifier, type Notifier } from "./notifier.ts";

let root: string;
let stores: LocalStore[];
let told: string[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "snapcount-notifier-"));
  stores = [];
  told = [];
});
afterEach(() => {
  for (const store of stores) store.close();
  rmSync(root, { recursive: true, force: true });
});

/** As another process would open it: a store of its own on the same folder. */
async function openNotifier(messenger: Messenger, hour = 0): Promise<Notifier> {
  const store = await openLocalStore({ rawRoot: join(root, "raw"), dataRoot: root, now: () => new Date() });
  stores.push(store);
  return createNotifier({ store, messenger, runAt: new Date(Date.UTC(2025, 10, 18, hour)), profile: "live" });
}

const keep = ({ title }: Message): void => void told.push(title);
const hearing: Messenger = { send: async (message) => (keep(message), [{ channel: "Slack", delivery: { sent: true } }]) };
const deaf: ChannelAnswer = { channel: "Discord", delivery: { sent: false, reason: "answered 404", isSilent: false } };
const saw = (changes: Partial<Sighting>): Sighting => ({ source: "nflverse", good: [], bad: [], ...changes });
const bad = (check: string) => ({ check, dataset: "weekly", message: "2 rows repeat a key", fix: null });

it("of flows that end at once, none loses another's incidents, and one tells what both have seen", async () => {
  const sources = ["nflverse", "ktc", "sleeper", "commissioner", "ffanalytics"];
  const notifiers = await Promise.all([...sources, ...sources].map(() => openNotifier(hearing)));
  await Promise.all(notifiers.map((notifier, index) => notifier.report([saw({ source: sources[index % 5] ?? "", bad: [bad("unique")] })])));
  expect(told.toSorted()).toEqual(sources.map((source) => `${source}: unique failed`).toSorted());
  expect((await stores[0]?.readIncidents())?.map(({ source, count }) => `${source} ${count}`)).toEqual(["commissioner 2", "ffanalytics 2", "ktc 2", "nflverse 2", "sleeper 2"]);
});

it("what no channel took is told by the next run; what one of them took is told", async () => {
  const nobody = await openNotifier({ send: async () => [deaf] });
  expect(await nobody.report([saw({ bad: [bad("unique")] })])).toEqual(["that nflverse: unique is opened was not delivered: Discord: answered 404"]);
  const one = await openNotifier({ send: async (message) => (keep(message), [{ channel: "Slack", delivery: { sent: true } }, deaf]) }, 1);
  await one.report([saw({ source: "ktc" })]);
  await one.report([saw({ source: "ktc" })]);
  expect(told).toEqual(["nflverse: unique failed"]);
});

it("without channels causes are kept all the same: whoever sets one up later hears of what lasts", async () => {
  const mute = await openNotifier({ send: async () => [] });
  expect(await mute.report([saw({ bad: [bad("unique")] })])).toEqual([]);
  const later = await openNotifier(hearing, 7);
  await later.report([saw({ bad: [bad("unique")] })]);
  expect(told).toEqual(["nflverse: unique still fails"]);
});

it("a store that cannot be written costs no run", async () => {
  const notifier = createNotifier({ store: { changeIncidents: () => Promise.reject(new Error("disk full")) }, messenger: hearing, runAt: new Date(), profile: "live" });
  expect(await notifier.report([saw({ bad: [bad("unique")] })])).toEqual(["incidents were not kept, so nobody was told of them: disk full"]);
});

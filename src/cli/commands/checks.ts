import { datasetLabel } from "../../core/partition.ts";
import type { MuteWord } from "../../flows/mute-check.ts";
import type { SnapshotStore } from "../../store/store.ts";
import type { CommandContext } from "../action.ts";
import { clockOf } from "../clock.ts";
import { readSurroundings, type Surroundings, withStore } from "../context.ts";
import { operatorName } from "../operator.ts";
import { EXIT, formatJson } from "../output.ts";
import { formatTable } from "../terminal.ts";

export async function listMutes({ options }: CommandContext): Promise<number> {
  const { listMutes: readMutes } = await import("../../flows/mute-check.ts");
  const surroundings = readSurroundings({ profile: options["profile"] });
  const { terminal } = surroundings;
  const { paint } = terminal;
  const mutes = await withStore(surroundings, (store) => readMutes(store, clockOf(surroundings)));
  if (options["json"] === true) terminal.out(formatJson("checks.list", mutes));
  else if (mutes.length === 0) terminal.out("No check is muted.");
  else {
    terminal.out(formatTable(terminal, [{ head: "dataset" }, { head: "check" }, { head: "covers" }, { head: "until" }, { head: "by" }, { head: "reason" }], mutes.map((mute) => [datasetLabel(mute), mute.check, mute.covers === "warn" ? "warn" : "warn, fail", `${mute.until}${mute.expired ? paint.yellow(" expired") : ""}`, mute.by, mute.reason])));
  }
  return EXIT.success;
}

export async function muteCheck(context: CommandContext): Promise<number> {
  const { muteCheck: addMute } = await import("../../flows/mute-check.ts");
  const { options } = context;
  const surroundings = readSurroundings({ profile: options["profile"] });
  const word = readWord(context, surroundings);
  const decision = await withStore(surroundings, async (store) => addMute(store, word, { until: String(options["until"]), covers: options["fail"] === true ? "fail" : "warn" }, await seenChecks(surroundings, store, word.dataset), clockOf(surroundings)));
  if (options["json"] === true) surroundings.terminal.out(formatJson("checks.mute", decision));
  else surroundings.terminal.out(`muted ${decision.check ?? ""} of ${datasetLabel(decision)} until ${decision.until ?? ""}: ${decision.covers === "warn" ? "its warnings are recorded and shown as muted, and count as pass; its failures count" : "what it finds is recorded and shown as muted, and counts as pass"}`);
  return EXIT.success;
}

export async function unmuteCheck(context: CommandContext): Promise<number> {
  const { unmuteCheck: addUnmute } = await import("../../flows/mute-check.ts");
  const surroundings = readSurroundings();
  const decision = await withStore(surroundings, (store) => addUnmute(store, readWord(context, surroundings)));
  if (context.options["json"] === true) surroundings.terminal.out(formatJson("checks.unmute", decision));
  else surroundings.terminal.out(`${decision.check ?? ""} of ${datasetLabel(decision)} counts again`);
  return EXIT.success;
}

function readWord({ options, args }: CommandContext, { now }: Surroundings): MuteWord {
  return { dataset: args[0] ?? "", check: args[1] ?? "", reason: options["reason"] as string, by: operatorName(options["by"], process.env), at: now() };
}

/** Names that the last audits left, here and in quarantine. */
async function seenChecks({ loaded }: Surroundings, store: SnapshotStore, dataset: string): Promise<readonly string[]> {
  const { readLedger } = await import("../../ops/index.ts");
  const ledger = readLedger(loaded.paths.ledger);
  try {
    const recorded = ledger.readDatasets().filter((record) => datasetLabel(record) === dataset);
    const rejected = (await store.listQuarantine()).filter(({ report }) => datasetLabel(report.id) === dataset && report.file !== null);
    return [...recorded, ...rejected.map(({ report }) => report)].flatMap(({ checks }) => checks.map(({ name }) => name));
  } finally {
    ledger.close();
  }
}

import { isOpen } from "../../core/incidents.ts";
import { describeUndelivered, type Message } from "../../ops/notifications/index.ts";
import { findChannels, openMessenger } from "../../flows/notifier.ts";
import type { CommandContext } from "../action.ts";
import { readSurroundings, withStore } from "../context.ts";
import { EXIT, formatJson } from "../output.ts";
import { formatAge, formatTable } from "../terminal.ts";

const SET_ONE = "Set SLACK_WEBHOOK_URL, DISCORD_WEBHOOK_URL or SNAPCOUNT_WEBHOOK_URL to the address of a webhook.";

/** `snapcount notify test`: one message to every channel. Exit 1 when one did not take it, 2 when none is set. */
export async function testNotifications({ options }: CommandContext): Promise<number> {
  const { terminal, loaded, now } = readSurroundings();
  const channels = findChannels(loaded.config);
  if (channels.length === 0) {
    if (options["json"] === true) terminal.out(formatJson("notify.test", [], [{ name: "ConfigError", message: "no channel is set", fix: SET_ONE }]));
    else terminal.err(`${terminal.paint.red("error")} no channel is set\n  ${terminal.paint.dim("fix")} ${SET_ONE}`);
    return EXIT.wrongCall;
  }
  const answers = await openMessenger(loaded.config, process.env).send(testMessage(now()));
  const rows = answers.map(({ channel, delivery }) => ({ channel, sent: delivery.sent, reason: delivery.sent ? null : delivery.reason }));
  if (options["json"] === true) terminal.out(formatJson("notify.test", rows));
  else for (const { channel, sent, reason } of rows) terminal.out(sent ? `${terminal.paint.green("ok")}     ${channel}: took the message` : `${terminal.paint.red("FAILED")} ${channel}: ${reason ?? ""}`);
  return describeUndelivered(answers).length === 0 ? EXIT.success : EXIT.failed;
}

function testMessage(at: Date): Message {
  return { kind: "test", tone: "good", title: "Snapcount can reach you here", lines: ["This is a test. Runs and incidents will be told like this."], facts: { at: at.toISOString() } };
}

/** `snapcount notify list`: which channels are set, and what is open. */
export async function listIncidents({ options }: CommandContext): Promise<number> {
  const surroundings = readSurroundings();
  const { terminal, loaded, now } = surroundings;
  const channels = findChannels(loaded.config).map(({ name }) => name);
  const open = (await withStore(surroundings, (store) => store.readIncidents())).filter(isOpen);
  if (options["json"] === true) {
    terminal.out(formatJson("notify.list", { channels, incidents: open }));
    return EXIT.success;
  }
  terminal.out(channels.length === 0 ? `No channel is set. ${SET_ONE}` : `Channels: ${channels.join(", ")}`);
  if (open.length === 0) terminal.out("No incident is open.");
  else {
    const rows = open.map(({ source, check, datasets, openedAt, count, toldAt }) => [source, check, Object.keys(datasets).join(", "), formatAge(openedAt, now()), String(count), toldAt === null ? terminal.paint.yellow("not yet") : formatAge(toldAt, now())]);
    terminal.out(formatTable(terminal, [{ head: "source" }, { head: "cause" }, { head: "datasets" }, { head: "opened" }, { head: "runs", align: "right" }, { head: "told" }], rows));
  }
  return EXIT.success;
}

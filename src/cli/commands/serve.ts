import { cancelOnSignals, systemClock } from "@snapcount/prefect";
import { loadSchedules } from "../../config/schedules.ts";
import { executeRun } from "../../flows/execute.ts";
import { flows } from "../../flows/registry.ts";
import { sourceFlows } from "../../flows/source-flows.ts";
import { claimHome } from "../../serve/instance.ts";
import { type ServedEnd, type ServedRun, type ServeEvent, serve } from "../../serve/serve.ts";
import { served, slotsBetween } from "../../serve/slots.ts";
import type { CommandContext } from "../action.ts";
import { readSurroundings, type Surroundings } from "../context.ts";
import { EXIT, formatJson } from "../output.ts";
import { formatTable, type Terminal } from "../terminal.ts";

const WEEK_MS = 7 * 86_400_000;

/** `snapcount serve`: starts the schedules of config/schedules.yaml on this machine until it is told to end (SIGTERM, Ctrl-C). */
export async function serveHome({ options }: CommandContext): Promise<number> {
  const surroundings = readSurroundings({ profile: options["profile"] });
  const { loaded, terminal, now } = surroundings;
  const file = loadSchedules(loaded.paths.home, loaded.packageRoot);
  const json = options["json"] === true;
  if (options["dryRun"] === true) return showWeek(surroundings, file, json);

  const release = claimHome(loaded.paths.dataRoot);
  const cancel = cancelOnSignals(process);
  const execute = async ({ flow, parameters }: ServedRun): Promise<ServedEnd> => {
    const dbt = !sourceFlows.some((entry) => entry.flow.name === flow);
    try {
      const reports = await executeRun(loaded, { flows: [flow], parameters, dbt, out: null }, { progress: (event) => (event.kind === "note" ? terminal.err(event.text) : undefined), signal: cancel.signal, clock: now, env: process.env, scheduled: true });
      const last = reports.at(-1);
      const skipped = last?.summary.skipped ?? null;
      const status = last?.status ?? "cancelled";
      const why = skipped ?? last?.error?.message ?? last?.summary.warnings[0] ?? null;
      return { text: `${skipped === null ? status : "skipped"}${why === null ? "" : `: ${why}`}`, completed: status === "success" && skipped === null, ok: status === "success" || status === "partial_success" };
    } catch (error) {
      // One run that could not start must not end the schedule of the others.
      return { text: `failed: ${error instanceof Error ? error.message : String(error)}`, completed: false, ok: false };
    }
  };
  try {
    const onEvent = (event: ServeEvent): void => (json ? terminal.out(JSON.stringify({ schema: "snapcount.serve.event/1", at: now().toISOString(), ...event })) : print(terminal, event, now()));
    await serve({ file, flows: new Set(Object.keys(flows)), dataRoot: loaded.paths.dataRoot, clock: systemClock, signal: cancel.signal, execute, onEvent });
    if (!json) terminal.out("stopped; schedules that pass meanwhile are dealt with at the next start");
    return EXIT.success;
  } finally {
    cancel.dispose();
    release();
  }
}

function print(terminal: Terminal, event: ServeEvent, now: Date): void {
  const { paint } = terminal;
  const out = (line: string): void => terminal.out(line);
  const at = paint.dim(now.toISOString().slice(0, 16).replace("T", " "));
  if (event.kind === "waiting") {
    const soonest = event.chain !== null && (event.next === null || event.chain.at <= event.next.at) ? event.chain : event.next;
    if (soonest !== null) out(paint.dim(`${now.toISOString().slice(0, 16).replace("T", " ")} next ${soonest.slug} at ${soonest.at.toISOString().slice(0, 16).replace("T", " ")} UTC`));
  } else if (event.kind === "started") out(`${at} ${event.run.flow} ${paint.dim(`(${event.run.slug}${event.missed ? `, missed at ${event.at.toISOString().slice(0, 16).replace("T", " ")}` : ""})`)}`);
  else if (event.kind === "chained") out(`${at} ${event.chain.run} ${paint.dim(`follows at ${event.at.toISOString().slice(11, 16)} UTC (${event.chain.slug})`)}`);
  else out(`${at} ${event.run.flow} ${event.end.ok ? event.end.text : paint.red(event.end.text)}`);
}

/** The next seven days as a calendar: nothing is started. */
function showWeek({ terminal, now }: Surroundings, file: ReturnType<typeof loadSchedules>, json: boolean): number {
  const from = now();
  const slots = served(file)
    .flatMap((schedule) => slotsBetween(schedule, from, new Date(from.getTime() + WEEK_MS), 1_000).map((at) => ({ at, slug: schedule.slug, flow: schedule.flow, when: schedule.when, planned: !(schedule.flow in flows) })))
    .sort((a, b) => a.at.getTime() - b.at.getTime());
  if (json) terminal.out(formatJson("serve.plan", { slots }));
  else {
    const rows = slots.filter(({ planned }) => !planned).map(({ at, slug, flow, when }) => [at.toISOString().slice(0, 16).replace("T", " "), flow, when === "always" ? "" : when, terminal.paint.dim(slug)]);
    terminal.out(formatTable(terminal, [{ head: "UTC" }, { head: "flow" }, { head: "when" }, { head: "schedule" }], rows));
    const waiting = [...new Set(slots.filter(({ planned }) => planned).map(({ flow }) => flow))];
    if (waiting.length > 0) terminal.out(terminal.paint.dim(`not written yet: ${waiting.join(", ")}`));
  }
  return EXIT.success;
}

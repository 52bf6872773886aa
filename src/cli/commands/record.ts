import { cancelOnSignals } from "@snapcount/prefect";
import { recordProfile } from "../../flows/record-profile.ts";
import type { CommandContext } from "../action.ts";
import { readSurroundings } from "../context.ts";
import { EXIT, exitCodeOf, formatJson } from "../output.ts";
import { createProgressView } from "../progress.ts";

/** `snapcount record DIR [flow...]`: asks the providers, and keeps their answers as a profile that replays the run. */
export async function record({ options, args }: CommandContext): Promise<number> {
  const surroundings = readSurroundings({ profile: options["profile"] });
  const { terminal, loaded, now } = surroundings;
  const [dir = "", ...flows] = args;
  const cancel = cancelOnSignals(process);
  const view = createProgressView(terminal, () => performance.now());
  try {
    const recorded = await recordProfile(loaded, dir, flows, { progress: view.sink, signal: cancel.signal, clock: now, env: process.env });
    await view.close();
    if (cancel.signal.aborted) return EXIT.cancelled;
    const lost = recorded.reports.flatMap(({ summary }) => summary.datasets).filter(({ outcome }) => outcome !== "published");
    if (options["json"] === true) terminal.out(formatJson("record", { dir: recorded.dir, answers: recorded.answers, tabs: recorded.tabs, lost }));
    else {
      for (const { source, dataset, reason } of lost) terminal.out(`${terminal.paint.yellow("not recorded whole")} ${source}.${dataset}: ${reason ?? ""}`);
      terminal.out(`${recorded.answers} answers${recorded.tabs === 0 ? "" : ` and ${recorded.tabs} tabs`} in ${recorded.dir}`);
      terminal.out(terminal.paint.dim(`Look it through before you give it away. Replay: SNAPCOUNT_HOME=/tmp/replay snapcount run --profile ${dir}`));
    }
    return exitCodeOf(recorded.reports.at(-1)?.status ?? "failed");
  } finally {
    cancel.dispose();
    await view.close();
  }
}

// A process to be killed: runs a flow that never ends, and prints the run's name once its task runs.
import { flow, runFlow, task } from "@snapcount/prefect";
import { openPrefectSession, readPrefectSettings } from "@snapcount/prefect/server";
import * as z from "zod";

const [apiUrl = "", outboxDir = "", tag] = process.argv.slice(2);
const settings = readPrefectSettings({ PREFECT_API_URL: apiUrl, PREFECT_HOME: "/nowhere" });
if (settings === null) throw new Error("no settings");
const session = openPrefectSession({ settings, outboxDir, owner: "killed", isAlive: () => true, note: (text) => process.stderr.write(`${text}\n`) });
const hold = task<Record<string, never>, void, unknown>({ name: "hold" }, (_, run) => {
  run.log.info("holding");
  setTimeout(() => process.stdout.write(`${name}\n`), 500);
  return new Promise(() => setInterval(() => undefined, 60_000));
});
let name = "";
const endless = flow({ name: "test-killed", description: "Never ends", parameters: z.strictObject({}), tags: tag === undefined ? [] : [tag] }, async (_, run) => {
  name = run.run.name;
  await run.submit(hold, {});
});
await runFlow(endless, {}, { env: undefined, orchestrator: session.orchestrator, recorder: session.recorder });

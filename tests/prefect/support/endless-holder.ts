// A process to be killed: takes a slot of a limit, says so, and keeps it.
import { createPrefectApi, createPrefectLimits, readPrefectSettings } from "@snapcount/prefect/server";

const [apiUrl = "", name = ""] = process.argv.slice(2);
const settings = readPrefectSettings({ PREFECT_API_URL: apiUrl, PREFECT_HOME: "/nowhere" });
if (settings === null) throw new Error("no settings");
const limits = createPrefectLimits({ api: createPrefectApi(settings), fallback: { acquire: async () => async () => undefined }, note: (text) => process.stderr.write(`${text}\n`) });
await limits.acquire([name], { flowRunId: crypto.randomUUID(), taskRunId: crypto.randomUUID() }, new AbortController().signal);
process.stdout.write("held\n");
setInterval(() => undefined, 60_000);

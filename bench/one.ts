// Runs one bench and prints its rows as JSON: `node --import tsx bench/one.ts ktc`.
import { BENCHES } from "./benches.ts";

const load = BENCHES[process.argv[2] ?? ""];
if (load === undefined) throw new Error(`benches: ${Object.keys(BENCHES).join(", ")}`);
process.stdout.write(JSON.stringify(await (await load()).run()));

// The full kill campaign: `make campaign`, or `npx tsx tests/kill/campaign.ts --kills 1000 --copies 100 --crashes 10000`.
import { parseArgs } from "node:util";
import { runCopyKills } from "./copy-kills.ts";
import { runCampaign } from "./power-cut.ts";
import { runKills } from "./real-kills.ts";

const { values } = parseArgs({ options: { kills: { type: "string", default: "1000" }, copies: { type: "string", default: "100" }, crashes: { type: "string", default: "10000" }, seed: { type: "string", default: String(Date.now() % 2 ** 31) } } });
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

const startedAt = performance.now();
const simulated = await runCampaign({ crashes: Number(values.crashes), seed: Number(values.seed) });
console.log(`${simulated.crashes} simulated crashes (seed ${values.seed}) in ${seconds(performance.now() - startedAt)}: ${simulated.failure === null ? "every promise kept" : JSON.stringify(simulated.failure)}`);

const kills = await runKills(Number(values.kills));
for (const [step, count] of [...kills.byStep].sort()) console.log(`  ${step.padEnd(20)} killed ${count} times`);
console.log(`${kills.kills} SIGKILLs at ${kills.byStep.size} named steps in ${seconds(kills.ms)}: ${kills.failures.length === 0 ? "every promise kept" : kills.failures.join("\n")}`);

const copies = await runCopyKills(Number(values.copies));
console.log(`${copies.kills} SIGKILLs during a DuckDB COPY (${copies.amidWriting} amid writing) in ${seconds(copies.ms)}: ${copies.failures.length === 0 ? "every promise kept" : copies.failures.join("\n")}`);

process.exitCode = simulated.failure === null && kills.failures.length === 0 && copies.failures.length === 0 ? 0 : 1;

import { runCopyKills } from "../tests/kill/copy-kills.ts";
import { runCampaign } from "../tests/kill/power-cut.ts";
import { runKills } from "../tests/kill/real-kills.ts";
import { type BenchRow, benchRow } from "./bench.ts";

/** The kill campaign's speed; a broken promise misses the goal whatever the time. */
export async function run(): Promise<BenchRow[]> {
  const startedAt = performance.now();
  const simulated = await runCampaign({ crashes: 10_000, seed: 1 });
  const simulatedMs = performance.now() - startedAt;
  const kills = await runKills(1_000);
  const copies = await runCopyKills(100);
  const row = (name: string, ms: number, goalSeconds: number, broken: number): BenchRow => {
    const measured = benchRow(name, ms / 1000, "s", goalSeconds, broken === 0 ? "every promise kept" : `${broken} broken promise(s)`);
    return { ...measured, ok: measured.ok && broken === 0 };
  };
  return [
    row("kill: 10,000 simulated crashes in process", simulatedMs, 20, simulated.failure === null ? 0 : 1),
    row("kill: 1,000 SIGKILLs at named steps", kills.ms, 60, kills.failures.length),
    row("kill: 100 SIGKILLs during a DuckDB COPY", copies.ms, 20, copies.failures.length),
  ];
}

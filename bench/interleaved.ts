import { median } from "./bench.ts";

/** Two ways to do a work, timed in turns so that both meet the same load. @returns medians in ms, of the rounds after the first */
export async function interleave(rounds: number, ours: (round: number) => unknown, theirs: (round: number) => unknown): Promise<{ readonly ours: number; readonly theirs: number }> {
  const times = { ours: [] as number[], theirs: [] as number[] };
  for (let round = 0; round <= rounds; round += 1) {
    const [a, b] = [await timed(() => ours(round)), await timed(() => theirs(round))];
    if (round === 0) continue;
    times.ours.push(a);
    times.theirs.push(b);
  }
  return { ours: median(times.ours), theirs: median(times.theirs) };
}

async function timed(work: () => unknown): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

import type { FlowNode } from "./report-page.ts";

/**
 * The order of flows beside each other, as it was: one leads to another when it had ended before the other began and nothing lay between.
 * Flows that ran at the same time stand in one layer. Pure.
 */
export interface FlowEdge {
  readonly from: FlowNode;
  readonly to: FlowNode;
}

export function edgesOf(flows: readonly FlowNode[]): readonly FlowEdge[] {
  return flows.flatMap((to) => {
    const earlier = flows.filter((from) => hadEnded(from, to));
    return earlier.filter((from) => !earlier.some((between) => hadEnded(from, between))).map((from) => ({ from, to }));
  });
}

/** @returns the flows by how many lie before them on the longest way, each layer in the order given; one that never started is in the first */
export function layersOf(flows: readonly FlowNode[]): readonly (readonly FlowNode[])[] {
  const depths = new Map<FlowNode, number>();
  for (const flow of flows.toSorted((a, b) => (a.startedAfterMs ?? 0) - (b.startedAfterMs ?? 0))) {
    depths.set(flow, 1 + Math.max(-1, ...flows.filter((other) => hadEnded(other, flow)).map((other) => depths.get(other) ?? 0)));
  }
  const deepest = Math.max(-1, ...depths.values());
  return Array.from({ length: deepest + 1 }, (_, depth) => flows.filter((flow) => depths.get(flow) === depth));
}

function hadEnded(flow: FlowNode, before: FlowNode): boolean {
  if (flow === before || flow.startedAfterMs === null || flow.durationMs === null || before.startedAfterMs === null) return false;
  // Two instants of no length at one moment are beside each other, not after each other.
  return flow.startedAfterMs + flow.durationMs <= before.startedAfterMs && flow.startedAfterMs < before.startedAfterMs;
}

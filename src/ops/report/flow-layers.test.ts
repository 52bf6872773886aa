import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { edgesOf, layersOf } from "./flow-layers.ts";
import { inventFlow } from "./testing/invented-page.ts";

const at = (flow: string, startedAfterMs: number | null, durationMs: number | null) => inventFlow(flow, { startedAfterMs, durationMs });
const names = (flows: Parameters<typeof layersOf>[0]): readonly (readonly string[])[] => layersOf(flows).map((layer) => layer.map(({ flow }) => flow));

describe("flows in layers", () => {
  it("stand beside each other when they ran at the same time, and behind each other when one had ended", () => {
    const flows = [at("a", 0, 50), at("b", 1, 90), at("run", 100, 20), at("test", 130, 5)];
    expect(names(flows)).toEqual([["a", "b"], ["run"], ["test"]]);
    expect(edgesOf(flows).map(({ from, to }) => `${from.flow}-${to.flow}`)).toEqual(["a-run", "b-run", "run-test"]);
  });

  it("one that never started or never ended leads nowhere", () => {
    expect(names([at("a", 0, null), at("b", null, null), at("c", 100, 1)])).toEqual([["a", "b", "c"]]);
    expect(names([])).toEqual([]);
  });

  it("every flow is in one layer, and every arrow leads to a later one", () => {
    const flow = fc.record({ start: fc.integer({ min: 0, max: 50 }), took: fc.integer({ min: 0, max: 50 }) });
    fc.assert(fc.property(fc.array(flow, { maxLength: 12 }), (given) => {
      const flows = given.map(({ start, took }, nth) => at(`f${nth}`, start, took));
      const layers = layersOf(flows);
      const layerOf = new Map(layers.flatMap((layer, nth) => layer.map(({ flow: name }) => [name, nth] as const)));
      expect(layers.flat().length).toBe(flows.length);
      expect(layers.every((layer) => layer.length > 0)).toBe(true);
      for (const { from, to } of edgesOf(flows)) expect(layerOf.get(from.flow) ?? 0).toBeLessThan(layerOf.get(to.flow) ?? 0);
    }));
  });
});

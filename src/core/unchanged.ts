import { createHash } from "node:crypto";
import type { Manifest } from "./manifest.ts";

/** @returns one sha256 for a set of payloads, whatever their order: what `source_hash` of a manifest holds. */
export function hashPayloads(sha256s: readonly string[]): string {
  return createHash("sha256").update([...sha256s].sort().join("\n")).digest("hex");
}

export interface Making {
  readonly sourceHash: string;
  readonly sourceVersion: string;
  readonly inputs: Readonly<Record<string, string>>;
}

/** Invariant 6: equal payloads, parser version and inputs as the newest good snapshot make no new file. */
export function isUnchanged(making: Making, reference: Pick<Manifest, "source_hash" | "source_version" | "inputs"> | null): boolean {
  if (reference === null) return false;
  if (reference.source_hash !== making.sourceHash || reference.source_version !== making.sourceVersion) return false;
  const names = new Set([...Object.keys(reference.inputs), ...Object.keys(making.inputs)]);
  return [...names].every((name) => reference.inputs[name] === making.inputs[name]);
}

import { join } from "node:path";
import type { Fault } from "./fault.ts";

/** The table of faults that stands in docs/governance.md. */
export const DOCUMENT = join(import.meta.dirname, "..", "..", "docs", "governance.md");
export const PART = "faults";

/** @returns the Markdown between the document's markers */
export function renderFaults(faults: readonly Fault[]): string {
  const sources = [...new Set(faults.map(({ ground }) => ground.source))];
  const counted = sources.map((source) => `${source} ${faults.filter(({ ground }) => ground.source === source).length}`);
  const rows = faults.map((fault) => `| ${fault.name} | ${fault.seen} | ${describeHarm(fault)} | ${describeCatcher(fault)} |`);
  return [`${faults.length} faults: ${counted.join(", ")}.`, "", "| Fault | Named in | What becomes of it | Caught by |", "|---|---|---|---|", ...rows].join("\n");
}

function describeHarm({ harms, caught }: Fault): string {
  if (caught.by === "config") return "nothing is run";
  if (caught.by === "store") return "published; the file is made anew";
  const outcomes = [...new Set(Object.values(harms))].map((outcome) => `${Object.keys(harms).filter((dataset) => harms[dataset] === outcome).join(", ")} ${outcome}`);
  return outcomes.length === 0 ? "published with a warning" : outcomes.join("; ");
}

const READERS: Readonly<Record<string, string>> = { fetch: "the answer is not taken", parse: "the answer cannot be read", config: "the configuration is refused", store: "the store, before a run" };

function describeCatcher({ caught }: Fault): string {
  return READERS[caught.by] ?? `\`${caught.by}\` of ${caught.in}`;
}

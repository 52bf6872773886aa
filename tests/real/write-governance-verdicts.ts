// Writes the verdicts over the reference's registry into docs/governance.md: npx tsx tests/real/write-governance-verdicts.ts
import { readFileSync, writeFileSync } from "node:fs";
import { replaceBlocks } from "../../src/docs/markers.ts";
import { DOCUMENT, PART, renderVerdicts, replayReference } from "./registry-verdicts.ts";

writeFileSync(DOCUMENT, replaceBlocks(readFileSync(DOCUMENT, "utf8"), new Map([[PART, renderVerdicts(replayReference())]])));

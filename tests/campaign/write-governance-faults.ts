// Writes the campaign's table of faults into docs/governance.md: npx tsx tests/campaign/write-governance-faults.ts
import { readFileSync, writeFileSync } from "node:fs";
import { replaceBlocks } from "../../src/docs/markers.ts";
import { FAULTS } from "./faults/index.ts";
import { DOCUMENT, PART, renderFaults } from "./faults-table.ts";

writeFileSync(DOCUMENT, replaceBlocks(readFileSync(DOCUMENT, "utf8"), new Map([[PART, renderFaults(FAULTS)]])));

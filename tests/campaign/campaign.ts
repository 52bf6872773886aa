// Every fault of the campaign: `make campaign-faults`, or `npx tsx tests/campaign/campaign.ts ktc` for those whose name says so.
import { FAULTS } from "./faults/index.ts";
import { openCampaign } from "./run-fault.ts";

const [words = ""] = process.argv.slice(2);
const chosen = FAULTS.filter(({ name }) => name.includes(words));
const startedAt = performance.now();
const campaign = openCampaign();
let red = 0;
try {
  for (const fault of chosen) {
    const { broken, said, ms } = await campaign.try(fault);
    if (broken.length > 0) red += 1;
    console.log(`${broken.length === 0 ? "caught" : "FAILED"}  ${fault.name} (${(ms / 1000).toFixed(1)} s): ${fault.caught.by}${said === null ? "" : `, ${said}`}`);
    for (const promise of broken) console.log(`        ${promise}`);
  }
} finally {
  campaign.remove();
}
console.log(`${chosen.length} faults in ${((performance.now() - startedAt) / 1000).toFixed(1)} s: ${red === 0 ? "each caught, nothing bad published, the last good served" : `${red} not caught as they should be`}`);
process.exitCode = red === 0 && chosen.length > 0 ? 0 : 1;

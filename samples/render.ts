// Writes the sample league's profile: npx tsx samples/render.ts [folder]
import { renderSample } from "./league/render.ts";

await renderSample(process.argv[2] ?? "samples/rendered");

import { executeReparse } from "../../flows/execute.ts";
import type { CommandContext } from "../action.ts";
import { readSurroundings } from "../context.ts";
import { watchRun } from "./run.ts";

/** `snapcount reparse SOURCE`: after a parser was mended, what the provider sent is read again; nobody is asked. */
export async function reparse({ options, args }: CommandContext): Promise<number> {
  const surroundings = readSurroundings({ profile: options["profile"] });
  return watchRun(surroundings, options["json"] === true, (watch) => executeReparse(surroundings.loaded, args[0] ?? "", watch));
}

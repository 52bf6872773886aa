import { EXIT } from "../output.ts";
import type { Action, CommandContext } from "../action.ts";
import { listOf } from "../context.ts";
import { run } from "./run.ts";

/** `snapcount dbt run|test|freshness|build`: the flows dbt_run, dbt_test and dbt_freshness by their everyday names. */
export function dbtAction(name: "run" | "test" | "freshness" | "build"): Action {
  return async ({ options, commands }: CommandContext): Promise<number> => {
    const sources = listOf(options["select"]);
    const param = sources === undefined ? undefined : [`sources=${JSON.stringify(sources)}`];
    const steps = name === "build" ? ["dbt_run", "dbt_test"] : [`dbt_${name}`];
    for (const flow of steps) {
      const code = await run({ options: { profile: options["profile"], json: options["json"], param }, args: [flow], commands });
      if (code !== EXIT.success) return code;
    }
    return EXIT.success;
  };
}

import { CommanderError } from "commander";
import { EXIT, exitCodeOfError, formatError, formatJson } from "./output.ts";
import type { ActionLoader, CommandContext } from "./action.ts";
import { createProgram } from "./program.ts";
import { createTerminal } from "./terminal.ts";
import { describeError } from "../core/errors.ts";

const terminal = createTerminal(process.stdout, process.stderr, process.env);

async function carryOut(load: ActionLoader, context: CommandContext): Promise<void> {
  try {
    const action = await load();
    process.exitCode = await action(context);
  } catch (error) {
    process.exitCode = exitCodeOfError(error);
    const debug = Boolean(process.env["SNAPCOUNT_DEBUG"]);
    if (context.options["json"] === true) terminal.out(formatJson("error", null, [describeError(error)]));
    else terminal.err(formatError(terminal, error, debug));
  }
}

// A reader that closes the pipe early (`| head`) is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

const program = createProgram(carryOut);
const everyCommand = (command: typeof program): (typeof program)[] => [command, ...command.commands.flatMap(everyCommand)];
for (const command of everyCommand(program)) command.exitOverride();

try {
  await program.parseAsync(process.argv);
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Commander has printed the sentence already; help is no error.
  process.exitCode = error.exitCode === 0 ? EXIT.success : EXIT.wrongCall;
}

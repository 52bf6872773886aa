import { Command, Option } from "commander";
import type { ActionLoader, CommandContext, CommandShape } from "./action.ts";

/**
 * The commands as data: names, flags, help. Actions are loaded when called, so that `--help`, `status` and the document check
 * never load DuckDB, undici or dbt's runner.
 */
const examples = (lines: readonly string[]): string => `\nExamples:\n${lines.map((line) => `  ${line}`).join("\n")}\n`;
const markdown = (): Option => new Option("--markdown", "print Markdown").conflicts("json");
const json = (): Option => new Option("--json", "print one JSON document");

/** @param run carries out a loaded action */
export function createProgram(run: (load: ActionLoader, context: CommandContext) => Promise<void>): Command {
  const act =
    (load: ActionLoader) =>
    async (...received: unknown[]): Promise<void> => {
      const command = received.at(-1) as Command;
      // Arguments are words or lists of words: no command parses them further.
      const args = command.processedArgs.flatMap((arg: unknown) => (arg === undefined ? [] : (arg as string | string[])));
      await run(load, { options: command.optsWithGlobals(), args, commands: () => describeCommands(program) });
    };

  const program = new Command("snapcount")
    .description("A fantasy-football league's data: ingested, audited, transformed")
    .helpOption("-h, --help", "show help")
    .option("-V, --version", "print the version")
    .configureHelp({ sortSubcommands: false, showGlobalOptions: false })
    .showHelpAfterError("(add --help for examples)")
    .enablePositionalOptions();

  program
    .command("run")
    .description("run flows: fetch, audit, publish, then dbt on what depends on them")
    .argument("[flow...]", "flows to run (default: all)")
    .option("--profile <profile>", "sample, live, or a folder with profile.yaml")
    .option("--dt <date>", "snapshot date, UTC (default: today; always publishes)")
    .option("--datasets <a,b>", "only these datasets")
    .option("--seasons <A-B>", "only these seasons (to a baseline dt or --out)")
    .option("--weeks <A-B>", "only these weeks (to a baseline dt or --out)")
    .option("--param <k=v...>", "further flow parameters")
    .option("--out <dir>", "publish into another folder instead of the store")
    .option("--force", "publish although nothing changed")
    .option("--dry-run", "print the plan, change nothing")
    .option("--no-dbt", "stop after publishing")
    .addOption(json())
    .addHelpText(
      "after",
      examples([
        "snapcount run                                    everything, live",
        "snapcount run nfl_data_pipeline                  one flow and what depends on it",
        "snapcount run --profile sample                   the bundled league, no network",
        "snapcount run nfl_data_pipeline --datasets weekly,schedule --dry-run",
        "snapcount run nfl_data_pipeline --seasons 2020-2024 --dt 2025-10-01 --datasets weekly",
      ]),
    )
    .action(act(async () => (await import("./commands/run.ts")).run));

  program
    .command("status")
    .description("what readers see now: current snapshots, their age and verdict")
    .addOption(json())
    .addHelpText("after", examples(["snapcount status", "snapcount status --json"]))
    .action(act(async () => (await import("./commands/status.ts")).status));

  const runs = program.command("runs").description("past and present runs of this home");
  runs
    .command("list")
    .description("the newest runs")
    .option("--limit <n>", "how many", "20")
    .addOption(json())
    .addHelpText("after", examples(["snapcount runs list --limit 5"]))
    .action(act(async () => (await import("./commands/runs.ts")).listRuns));
  runs
    .command("show")
    .description("one run: tasks, checks, outcomes")
    .argument("[run]", "run id or its beginning (default: the newest)")
    .addOption(json())
    .addHelpText("after", examples(["snapcount runs show", "snapcount runs show 3f2a"]))
    .action(act(async () => (await import("./commands/runs.ts")).showRun));
  runs
    .command("logs")
    .description("the log of one run")
    .argument("[run]", "run id or its beginning (default: the newest)")
    .addOption(json())
    .addHelpText("after", examples(["snapcount runs logs 3f2a"]))
    .action(act(async () => (await import("./commands/runs.ts")).showLogs));

  const registry = program.command("registry").description("all snapshots with their status");
  registry
    .command("show")
    .description("the registry, newest first")
    .option("--all", "superseded snapshots too")
    .addOption(json())
    .addHelpText("after", examples(["snapcount registry show", "snapcount registry show --all --json"]))
    .action(act(async () => (await import("./commands/registry.ts")).showRegistry));
  registry
    .command("rebuild")
    .description("fold the registry again from manifests and decisions")
    .addOption(json())
    .addHelpText("after", examples(["snapcount registry rebuild"]))
    .action(act(async () => (await import("./commands/registry.ts")).rebuildRegistry));

  program
    .command("validate")
    .description("check partitions against manifests, footers, contracts, the registry")
    .option("--sources <a,b>", "only these sources")
    .option("--all", "superseded partitions too")
    .option("--deep", "hash every file")
    .option("--check-freshness", "judge the age of current snapshots too")
    .option("--fail-on-gaps", "exit 1 when something is broken")
    .option("--profile <profile>", "whose clock tells ages: sample, live, or a folder")
    .addOption(markdown())
    .addOption(json())
    .addHelpText("after", examples(["snapcount validate", "snapcount validate --sources nflverse --deep --fail-on-gaps", "snapcount validate --all --check-freshness --markdown"]))
    .action(act(async () => (await import("./commands/validate.ts")).validate));

  program
    .command("coverage")
    .description("seasons, weeks, clubs and players: what is there against what should be")
    .option("--sources <a,b>", "only these sources")
    .option("--datasets <a,b>", "only these datasets: weekly, or nflverse.weekly")
    .option("--fail-on-gaps", "exit 1 when something is missing")
    .option("--profile <profile>", "whose clock tells what may be late: sample, live, or a folder")
    .addOption(markdown())
    .addOption(json())
    .addHelpText("after", examples(["snapcount coverage", "snapcount coverage --datasets weekly,snap_counts", "snapcount coverage --sources nflverse --fail-on-gaps --markdown"]))
    .action(act(async () => (await import("./commands/coverage.ts")).coverage));

  program
    .command("diff")
    .description("what differs between two snapshots of a dataset: columns and rows")
    .argument("<dataset>", "source.dataset")
    .argument("[from]", "date of the earlier snapshot (default: the last but one)")
    .argument("[to]", "date of the later snapshot (default: the last)")
    .option("--columns <a,b>", "compare only these columns, beside the key")
    .option("--limit <n>", "how many rows of each kind are shown", "10")
    .addOption(json())
    .addHelpText("after", examples(["snapcount diff ktc.players", "snapcount diff nflverse.weekly 2025-11-11 2025-11-18 --columns passing_yards"]))
    .action(act(async () => (await import("./commands/diff.ts")).diff));

  const quarantine = program.command("quarantine").description("snapshots that failed their audit");
  quarantine
    .command("list")
    .description("what was put aside")
    .addOption(json())
    .addHelpText("after", examples(["snapcount quarantine list"]))
    .action(act(async () => (await import("./commands/quarantine.ts")).listQuarantine));
  quarantine
    .command("show")
    .description("why, with sample rows and the payload it came from")
    .argument("<dataset>", "source.dataset, or a run id's beginning")
    .addOption(json())
    .addHelpText("after", examples(["snapcount quarantine show nflverse.weekly"]))
    .action(act(async () => (await import("./commands/quarantine.ts")).showQuarantine));
  quarantine
    .command("release")
    .description("publish a rejected snapshot all the same, with those it is published together with")
    .argument("<dataset>", "source.dataset, or a run id's beginning")
    .requiredOption("--reason <text>", "why it is right; recorded in decisions.jsonl and its manifest")
    .option("--by <name>", "who decides (default: the environment's user)")
    .option("--profile <profile>", "whose store it is: sample, live, or a folder")
    .addOption(json())
    .addHelpText("after", examples(['snapcount quarantine release nflverse.weekly --reason "the league moved a game to Tuesday"']))
    .action(act(async () => (await import("./commands/quarantine.ts")).releaseQuarantine));
  quarantine
    .command("drop")
    .description("delete a rejected file and its report")
    .argument("<dataset>", "source.dataset, or a run id's beginning")
    .addOption(json())
    .addHelpText("after", examples(["snapcount quarantine drop nflverse.weekly"]))
    .action(act(async () => (await import("./commands/quarantine.ts")).dropQuarantine));

  const checks = program.command("checks").description("checks whose findings are known");
  checks
    .command("list")
    .description("what is muted, until when and why")
    .option("--profile <profile>", "whose clock tells what has expired: sample, live, or a folder")
    .addOption(json())
    .addHelpText("after", examples(["snapcount checks list"]))
    .action(act(async () => (await import("./commands/checks.ts")).listMutes));
  checks
    .command("mute")
    .description("let a check's warnings, or its failures too, count as pass until a date")
    .argument("<dataset>", "source.dataset")
    .argument("<check>", "its name, as `runs show` and `quarantine show` tell it")
    .requiredOption("--until <date>", "the last day on which it holds, YYYY-MM-DD, UTC")
    .option("--fail", "its failures as well: without this only its warnings")
    .requiredOption("--reason <text>", "why what it finds is right; recorded in decisions.jsonl")
    .option("--by <name>", "who decides (default: the environment's user)")
    .option("--profile <profile>", "whose clock it is: sample, live, or a folder")
    .addOption(json())
    .addHelpText("after", examples(['snapcount checks mute nflverse.weekly row_count_change --until 2026-03-01 --reason "two teams fewer"', 'snapcount checks mute ktc.players "range(value)" --fail --until 2026-01-15 --reason "a new scale"']))
    .action(act(async () => (await import("./commands/checks.ts")).muteCheck));
  checks
    .command("unmute")
    .description("let a muted check count again")
    .argument("<dataset>", "source.dataset")
    .argument("<check>", "its name")
    .requiredOption("--reason <text>", "why; recorded in decisions.jsonl")
    .option("--by <name>", "who decides (default: the environment's user)")
    .addOption(json())
    .addHelpText("after", examples(['snapcount checks unmute nflverse.weekly row_count_change --reason "mended upstream"']))
    .action(act(async () => (await import("./commands/checks.ts")).unmuteCheck));

  const notify = program.command("notify").description("who is told of runs and incidents");
  notify
    .command("list")
    .description("channels that are set, and incidents that are open")
    .addOption(json())
    .addHelpText("after", examples(["snapcount notify list"]))
    .action(act(async () => (await import("./commands/notify.ts")).listIncidents));
  notify
    .command("test")
    .description("send a test message to every channel that is set")
    .addOption(json())
    .addHelpText("after", examples(["SLACK_WEBHOOK_URL=https://hooks.slack.com/services/... snapcount notify test"]))
    .action(act(async () => (await import("./commands/notify.ts")).testNotifications));

  program
    .command("reparse")
    .description("parse a source's archived answers again, those put aside first")
    .argument("<source>", "a source whose answers are parsed: ktc")
    .option("--profile <profile>", "whose store it is: sample, live, or a folder")
    .addOption(json())
    .addHelpText("after", examples(["snapcount reparse ktc                            after a fix of its parser"]))
    .action(act(async () => (await import("./commands/reparse.ts")).reparse));

  program
    .command("record")
    .description("ask the providers and keep their answers as a profile that replays the run")
    .argument("<dir>", "a folder that is not there yet")
    .argument("[flow...]", "source flows to record (default: all)")
    .option("--profile <profile>", "whom to ask: live, or a recording to record again")
    .addOption(json())
    .addHelpText("after", examples(["snapcount record /tmp/tuesday                    everything, without secrets and personal data", "snapcount record /tmp/market ktc_pipeline"]))
    .action(act(async () => (await import("./commands/record.ts")).record));

  const identity = program.command("identity").description("players across all sources");
  identity
    .command("explain")
    .description("who a name stands for, and why")
    .argument("<name>", "as a source writes it")
    .option("--position <position>", "QB, DL, WR/DB, D/ST")
    .option("--slot <slot>", "a place in a roster, where no position is told: IDP BN")
    .option("--team <team>", "any provider's code: KC, KCC, JAC")
    .option("--season <year>", "when: nobody plays before being drafted")
    .option("--profile <profile>", "whose seeds hold the aliases: sample, live, or a folder")
    .addOption(json())
    .addHelpText("after", examples(['snapcount identity explain "Josh Allen" --position LB', 'snapcount identity explain "Mike Williams" --position WR --season 2024']))
    .action(act(async () => (await import("./commands/identity.ts")).explainIdentity));

  program
    .command("serve")
    .description("start the schedules of config/schedules.yaml here, without Prefect")
    .option("--profile <profile>", "what its runs read: sample, live, or a folder")
    .option("--dry-run", "show the next seven days, start nothing")
    .addOption(json())
    .addHelpText("after", examples(["snapcount serve --dry-run", "snapcount serve"]))
    .action(act(async () => (await import("./commands/serve.ts")).serveHome));

  program
    .command("deploy")
    .description("make a Prefect server hold the flows, schedules and limits of this home")
    .option("--profile <profile>", "what the deployed runs read: sample, live, or a folder")
    .option("--dry-run", "show what would change, send nothing")
    .addOption(json())
    .addHelpText("after", examples(["snapcount deploy --dry-run", "PREFECT_API_URL=http://127.0.0.1:4200/api snapcount deploy"]))
    .action(act(async () => (await import("./commands/deploy.ts")).deploy));

  const flowRun = program.command("flow-run").description("flow runs of a Prefect server");
  flowRun
    .command("execute")
    .description("execute a flow run that exists on the server (what its workers start)")
    .argument("[id]", "default: PREFECT__FLOW_RUN_ID, which a worker sets")
    .addHelpText("after", examples(["snapcount flow-run execute", "snapcount flow-run execute 0192f3c4-1111-7aaa-8bbb-123456789abc"]))
    .action(act(async () => (await import("./commands/flow-run.ts")).executeFlowRunCommand));

  const dbt = program.command("dbt").description("the dbt project on this home's snapshots");
  for (const [name, about] of [
    ["run", "seed and build the models"],
    ["test", "run the tests"],
    ["freshness", "ask how long ago each source was looked at"],
    ["build", "build, then test"],
  ] as const) {
    dbt
      .command(name)
      .description(about)
      .option("--profile <profile>", "sample, live, or a folder with profile.yaml")
      .option("--select <sources>", "only what depends on these sources (a,b)")
      .addOption(json())
      .addHelpText("after", examples([`snapcount dbt ${name}`, `snapcount dbt ${name} --select nflverse`]))
      .action(act(async () => (await import("./commands/dbt.ts")).dbtAction(name)));
  }

  program
    .command("prune")
    .description("let go of superseded snapshots, payloads and ledger rows that are old")
    .option("--older-than <days>", "how old (default: prune.days, 180)")
    .option("--dry-run", "show what would go, change nothing")
    .addOption(json())
    .addHelpText("after", examples(["snapcount prune --dry-run", "snapcount prune --older-than 365"]))
    .action(act(async () => (await import("./commands/prune.ts")).prune));

  const docs = program.command("docs").description("documents that state what the code does");
  docs
    .command("write")
    .description("rewrite the generated parts")
    .addOption(json())
    .addHelpText("after", examples(["snapcount docs write"]))
    .action(act(async () => (await import("./commands/docs.ts")).writeDocuments));
  docs
    .command("check")
    .description("fail when a document is not true")
    .addOption(json())
    .addHelpText("after", examples(["snapcount docs check"]))
    .action(act(async () => (await import("./commands/docs.ts")).checkDocuments));

  program
    .command("doctor")
    .description("is everything in place? settings with their origin, tools, sources")
    .option("--checks", "list every check with its thresholds, here and by default")
    .addOption(json())
    .addHelpText("after", examples(["snapcount doctor", "snapcount doctor --checks | less"]))
    .action(act(async () => (await import("./commands/doctor.ts")).doctor));

  return program;
}

/** @returns every runnable command of the program, for the document check. */
function describeCommands(program: Command): readonly CommandShape[] {
  const shapes: CommandShape[] = [];
  const visit = (command: Command, path: readonly string[]): void => {
    for (const child of command.commands) visit(child, [...path, child.name()]);
    if (command.commands.length > 0 && path.length > 0) return;
    const flags = command.options.map((option) => ({ name: option.long ?? option.short ?? "", takesValue: option.required || option.optional }));
    const maxArguments = command.registeredArguments.some((argument) => argument.variadic) ? Infinity : command.registeredArguments.length;
    shapes.push({ path, flags: [...flags, { name: "--help", takesValue: false }], maxArguments });
  };
  visit(program, []);
  return shapes;
}

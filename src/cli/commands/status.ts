import { readCurrent } from "../../store/local/current.ts";
import { readSurroundings, withStore } from "../context.ts";
import { EXIT, formatJson } from "../output.ts";
import type { CommandContext } from "../action.ts";
import { formatAge, formatCount, formatTable } from "../terminal.ts";

/** `snapcount status`: one small index file, whatever the number of partitions; an unfinished publish is finished first. */
export async function status({ options }: CommandContext): Promise<number> {
  const surroundings = readSurroundings();
  const { terminal, loaded, now } = surroundings;
  const roots = { rawRoot: loaded.paths.rawRoot, dataRoot: loaded.paths.dataRoot };
  let reading = readCurrent(roots);
  if (!reading.ok) {
    await withStore(surroundings, async () => undefined);
    reading = readCurrent(roots);
  }
  const snapshots = reading.ok ? reading.snapshots : [];
  if (options["json"] === true) {
    terminal.out(formatJson("status", { home: loaded.paths.home, rawRoot: loaded.paths.rawRoot, warehouse: loaded.paths.warehouse, snapshots }));
    return EXIT.success;
  }
  if (snapshots.length === 0) {
    terminal.out(`Nothing is published in ${loaded.paths.rawRoot} yet. \`snapcount run\` loads everything; \`snapcount run --profile sample\` tries it without a network.`);
    return EXIT.success;
  }
  const { paint } = terminal;
  terminal.out(
    formatTable(
      terminal,
      [{ head: "dataset" }, { head: "date" }, { head: "rows", align: "right" }, { head: "verdict" }, { head: "changed" }, { head: "checked" }],
      snapshots.map((row) => [
        `${row.source}.${row.dataset}`,
        row.dt,
        formatCount(row.rows),
        row.verdict === "warn" ? paint.yellow("warn") : (row.verdict ?? paint.red("no manifest")),
        formatAge(row.last_changed_at ?? row.asof_datetime, now()),
        formatAge(row.last_checked_at, now()),
      ]),
    ),
  );
  terminal.out(paint.dim(`snapshots ${loaded.paths.rawRoot}`));
  terminal.out(paint.dim(`warehouse ${loaded.paths.warehouse}`));
  return EXIT.success;
}

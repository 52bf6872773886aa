import type { RegistryRow } from "../../store/store.ts";
import { readSurroundings, withStore } from "../context.ts";
import { EXIT, formatJson } from "../output.ts";
import type { CommandContext } from "../action.ts";
import { formatCount, formatTable, type Terminal } from "../terminal.ts";

/** `snapcount registry show`: current and historical snapshots; `--all` adds the superseded. */
export async function showRegistry({ options }: CommandContext): Promise<number> {
  const surroundings = readSurroundings();
  const rows = await withStore(surroundings, (store) => store.registry());
  const shown = options["all"] === true ? rows : rows.filter((row) => row.status === "current" || row.status === "historical");
  if (options["json"] === true) surroundings.terminal.out(formatJson("registry", shown));
  else print(surroundings.terminal, shown, rows.length);
  return EXIT.success;
}

/** `snapcount registry rebuild`: the same bytes as before, unless something had been lost. */
export async function rebuildRegistry({ options }: CommandContext): Promise<number> {
  const surroundings = readSurroundings();
  const rows = await withStore(surroundings, (store) => store.rebuildRegistry());
  if (options["json"] === true) surroundings.terminal.out(formatJson("registry", rows));
  else surroundings.terminal.out(`registry rebuilt: ${formatCount(rows.length)} snapshots`);
  return EXIT.success;
}

function print(terminal: Terminal, shown: readonly RegistryRow[], total: number): void {
  if (total === 0) {
    terminal.out("The registry is empty: nothing has been published yet. `snapcount run` loads everything.");
    return;
  }
  const newestFirst = [...shown].sort((a, b) => (a.snapshot_date === b.snapshot_date ? label(a).localeCompare(label(b)) : b.snapshot_date.localeCompare(a.snapshot_date)));
  terminal.out(
    formatTable(
      terminal,
      [{ head: "snapshot" }, { head: "date" }, { head: "status" }, { head: "seasons" }, { head: "rows", align: "right" }, { head: "notes" }],
      newestFirst.map((row) => [label(row), row.snapshot_date, row.status, seasons(row), formatCount(row.row_count), row.notes]),
    ),
  );
  if (shown.length < total) terminal.out(terminal.paint.dim(`${formatCount(total - shown.length)} superseded; --all shows them`));
}

function label(row: RegistryRow): string {
  return `${row.source}.${row.dataset}`;
}

function seasons(row: RegistryRow): string {
  if (row.coverage_start_season === null) return "-";
  return row.coverage_start_season === row.coverage_end_season ? String(row.coverage_start_season) : `${row.coverage_start_season}-${row.coverage_end_season}`;
}

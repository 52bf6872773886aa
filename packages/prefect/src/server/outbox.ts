import { appendFileSync, closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Item, Mark } from "./item.ts";

/**
 * What one process owes to the server, one JSON line each, appended as it happens. Invariants:
 * 1. A line is on disk (of the operating system) before anything of it is sent, so SIGKILL loses no report that was recorded.
 * 2. Lines are only appended; what was accepted is said by a later line (a mark). A torn last line is no line.
 * 3. The file of a living process is written by that process alone. The file of a dead one is taken over by renaming it: only one
 *    process can, and if that one dies too, the next takes it from there.
 * 4. The file is removed when nothing is owed any more; what the server refused for good stands in `rejected.ndjson` beside it.
 */
export class Outbox {
  readonly #path: string;
  readonly #rejectedPath: string;
  #fd: number | null = null;
  #lines: string[] = [];
  #count = 0;
  #timer: NodeJS.Timeout | null = null;
  #broken: Error | null = null;

  /** @param path see `outboxPath`, or a file that was taken over. @param lines that stand in it already */
  constructor(path: string, lines: number) {
    this.#path = path;
    this.#rejectedPath = join(dirname(path), "rejected.ndjson");
    this.#count = lines;
  }

  /** @returns the number of the line, from 0. */
  append(line: Item | Mark): number {
    this.#lines.push(JSON.stringify(line));
    // One write for a burst of states; the sender writes before it sends (invariant 1).
    this.#timer ??= setTimeout(() => this.write(), WRITE_MS);
    return this.#count++;
  }

  /** Puts what was appended where a kill does not reach it. A full disk is the operator's matter: see `broken`. */
  write(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#lines.length === 0 || this.#broken !== null) return;
    const text = `${this.#lines.join("\n")}\n`;
    this.#lines = [];
    try {
      this.#fd ??= openForAppend(this.#path);
      writeSync(this.#fd, text);
    } catch (error) {
      this.#broken = error as Error;
    }
  }

  /** Why reports are kept in memory only, or null. */
  get broken(): Error | null {
    return this.#broken;
  }

  reject(item: unknown, reason: string): void {
    try {
      appendFileSync(this.#rejectedPath, `${JSON.stringify({ reason, item })}\n`);
    } catch {
      // The note that goes with every rejection is all that can be had now.
    }
  }

  /** @param settled nothing is owed any more: the file is removed. */
  close(settled: boolean): void {
    this.write();
    if (this.#fd !== null) closeSync(this.#fd);
    this.#fd = null;
    if (settled && this.#broken === null) rmSync(this.#path, { force: true });
  }
}

/** @param dir shared by all processes of a home. @param owner who writes: its liveness decides when others may take over. */
export function outboxPath(dir: string, owner: string): string {
  return join(dir, `${owner}.ndjson`);
}

const WRITE_MS = 20;

function openForAppend(path: string): number {
  mkdirSync(dirname(path), { recursive: true });
  return openSync(path, "a");
}

/** An outbox of a process that is no longer alive, now ours. */
export interface TakenOutbox {
  readonly path: string;
  /** The lines as they were written; what is damaged is left out. */
  readonly lines: readonly (Item | Mark)[];
}

/**
 * Takes over what dead processes left. Two processes that try at once get different files.
 * @param taker the owner that takes them; @param isAlive asked for the owner of each file
 */
export function takeOutboxes(dir: string, taker: string, isAlive: (owner: string) => boolean): readonly TakenOutbox[] {
  if (!existsSync(dir)) return [];
  const taken: TakenOutbox[] = [];
  for (const name of readdirSync(dir)) {
    const match = /^(.+?)(?:\.taken-(.+))?\.ndjson$/.exec(name);
    const holder = match?.[2] ?? match?.[1];
    if (match?.[1] === undefined || holder === undefined || name === "rejected.ndjson" || holder === taker || isAlive(holder)) continue;
    const path = join(dir, `${match[1]}.taken-${taker}.ndjson`);
    try {
      renameSync(join(dir, name), path);
    } catch {
      continue;
    }
    taken.push({ path, lines: readLines(path) });
  }
  return taken;
}

function readLines(path: string): readonly (Item | Mark)[] {
  return readFileSync(path, "utf8").split("\n").flatMap((line) => {
    try {
      return line === "" ? [] : [JSON.parse(line) as Item | Mark];
    } catch {
      return [];
    }
  });
}

import { Listr, type ListrTaskWrapper, type DefaultRenderer, type SimpleRenderer } from "listr2";
import type { ProgressEvent, ProgressSink } from "../flows/progress.ts";
import { formatDuration, type Terminal } from "./terminal.ts";

/** Draws progress: a person sees live lines, a pipe gets one plain line per finished step. */
export interface ProgressView {
  readonly sink: ProgressSink;
  /** Ends the view; steps still open are shown as stopped. */
  close(): Promise<void>;
}

const MARK = { ok: "ok", warn: "warn", failed: "FAILED", skipped: "skipped" } as const;

function createPlainView(terminal: Terminal, now: () => number): ProgressView {
  const startedAt = new Map<string, number>();
  const sink = (event: ProgressEvent): void => {
    if (event.kind === "plan" && event.heading !== null) terminal.err(event.heading);
    else if (event.kind === "start") startedAt.set(event.step, now());
    else if (event.kind === "note") terminal.err(event.text);
    else if (event.kind === "end") {
      const ms = now() - (startedAt.get(event.step) ?? now());
      terminal.err(`${MARK[event.verdict].padEnd(7)} ${event.step}: ${event.text} (${formatDuration(ms)})`);
    }
  };
  return { sink, close: async () => undefined };
}

type Wrapper = ListrTaskWrapper<unknown, typeof DefaultRenderer, typeof SimpleRenderer>;

/** One drawn line: started and ended by events, whichever comes first. */
interface Line {
  readonly title: string;
  task: Wrapper | null;
  startedAt: number | null;
  text: string;
  settle: (() => void) | null;
  ended: { readonly verdict: "ok" | "warn" | "failed" | "skipped"; readonly text: string } | null;
}

function createLiveView(terminal: Terminal, now: () => number): ProgressView {
  const lines = new Map<string, Line>();
  let running: Promise<unknown> = Promise.resolve();

  const begin = (steps: readonly { readonly id: string; readonly title: string }[], heading: string | null): void => {
    const width = Math.max(...steps.map((step) => step.title.length));
    const tasks = steps.map(({ id, title }) => {
      const line: Line = { title: title.padEnd(width), task: null, startedAt: null, text: "", settle: null, ended: null };
      lines.set(id, line);
      return {
        title: line.title,
        task: (_: unknown, task: Wrapper): Promise<void> => {
          line.task = task;
          return new Promise<void>((resolve, reject) => {
            line.settle = () => (line.ended?.verdict === "failed" ? reject(new Error(line.task?.title ?? line.title)) : resolve());
            draw(line);
            if (line.ended !== null) line.settle();
          });
        },
      };
    });
    const list = new Listr(tasks, { concurrent: true, exitOnError: false, collectErrors: false, rendererOptions: { collapseErrors: true, showErrorMessage: false, formatOutput: "truncate" } });
    running = running
      .then(() => {
        if (heading !== null) terminal.err(terminal.paint.bold(heading));
        return list.run();
      })
      .catch(() => undefined);
  };

  const draw = (line: Line): void => {
    if (line.task === null) return;
    if (line.ended !== null) {
      const took = line.startedAt === null ? "" : `  ${terminal.paint.dim(formatDuration(now() - line.startedAt))}`;
      const text = line.ended.verdict === "warn" ? terminal.paint.yellow(line.ended.text) : line.ended.verdict === "failed" ? terminal.paint.red(line.ended.text) : line.ended.text;
      line.task.title = `${line.title}  ${text}${took}`;
    } else if (line.text !== "") line.task.title = `${line.title}  ${terminal.paint.dim(line.text)}`;
  };

  const sink = (event: ProgressEvent): void => {
    if (event.kind === "plan") return begin(event.steps, event.heading);
    if (event.kind === "note") return;
    const line = lines.get(event.step);
    if (line === undefined) return;
    if (event.kind === "start") line.startedAt = now();
    if (event.kind === "update") line.text = event.text;
    if (event.kind === "end") line.ended = event;
    draw(line);
    if (event.kind === "end") line.settle?.();
  };

  const close = async (): Promise<void> => {
    for (const line of lines.values()) {
      if (line.ended !== null) continue;
      line.ended = { verdict: "skipped", text: "not reached" };
      draw(line);
      line.settle?.();
    }
    await running;
  };
  return { sink, close };
}

/** @param now monotonic milliseconds */
export function createProgressView(terminal: Terminal, now: () => number): ProgressView {
  return terminal.isTty ? createLiveView(terminal, now) : createPlainView(terminal, now);
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Flow, type FlowRunResult, flow, runFlow, task } from "@snapcount/prefect";
import { createPrefectApi, openPrefectSession, type PrefectApi, type PrefectSession, readPrefectSettings } from "@snapcount/prefect/server";
import * as z from "zod";

/** A session on a server (or on a proxy before it), with an outbox of its own and everything that was said about it. */
export interface TestSession extends AsyncDisposable {
  readonly session: PrefectSession;
  readonly notes: string[];
  readonly outboxDir: string;
  run<S extends z.ZodType, R>(flow: Flow<S, R, unknown>, parameters: z.input<S>, options?: { readonly signal?: AbortSignal; readonly flowRunId?: string }): Promise<FlowRunResult<R>>;
}

export interface TestSessionOptions {
  readonly outboxDir?: string;
  readonly owner?: string;
  readonly existingRunId?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Of the owners of other outboxes. Default: all dead. */
  readonly isAlive?: (owner: string) => boolean;
}

let owners = 0;

export function openTestSession(apiUrl: string, options: TestSessionOptions = {}): TestSession {
  const outboxDir = options.outboxDir ?? mkdtempSync(join(tmpdir(), "snapcount-outbox-"));
  const notes: string[] = [];
  const settings = readPrefectSettings({ PREFECT_API_URL: apiUrl, PREFECT_HOME: "/nowhere", ...options.env });
  if (settings === null) throw new Error("no settings");
  const session = openPrefectSession({
    settings,
    outboxDir,
    owner: options.owner ?? `test-${process.pid}-${(owners += 1)}`,
    isAlive: options.isAlive ?? (() => false),
    note: (text) => notes.push(text),
    ...(options.existingRunId === undefined ? {} : { existingRunId: options.existingRunId }),
  });
  return {
    session,
    notes,
    outboxDir,
    run: (flow, parameters, runOptions = {}) => runFlow(flow, parameters, { env: undefined, orchestrator: session.orchestrator, recorder: session.recorder, ...runOptions }),
    [Symbol.asyncDispose]: async () => {
      await session.close();
      if (options.outboxDir === undefined) rmSync(outboxDir, { recursive: true, force: true });
    },
  };
}

export function openTestApi(apiUrl: string): PrefectApi {
  const settings = readPrefectSettings({ PREFECT_API_URL: apiUrl, PREFECT_HOME: "/nowhere" });
  if (settings === null) throw new Error("no settings");
  return createPrefectApi(settings);
}

/** @returns the server's id of a run */
export function serverIdOf(session: PrefectSession, flowRunId: string): string {
  const id = session.urlOf(flowRunId)?.split("/").at(-1);
  if (id === undefined) throw new Error(`the server does not know run ${flowRunId}`);
  return id;
}

/** Calls `look` until it gives something else than undefined. */
export async function eventually<T>(what: string, look: () => Promise<T | undefined>, withinMs = 60_000): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`${what}: not seen within ${withinMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export const add = task<{ readonly a: number; readonly b: number }, number, unknown>({ name: "add", tags: ["sum"] }, ({ a, b }, run) => {
  run.log.info(`adding ${a} and ${b}`);
  return a + b;
});

/** Two sums, the second of the first: two task runs and one edge. */
export const sums = flow({ name: "test-sums", description: "Two sums", parameters: z.strictObject({ a: z.number(), b: z.number().default(2) }) }, async ({ a, b }, run) => {
  const first = run.submit(add, { a, b });
  return run.submit(add, { a: first, b: 10 });
});

/** Task runs that do nothing, `n` of them. */
export const many = flow({ name: "test-many", description: "Many tasks", parameters: z.strictObject({ n: z.number() }) }, async ({ n }, run) => {
  const futures = run.map(add, Array.from({ length: n }, (_, i) => ({ a: i, b: 0 })), { concurrency: 10 });
  await Promise.all(futures);
  return n;
});

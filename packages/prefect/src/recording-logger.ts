import type { Recorder } from "./recorder.ts";
import type { FlowRunInfo, LogLevel, RunLogger } from "./runs.ts";

interface LogHost {
  readonly run: FlowRunInfo;
  readonly recorder: Recorder;
  readonly micros: () => number;
}

/** Hands a run's log lines to the recorder, with the run they belong to and their instant. */
export class RecordingLogger implements RunLogger {
  readonly #host: LogHost;
  readonly #taskRunId: string | null;

  constructor(host: LogHost, taskRunId: string | null) {
    this.#host = host;
    this.#taskRunId = taskRunId;
  }

  debug(message: string): void {
    this.#write("debug", message);
  }

  info(message: string): void {
    this.#write("info", message);
  }

  warning(message: string): void {
    this.#write("warning", message);
  }

  error(message: string): void {
    this.#write("error", message);
  }

  #write(level: LogLevel, message: string): void {
    this.#host.recorder.log({ flowRunId: this.#host.run.flowRunId, taskRunId: this.#taskRunId, level, message, at: this.#host.micros() });
  }
}

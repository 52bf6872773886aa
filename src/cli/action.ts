/** What a command was called with. */
export interface CommandContext {
  readonly options: Readonly<Record<string, unknown>>;
  readonly args: readonly string[];
}

/** @returns the exit code. */
export type Action = (context: CommandContext) => Promise<number>;
export type ActionLoader = () => Promise<Action>;

/** A command line as the documents may write it. */
export interface CommandShape {
  readonly path: readonly string[];
  readonly flags: readonly { readonly name: string; readonly takesValue: boolean }[];
  readonly maxArguments: number;
}

/** What a command was called with. */
export interface CommandContext {
  readonly options: Readonly<Record<string, unknown>>;
  readonly args: readonly string[];
  /** Every runnable command of the program; the document check asks. */
  readonly commands: () => readonly CommandShape[];
}

/** @returns the exit code. */
export type Action = (context: CommandContext) => Promise<number>;
export type ActionLoader = () => Promise<Action>;

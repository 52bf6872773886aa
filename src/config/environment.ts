/** The process's environment, read here and nowhere else below the command line. */
export function processEnvironment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

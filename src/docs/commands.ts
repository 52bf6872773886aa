/** A command that can be written in a document: the command line's own description of itself. */
export interface KnownCommand {
  /** `["registry", "show"]`; empty for the program itself. */
  readonly path: readonly string[];
  readonly flags: readonly { readonly name: string; readonly takesValue: boolean }[];
  readonly maxArguments: number;
}

/** @returns what is wrong with the words after `snapcount`, or null. */
export function checkCommand(words: readonly string[], known: readonly KnownCommand[]): string | null {
  const given = words.includes("...") ? words.slice(0, words.indexOf("...")) : words;
  const command = findCommand(given, known);
  if (command === null) return isGroup(given, known) ? null : `there is no command 'snapcount ${given.slice(0, 2).join(" ")}'`;
  let positional = 0;
  const rest = given.slice(command.path.length);
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at] ?? "";
    if (!word.startsWith("-")) {
      positional += 1;
      continue;
    }
    const name = word.split("=")[0] ?? word;
    const flag = command.flags.find((candidate) => candidate.name === name);
    if (flag === undefined) return `'snapcount ${command.path.join(" ")}' has no flag ${name}`;
    if (flag.takesValue && !word.includes("=")) {
      if (rest[at + 1] === undefined) return `${name} of 'snapcount ${command.path.join(" ")}' needs a value`;
      at += 1;
    }
  }
  if (positional > command.maxArguments) return `'snapcount ${command.path.join(" ")}' takes ${command.maxArguments} argument(s), here are ${positional}`;
  return null;
}

/** The longest path wins: `registry show` before the program itself. */
function findCommand(words: readonly string[], known: readonly KnownCommand[]): KnownCommand | null {
  const fitting = known.filter((command) => command.path.every((part, index) => words[index] === part));
  const longest = fitting.reduce<KnownCommand | null>((best, command) => (best === null || command.path.length > best.path.length ? command : best), null);
  const unnamed = longest?.path.length === 0 && words[0]?.startsWith("-") === false;
  return unnamed ? null : longest;
}

/** `snapcount registry`, alone or with --help: the name of a group of commands. */
function isGroup(words: readonly string[], known: readonly KnownCommand[]): boolean {
  const names = words.filter((word) => word !== "--help");
  return names.length > 0 && known.some((command) => command.path.length > names.length && names.every((name, index) => command.path[index] === name));
}

/** @returns the simple commands of a shell line as words: without prompt, comment, assignments and redirections. */
export function splitShellLine(line: string): readonly (readonly string[])[] {
  const code = line
    .replace(/^\s*\$ /, "")
    .replace(/(^|\s)#.*$/, "")
    .replace(/(?:^|\s)\d?(?:>>?|<)\s+\S+|\s\d>&\d/g, " ");
  return code
    .split(/&&|\|\||[|;]/)
    .map((part) => part.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? [])
    .map((words) => words.filter((_word, index) => words.slice(0, index + 1).some((before) => !/^[A-Za-z_]\w*=/.test(before))))
    .map((words) => words.map((word) => word.replace(/^(["'])(.*)\1$/, "$2")))
    .filter((words) => words.length > 0);
}

/** @returns the targets a Makefile declares by `target: ...`, stamps and variables excluded. */
export function readMakeTargets(makefile: string): ReadonlySet<string> {
  return new Set([...makefile.matchAll(/^([a-z][a-z0-9-]*):(?!=)/gm)].map((match) => match[1] ?? ""));
}

/** @returns what is wrong with the words after `make`, or null. */
export function checkMake(words: readonly string[], targets: ReadonlySet<string>): string | null {
  const missing = words.find((word) => !word.startsWith("-") && !word.includes("=") && !targets.has(word));
  return missing === undefined ? null : `the Makefile has no target '${missing}'`;
}

import type { CommandContext } from "../action.ts";
export async function writeDocuments(_context: CommandContext): Promise<number> { return 0; }
export async function checkDocuments(_context: CommandContext): Promise<number> { return 0; }

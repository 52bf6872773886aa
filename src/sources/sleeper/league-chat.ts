/** The league's last word in its chat, and who said it: nothing of it is in a table, and it may be anything, also somebody's number. */
const CHAT = /^last_(?:message|author|pinned_message|read)_/;

/** @returns a league's answer without its chat; what is no JSON object comes back as it is, for the parser to name */
export function withoutChat(bytes: Uint8Array): Uint8Array {
  let league: unknown;
  try {
    league = JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    return bytes;
  }
  if (typeof league !== "object" || league === null || Array.isArray(league)) return bytes;
  return Buffer.from(JSON.stringify(Object.fromEntries(Object.entries(league).filter(([name]) => !CHAT.test(name)))));
}

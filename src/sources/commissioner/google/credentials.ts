import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import * as z from "zod";
import { SourceSetupError } from "../../../core/errors.ts";

/** What the token is asked with. */
export interface ServiceAccountKey {
  readonly client_email: string;
  readonly private_key: string;
}

const Key = z.looseObject({ type: z.literal("service_account"), client_email: z.string().min(3), private_key: z.string().includes("PRIVATE KEY") });
/** What to do about a key that is missing, damaged or refused. */
export const SET_CREDENTIALS = "Set GOOGLE_APPLICATION_CREDENTIALS to the path of the service account's JSON key, or GOOGLE_APPLICATION_CREDENTIALS_JSON to its content, plain or in base64; share both workbooks with the account's address.";

/**
 * Finds the service account's key: by path, as JSON, or as JSON in base64. Either variable may hold any of the three, as the system
 * this one replaces had it in different places. No part of a key is ever in a message.
 * @throws SourceSetupError saying what to set
 */
export function findCredentials(env: Readonly<Record<string, string | undefined>>): ServiceAccountKey {
  for (const name of ["GOOGLE_APPLICATION_CREDENTIALS_JSON", "GOOGLE_APPLICATION_CREDENTIALS"] as const) {
    const text = env[name]?.trim() ?? "";
    if (text !== "") return readKey(name, text);
  }
  throw new SourceSetupError("the league sheet needs a Google service account, and none is set", SET_CREDENTIALS);
}

function readKey(name: string, text: string): ServiceAccountKey {
  const json = text.startsWith("{") ? text : (decodeBase64(text) ?? readKeyFile(name, text));
  const key = Key.safeParse(parseJson(name, json));
  if (!key.success) {
    const missing = key.error.issues.map(({ path }) => path.join(".")).join(", ");
    throw new SourceSetupError(`${name}: this is no service account's key (look at: ${missing})`, SET_CREDENTIALS);
  }
  // Keys that went through a shell often have their line ends written out.
  const privateKey = key.data.private_key.replaceAll("\\n", "\n");
  if (!isPrivateKey(privateKey)) throw new SourceSetupError(`${name}: its private_key is damaged`, SET_CREDENTIALS);
  return { client_email: key.data.client_email, private_key: privateKey };
}

/** A damaged one would fail when the first token is signed, as if the network were down. */
function isPrivateKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === "rsa";
  } catch {
    return false;
  }
}

/** @returns the decoded text when it is JSON in base64, or null */
function decodeBase64(text: string): string | null {
  if (!/^[A-Za-z0-9+/=_\s-]{40,}$/.test(text)) return null;
  const decoded = Buffer.from(text, "base64").toString("utf8").trim();
  return decoded.startsWith("{") ? decoded : null;
}

function readKeyFile(name: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as { readonly code?: string };
    // The value may be a damaged key: only something that looks like a path is shown.
    const shown = /^[\w./~ -]{1,200}$/.test(path) ? ` at ${path}` : "";
    throw new SourceSetupError(`${name}: there is no readable key file${shown} (${code ?? "not readable"})`, SET_CREDENTIALS);
  }
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SourceSetupError(`${name}: the key is not JSON`, SET_CREDENTIALS);
  }
}

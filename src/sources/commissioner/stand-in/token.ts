import { createPublicKey, createVerify, generateKeyPairSync, randomUUID } from "node:crypto";
import type { ServiceAccountKey } from "../google/credentials.ts";

/** Gives tokens to whoever signs with the key it has made, as Google does for a service account. */
export interface TokenOffice {
  readonly credentials: ServiceAccountKey;
  /** @param assertion a JWT, RS256. @returns a token, or why there is none */
  exchange(assertion: string): { readonly token: string } | { readonly refusal: string };
  isValid(authorization: string | undefined): boolean;
}

export function openTokenOffice(): TokenOffice {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const publicKey = createPublicKey(privateKey);
  const client_email = "stand-in@snapcount.invalid";
  const tokens = new Set<string>();
  return {
    credentials: { client_email, private_key: privateKey.export({ type: "pkcs8", format: "pem" }).toString() },
    exchange: (assertion) => {
      const [header = "", payload = "", signature = ""] = assertion.split(".");
      const claims = parseClaims(payload);
      if (!createVerify("RSA-SHA256").update(`${header}.${payload}`).verify(publicKey, signature, "base64url")) return { refusal: "Invalid JWT Signature." };
      if (claims["iss"] !== client_email) return { refusal: "Not a valid email or user ID." };
      if (!String(claims["scope"]).includes("https://www.googleapis.com/auth/spreadsheets")) return { refusal: "Empty or missing scope not allowed." };
      const token = `ya29.stand-in-${randomUUID()}`;
      tokens.add(token);
      return { token };
    },
    isValid: (authorization) => authorization?.startsWith("Bearer ") === true && tokens.has(authorization.slice("Bearer ".length)),
  };
}

function parseClaims(payload: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as Record<string, unknown>;
  } catch {
    return {};
  }
}

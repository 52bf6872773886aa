import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { findCredentials } from "./credentials.ts";

const dir = mkdtempSync(join(tmpdir(), "snapcount-credentials-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const pem = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const SECRET = pem.split("\n")[3] ?? "";
const key = { type: "service_account", client_email: "robot@project.invalid", private_key: pem.replaceAll("\n", "\\n") };
const json = JSON.stringify(key);
const path = join(dir, "key.json");
writeFileSync(path, json);

describe("a service account's key", () => {
  it.each([
    ["a path", { GOOGLE_APPLICATION_CREDENTIALS: path }],
    ["JSON", { GOOGLE_APPLICATION_CREDENTIALS_JSON: json }],
    ["JSON in base64", { GOOGLE_APPLICATION_CREDENTIALS_JSON: Buffer.from(json).toString("base64") }],
    ["JSON where a path is expected", { GOOGLE_APPLICATION_CREDENTIALS: json }],
    ["a path where JSON is expected", { GOOGLE_APPLICATION_CREDENTIALS_JSON: path }],
    ["base64 broken into lines", { GOOGLE_APPLICATION_CREDENTIALS_JSON: (Buffer.from(json).toString("base64").match(/.{1,60}/g) ?? []).join("\n") }],
  ])("is found as %s, with its line ends put back", (_, env) => {
    expect(findCredentials(env)).toEqual({ client_email: key.client_email, private_key: pem });
  });

  it.each<[string, Record<string, string>, string]>([
    ["none", {}, "none is set"],
    ["an empty one", { GOOGLE_APPLICATION_CREDENTIALS: " " }, "none is set"],
    ["a path without a file", { GOOGLE_APPLICATION_CREDENTIALS: join(dir, "gone.json") }, "there is no readable key file at"],
    ["JSON that is cut", { GOOGLE_APPLICATION_CREDENTIALS_JSON: json.slice(0, -20) }, "the key is not JSON"],
    ["another kind of key", { GOOGLE_APPLICATION_CREDENTIALS_JSON: JSON.stringify({ ...key, type: "authorized_user" }) }, "this is no service account's key (look at: type)"],
    ["a key without its private part", { GOOGLE_APPLICATION_CREDENTIALS_JSON: JSON.stringify({ type: key.type, client_email: key.client_email }) }, "(look at: private_key)"],
    ["a damaged private key", { GOOGLE_APPLICATION_CREDENTIALS_JSON: JSON.stringify({ ...key, private_key: pem.replace(/(?<=KEY-----\n).{40}/, "") }) }, "its private_key is damaged"],
    ["base64 of something else", { GOOGLE_APPLICATION_CREDENTIALS_JSON: Buffer.from(`x${json}`).toString("base64") }, "there is no readable key file"],
  ])("%s: a sentence that says what to set, and nothing of the key", (_, env, message) => {
    const error = catchError(() => findCredentials(env));
    expect(error).toMatchObject({ name: "SourceSetupError", message: expect.stringContaining(message) as unknown, fix: expect.stringContaining("GOOGLE_APPLICATION_CREDENTIALS") as unknown });
    expect(`${error.message}${error.stack ?? ""}`).not.toContain(SECRET);
  });
});

function catchError(body: () => unknown): Error {
  try {
    body();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}

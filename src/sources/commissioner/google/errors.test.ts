import { describe, expect, it } from "vitest";
import type { IngestError } from "../../../core/errors.ts";
import { nameGoogleError, QUOTA_PAUSE_MS } from "./errors.ts";

/** As gaxios throws them: bodies parsed when they are JSON, else as text. */
const answer = (status: number, data: unknown, headers: Readonly<Record<string, string>> = {}): object => ({ message: `Request failed with status code ${status}`, response: { status, data, headers: new Headers(headers) } });
const drive = (reason: string): object => ({ error: { errors: [{ domain: "usageLimits", reason, message: "Rate Limit Exceeded" }], code: 403, message: "Rate Limit Exceeded" } });
const sheets = (code: number, status: string, message: string, reason?: string): object => ({ error: { code, message, status, ...(reason === undefined ? {} : { details: [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason, domain: "googleapis.com" }] }) } });
const HTML = "<html><head><title>Sorry...</title></head></html>";

describe("what Google answers", () => {
  it.each<[string, object, number]>([
    ["429 of Sheets", answer(429, sheets(429, "RESOURCE_EXHAUSTED", "Quota exceeded", "RATE_LIMIT_EXCEEDED")), QUOTA_PAUSE_MS],
    ["429 that says how long", answer(429, sheets(429, "RESOURCE_EXHAUSTED", "Quota exceeded"), { "retry-after": "90" }), 90_000],
    ["429 as a page of HTML", answer(429, HTML), QUOTA_PAUSE_MS],
    ["403 rateLimitExceeded of Drive", answer(403, drive("rateLimitExceeded")), QUOTA_PAUSE_MS],
    ["403 userRateLimitExceeded of Drive", answer(403, drive("userRateLimitExceeded")), QUOTA_PAUSE_MS],
    ["403 rateLimitExceeded as unread text", answer(403, JSON.stringify(drive("rateLimitExceeded"))), QUOTA_PAUSE_MS],
  ])("%s is a quota, and is waited for", (_, error, retryAfterMs) => {
    expect(nameGoogleError("read Ada", error)).toMatchObject({ name: "ProviderUnavailableError", severity: "retryable", retryAfterMs, message: expect.stringMatching(/^Google, read Ada: the quota is used up \((?:429|403): /) as unknown });
  });

  it.each<[string, object, RegExp]>([
    ["500", answer(500, sheets(500, "INTERNAL", "Internal error encountered.")), /500: Internal error encountered/],
    ["502 as a page of HTML", answer(502, HTML), /502: a page of HTML instead of an answer/],
    ["503", answer(503, sheets(503, "UNAVAILABLE", "The service is currently unavailable.")), /503: The service is currently unavailable/],
    ["nothing", Object.assign(new TypeError("fetch failed"), { cause: { code: "ECONNRESET" } }), /no complete answer \(ECONNRESET\)/],
    ["nothing in time", { name: "Error", code: "TimeoutError", message: "The operation was aborted due to timeout", cause: new DOMException("The operation was aborted due to timeout", "TimeoutError") }, /no complete answer/],
  ])("%s may be better in a moment", (_, error, message) => {
    const named = nameGoogleError("read Ada", error);
    expect(named).toMatchObject({ name: "ProviderUnavailableError", severity: "retryable", retryAfterMs: null });
    expect(named.message).toMatch(message);
  });

  it.each<[string, object, string, RegExp]>([
    ["403 of somebody else's workbook", answer(403, sheets(403, "PERMISSION_DENIED", "The caller does not have permission")), "SourceSetupError", /share both with the service account/],
    ["403 of an API that is off", answer(403, sheets(403, "PERMISSION_DENIED", "Google Sheets API has not been used", "SERVICE_DISABLED")), "SourceSetupError", /COMMISSIONER_SHEET_ID/],
    ["404", answer(404, sheets(404, "NOT_FOUND", "Requested entity was not found.")), "SourceSetupError", /LEAGUE_SHEET_COPY_ID/],
    ["401", answer(401, sheets(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.")), "SourceSetupError", /GOOGLE_APPLICATION_CREDENTIALS/],
    ["400 of the token's endpoint", answer(400, { error: "invalid_grant", error_description: "Invalid grant: account not found" }), "SourceSetupError", /GOOGLE_APPLICATION_CREDENTIALS/],
    ["400", answer(400, sheets(400, "INVALID_ARGUMENT", "Unable to parse range: NOPE!A5:F15")), "PayloadError", /config\/league\.yaml/],
  ])("%s is not asked again, and says what to do", (_, error, name, fix) => {
    const named = nameGoogleError("read Ada", error) as IngestError;
    expect(named).toMatchObject({ name, severity: "fatal", message: expect.stringContaining("Google, read Ada") as unknown });
    expect(named.fix).toMatch(fix);
  });

  it("an error of our own code stays what it is", () => {
    const bug = new TypeError("x is not a function");
    expect(nameGoogleError("read Ada", bug)).toBe(bug);
  });
});

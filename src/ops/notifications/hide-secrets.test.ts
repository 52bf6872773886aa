import { expect, it } from "vitest";
import { createHider, hideSecrets, secretsOf } from "./hide-secrets.ts";

it("hides what looks like a credential or an address of a person, and nothing else", () => {
  const lines = [
    ["https://user:pw12345@example.org/a.parquet: 503", "https://***@example.org/a.parquet: 503"],
    ["https://example.org/a.csv?X-Amz-Signature=abc&x=1: 403", "https://example.org/a.csv?*** 403"],
    ["sent Authorization: Bearer abcdefgh12345678 to it", "sent Authorization: Bearer *** to it"],
    ['api_key="s e c r e t", token=abc; done', "api_key=***, token=***; done"],
    ['{"access_token":"abc","rows":3}', '{"access_token":***,"rows":3}'],
    ["Set-Cookie: session=abc; Path=/", "Set-Cookie: ***"],
    ["shared with robot@league.example.org", "shared with ***"],
    ["nflverse.weekly: 12 of 500 rows have no player_id", "nflverse.weekly: 12 of 500 rows have no player_id"],
  ];
  for (const [line, shown] of lines) expect(hideSecrets(line ?? "")).toBe(shown);
});

it("hides the environment's secrets wherever they stand, also those within a key file's text", () => {
  const secrets = secretsOf({ SLACK_WEBHOOK_URL: "https://hooks.example.org/T0/abcdefgh", GOOGLE_APPLICATION_CREDENTIALS_JSON: '{"private_key":"-----PRIVATE-----","type":"service_account"}', PREFECT_API_KEY: "short", HOME: "/home/somebody" });
  expect(secrets).toContain("-----PRIVATE-----");
  const hide = createHider(secrets);
  expect(hide({ lines: ["posted to https://hooks.example.org/T0/abcdefgh twice"], facts: { deep: [{ note: "of -----PRIVATE----- short in /home/somebody" }], rows: 3, none: null } })).toEqual({ lines: ["posted to *** twice"], facts: { deep: [{ note: "of *** short in /home/somebody" }], rows: 3, none: null } });
});

import { describe, expect, it } from "vitest";
import * as z from "zod";
import { toParameterForm } from "./parameter-form.ts";

describe("the form of a flow's parameters", () => {
  it("has titles, the order of the code, defaults, choices and descriptions; only what has no default is required", () => {
    const schema = z.strictObject({
      day: z.string().describe("The day"),
      when: z.enum(["always", "in-season"]).default("always"),
      max_rows: z.int().min(1).optional(),
      tags: z.array(z.string()).default([]),
    });
    expect(toParameterForm(schema)).toEqual({
      title: "Parameters",
      type: "object",
      properties: {
        day: { title: "day", position: 0, type: "string", description: "The day" },
        when: { title: "when", position: 1, type: "string", enum: ["always", "in-season"], default: "always" },
        max_rows: { title: "max rows", position: 2, type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
        tags: { title: "tags", position: 3, type: "array", items: { type: "string" }, default: [] },
      },
      required: ["day"],
      additionalProperties: false,
    });
  });

  it("keeps shared parts under the name that Prefect looks under", () => {
    const span = z.object({ from: z.int() }).meta({ id: "Span" });
    const form = toParameterForm(z.object({ a: span, b: span }));
    expect(form["definitions"]).toHaveProperty("Span");
    expect(JSON.stringify(form["properties"])).toContain("#/definitions/Span");
  });
});

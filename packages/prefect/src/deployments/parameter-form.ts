import * as z from "zod";

type Json = Readonly<Record<string, unknown>>;

/**
 * @param schema of a flow's parameters: an object
 * @returns the JSON Schema from which Prefect's pages make the custom-run form: titled, in the order of the code, references under
 *   `definitions`. The server checks a run's parameters against it, and so does the flow itself: what JSON Schema cannot say
 *   (a refinement) is refused when the run starts.
 */
export function toParameterForm(schema: z.ZodType): Json {
  const { $schema: _, $defs: defs, ...form } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Record<string, unknown>;
  const properties = Object.entries((form["properties"] ?? {}) as Readonly<Record<string, Json>>);
  return {
    title: "Parameters",
    type: "object",
    properties: Object.fromEntries(properties.map(([name, property], position) => [name, { title: name.replaceAll("_", " "), position, ...(redirect(property) as Json) }])),
    ...(form["required"] === undefined ? {} : { required: form["required"] }),
    ...(form["additionalProperties"] === undefined ? {} : { additionalProperties: form["additionalProperties"] }),
    ...(defs === undefined ? {} : { definitions: redirect(defs) }),
  };
}

/** Prefect looks for what a schema refers to under `definitions`. */
function redirect(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redirect);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, key === "$ref" && typeof inner === "string" ? inner.replace("#/$defs/", "#/definitions/") : redirect(inner)]));
}

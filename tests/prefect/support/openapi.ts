// Bodies held against the OpenAPI document of the running server, more strictly than the server itself: a key that it would ignore is a
// mistake of ours too.
import type { LoggedRequest } from "./proxy.ts";

export interface ApiDocument {
  /** @returns what is wrong with the body of a request, one sentence each; empty when all is well */
  check(method: string, path: string, body: unknown): readonly string[];
  /** @returns the route that a request takes, as the document writes it: `POST /flow_runs/{id}/set_state` */
  routeOf(method: string, path: string): string | undefined;
}

type Schema = Readonly<Record<string, unknown>>;

interface Operation {
  readonly requestBody?: { readonly required?: boolean; readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

export async function readApiDocument(apiUrl: string): Promise<ApiDocument> {
  const response = await fetch(`${apiUrl}/openapi.json`);
  if (!response.ok) throw new Error(`${apiUrl}/openapi.json answered ${response.status}`);
  return createApiDocument((await response.json()) as Parameters<typeof createApiDocument>[0]);
}

export function createApiDocument(document: { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>; readonly components: { readonly schemas: Readonly<Record<string, Schema>> } }): ApiDocument {
  // Of two routes that fit, the one with fewer parameters is meant: `/flow_runs/filter`, not `/flow_runs/{id}`.
  const routes = Object.entries(document.paths)
    .flatMap(([path, operations]) => Object.entries(operations).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation, pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`) })))
    .sort((a, b) => a.path.split("{").length - b.path.split("{").length);
  const find = (method: string, path: string) => routes.find((route) => route.method === method && route.pattern.test(path.split("?")[0] ?? ""));
  const checker = new Checker(document.components.schemas);
  return {
    routeOf: (method, path) => {
      const route = find(method, path);
      return route === undefined ? undefined : `${method} ${route.path}`;
    },
    check: (method, path, body) => {
      const route = find(method, path);
      if (route === undefined) return [`${method} ${path}: the server has no such route`];
      const { requestBody } = route.operation;
      if (requestBody === undefined) return body === undefined ? [] : [`${method} ${path}: takes no body`];
      if (body === undefined) return requestBody.required === true ? [`${method} ${path}: needs a body`] : [];
      return checker.check(requestBody.content["application/json"]?.schema ?? {}, body, "body").map((issue) => `${method} ${route.path} ${issue}`);
    },
  };
}

/** @returns every mistake in the bodies that a proxy saw */
export function checkAll(document: ApiDocument, requests: readonly LoggedRequest[]): readonly string[] {
  return requests.flatMap(({ method, path, body }) => document.check(method, path.replace(/^\/api/, ""), body));
}

/** JSON Schema, as far as the server's document uses it. */
class Checker {
  readonly #schemas: Readonly<Record<string, Schema>>;

  constructor(schemas: Readonly<Record<string, Schema>>) {
    this.#schemas = schemas;
  }

  check(schema: Schema, value: unknown, at: string): readonly string[] {
    if (typeof schema["$ref"] === "string") return this.check(this.#schemas[schema["$ref"].replace("#/components/schemas/", "")] ?? {}, value, at);
    const branches = (schema["anyOf"] ?? schema["oneOf"]) as readonly Schema[] | undefined;
    if (branches !== undefined) return this.#checkBranches(branches, value, at);
    if ("const" in schema && schema["const"] !== value) return [`${at}: is not ${JSON.stringify(schema["const"])}`];
    const allowed = schema["enum"] as readonly unknown[] | undefined;
    if (allowed !== undefined && !allowed.includes(value)) return [`${at}: ${JSON.stringify(value)} is none of ${allowed.join(", ")}`];
    // The document writes a duration as text; the server reads seconds as well, and answers in them.
    if (schema["format"] === "duration" && typeof value === "number") return [];
    if (typeof schema["type"] === "string" && !isOfType(schema["type"], value)) return [`${at}: ${JSON.stringify(value)?.slice(0, 60)} is no ${schema["type"]}`];
    if (typeof value === "string") return checkString(schema, value, at);
    if (typeof value === "number") return checkNumber(schema, value, at);
    if (Array.isArray(value)) return this.#checkArray(schema, value, at);
    return typeof value === "object" && value !== null ? this.#checkObject(schema, value as Schema, at) : [];
  }

  /** When none fits, the complaint of the one that comes nearest. */
  #checkBranches(branches: readonly Schema[], value: unknown, at: string): readonly string[] {
    const issues = branches.map((branch) => this.check(branch, value, at)).sort((a, b) => a.length - b.length || nearness(b, at) - nearness(a, at));
    return issues[0] ?? [];
  }

  #checkArray(schema: Schema, value: readonly unknown[], at: string): readonly string[] {
    const { items, minItems, maxItems } = schema as { readonly items?: Schema; readonly minItems?: number; readonly maxItems?: number };
    if (value.length < (minItems ?? 0) || value.length > (maxItems ?? Infinity)) return [`${at}: ${value.length} items`];
    return items === undefined ? [] : value.flatMap((item, index) => this.check(items, item, `${at}.${index}`));
  }

  #checkObject(schema: Schema, value: Schema, at: string): readonly string[] {
    const properties = schema["properties"] as Readonly<Record<string, Schema>> | undefined;
    const rest = schema["additionalProperties"];
    const missing = ((schema["required"] ?? []) as readonly string[]).filter((name) => !(name in value)).map((name) => `${at}.${name}: is missing`);
    const issues = Object.entries(value).flatMap(([name, inner]) => {
      const known = properties?.[name];
      if (inner === undefined) return [];
      if (known !== undefined) return this.check(known, inner, `${at}.${name}`);
      if (typeof rest === "object" && rest !== null) return this.check(rest as Schema, inner, `${at}.${name}`);
      return rest === true || properties === undefined ? [] : [`${at}.${name}: is not known`];
    });
    return [...missing, ...issues];
  }
}

/** How deep a complaint lies: one about the inside of an object means that the object was the right one. */
function nearness(issues: readonly string[], at: string): number {
  return Math.max(0, ...issues.map((issue) => (issue.split(":")[0] ?? "").split(".").length - at.split(".").length));
}

function isOfType(type: string, value: unknown): boolean {
  if (type === "null") return value === null;
  if (type === "integer") return Number.isInteger(value);
  if (type === "array") return Array.isArray(value);
  if (type === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
  return typeof value === type;
}

const FORMATS: Readonly<Record<string, RegExp>> = {
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
};

function checkString(schema: Schema, value: string, at: string): readonly string[] {
  const { pattern, format, minLength, maxLength } = schema as { readonly pattern?: string; readonly format?: string; readonly minLength?: number; readonly maxLength?: number };
  if (pattern !== undefined && !new RegExp(pattern, "u").test(value)) return [`${at}: '${value.slice(0, 60)}' does not fit ${pattern}`];
  const shape = format === undefined ? undefined : FORMATS[format];
  if (shape !== undefined && !shape.test(value)) return [`${at}: '${value.slice(0, 60)}' is no ${format}`];
  return value.length < (minLength ?? 0) || value.length > (maxLength ?? Infinity) ? [`${at}: ${value.length} characters`] : [];
}

function checkNumber(schema: Schema, value: number, at: string): readonly string[] {
  const { minimum, maximum, exclusiveMinimum } = schema as { readonly minimum?: number; readonly maximum?: number; readonly exclusiveMinimum?: number };
  const fits = value >= (minimum ?? -Infinity) && value <= (maximum ?? Infinity) && value > (exclusiveMinimum ?? -Infinity);
  return fits ? [] : [`${at}: ${value} is out of range`];
}

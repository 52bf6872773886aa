/** An answer that is no success, with the body Google sends; the forms are the recorded ones (providers.md, 2.5). */
export class GoogleError extends Error {
  override readonly name = "GoogleError";
  readonly status: number;
  readonly body: unknown;
  constructor(status: number, body: unknown) {
    super(`status ${status}`);
    this.status = status;
    this.body = body;
  }
}

const STATUS: Readonly<Record<number, string>> = { 400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND", 429: "RESOURCE_EXHAUSTED", 500: "INTERNAL", 503: "UNAVAILABLE" };

const sheetsBody = (code: number, message: string, details: readonly unknown[] = []): unknown => ({ error: { code, message, status: STATUS[code], ...(details.length === 0 ? {} : { details }) } });

export const invalid = (message: string): GoogleError => new GoogleError(400, sheetsBody(400, message));
export const notFound = (): GoogleError => new GoogleError(404, sheetsBody(404, "Requested entity was not found."));
export const forbidden = (): GoogleError => new GoogleError(403, sheetsBody(403, "The caller does not have permission"));
export const unauthenticated = (): GoogleError =>
  new GoogleError(401, sheetsBody(401, "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential."));

/** Drive's older form. */
function driveBody(code: number, error: { readonly domain: string; readonly reason: string; readonly message: string; readonly locationType?: string; readonly location?: string }): unknown {
  return { error: { errors: [error], code, message: error.message } };
}
export const driveNotFound = (id: string): GoogleError => new GoogleError(404, driveBody(404, { domain: "global", reason: "notFound", message: `File not found: ${id}.`, locationType: "parameter", location: "fileId" }));

/** Answers for faults. */
export const quotaExceeded = (): { readonly status: number; readonly body: unknown } => ({
  status: 429,
  body: sheetsBody(429, "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute per user' of service 'sheets.googleapis.com' for consumer 'project_number:1'.", [
    { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "RATE_LIMIT_EXCEEDED", domain: "googleapis.com", metadata: { quota_limit: "ReadRequestsPerMinutePerUser", quota_limit_value: "60", quota_metric: "sheets.googleapis.com/read_requests", quota_location: "global", quota_unit: "1/min/{project}/{user}", consumer: "projects/1", service: "sheets.googleapis.com" } },
    { "@type": "type.googleapis.com/google.rpc.Help", links: [{ description: "Request a higher quota limit.", url: "https://cloud.google.com/docs/quotas/help/request_increase" }] },
  ]),
});
export const driveRateLimit = (): { readonly status: number; readonly body: unknown } => ({ status: 403, body: driveBody(403, { domain: "usageLimits", reason: "userRateLimitExceeded", message: "User Rate Limit Exceeded" }) });
export const htmlSorry = (): { readonly status: number; readonly html: string } => ({ status: 429, html: "<html><head><title>Sorry...</title></head><body><h1>We're sorry...</h1><p>... but your computer or network may be sending automated queries.</p></body></html>" });
export const internalError = (): { readonly status: number; readonly body: unknown } => ({ status: 500, body: sheetsBody(500, "Internal error encountered.") });

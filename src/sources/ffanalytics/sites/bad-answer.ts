import { PayloadError } from "../../../core/errors.ts";
import type { SiteInquiry } from "./site.ts";

/** @returns the error of an answer that is not the list that was asked for. @param seen names the field, and what stands there */
export function badAnswer({ label }: Pick<SiteInquiry, "label">, seen: string, options: ErrorOptions & { readonly retryable?: boolean } = {}): PayloadError {
  return new PayloadError(`ffanalytics.projections_raw: ${label}`, seen, {
    ...options,
    fix: "The consensus is made without this list. If the site has changed, compare its module in src/sources/ffanalytics/sites with the answer in the payload archive; `snapcount reparse ffanalytics` then reads it again.",
  });
}

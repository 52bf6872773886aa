const GOOGLE = new Set(["https://oauth2.googleapis.com", "https://sheets.googleapis.com", "https://www.googleapis.com"]);

/**
 * Google's SDKs take a `fetch`: with this one they ask another origin in Google's place and are otherwise as they come from npm.
 * @param origin of a stand-in (`http://127.0.0.1:PORT`); null: Google itself
 */
export function redirectedFetch(origin: string | null): typeof fetch {
  if (origin === null) return fetch;
  return (input, init) => {
    const url = new URL(input instanceof Request ? input.url : String(input));
    const target = GOOGLE.has(url.origin) ? new URL(`${url.pathname}${url.search}`, origin) : url;
    return fetch(target, init);
  };
}

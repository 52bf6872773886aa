/** Where results of tasks with a `cacheKey` are found again, by other runs and processes too. Values are JSON. */
export interface ResultCache {
  /** @returns undefined when there is none, it has expired, or it cannot be read. Never rejects. */
  get(key: string): Promise<{ readonly value: unknown } | undefined>;
  /** Never rejects: a result that could not be kept is made again. */
  put(key: string, value: unknown): Promise<void>;
}

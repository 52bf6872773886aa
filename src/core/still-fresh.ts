/** What is known of an answer: when it was asked for, and until when the provider said that it holds. ISO 8601. */
export interface AskedAnswer {
  readonly askedAt?: string;
  readonly freshUntil?: string | null;
}

const HOUR_MS = 3_600_000;

/**
 * Whether a provider need not be asked again: it said so (Cache-Control), or its documentation asks for rest between two questions.
 * @param restHours hours between two questions, or null. A clock that went back makes nothing fresh.
 */
export function isStillFresh({ askedAt, freshUntil }: AskedAnswer, restHours: number | null, now: Date): boolean {
  if (askedAt === undefined || now.getTime() < Date.parse(askedAt)) return false;
  const rests = restHours !== null && now.getTime() < Date.parse(askedAt) + restHours * HOUR_MS;
  return rests || (freshUntil != null && now.getTime() < Date.parse(freshUntil));
}

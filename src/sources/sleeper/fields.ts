import { PayloadError } from "../../core/errors.ts";

type Json = Readonly<Record<string, unknown>>;

/** Times before Sleeper was founded, or in a far future, are no milliseconds. */
const FIRST_MS = Date.UTC(2010, 0, 1);
const LAST_MS = Date.UTC(2100, 0, 1);

/**
 * A record of an answer, read field by field. A field that is missing, or holds something else than it should, stops the reading with an
 * error that names the record and the field: a text of digits is no number, and a number is no id (it may have lost its last digits).
 */
export class Fields {
  readonly #record: Json;
  readonly #where: string;
  readonly #mayLack: boolean;

  /** @param where as errors call the record. @throws PayloadError when it is no object */
  constructor(record: unknown, where: string, mayLack = false) {
    if (!isObject(record)) throw new PayloadError(where, `it is ${seen(record)}, an object is expected`);
    this.#record = record;
    this.#where = where;
    this.#mayLack = mayLack;
  }

  /** The same record, for fields that not every generation of the API sends: what is not there is null. */
  get optional(): Fields {
    return new Fields(this.#record, this.#where, true);
  }

  /** @returns those of the names that the record does not have */
  missing(names: readonly string[]): readonly string[] {
    return names.filter((name) => !(name in this.#record));
  }

  text(name: string): string {
    return this.#required(name, this.textOrNull(name), "a text");
  }

  /** A blank text is none. */
  textOrNull(name: string): string | null {
    const text = this.#read(name, "a text", (value) => (typeof value === "string" ? value.trim() : undefined));
    return text === "" ? null : text;
  }

  whole(name: string): number {
    return this.#required(name, this.wholeOrNull(name), "a whole number");
  }

  wholeOrNull(name: string): number | null {
    return this.#read(name, "a whole number", (value) => (Number.isSafeInteger(value) ? (value as number) : undefined));
  }

  numberOrNull(name: string): number | null {
    return this.#read(name, "a number", toNumber);
  }

  flagOrNull(name: string): boolean | null {
    return this.#read(name, "true or false", (value) => (typeof value === "boolean" ? value : undefined));
  }

  /** A year; Sleeper writes it as text. */
  season(name: string): number {
    return this.#required(name, this.#read(name, "a year", (value) => (/^(19|20)\d\d$/.test(String(value)) ? Number(value) : undefined)), "a year");
  }

  /** A number that Sleeper writes as text (`"12"`), in its drafts. */
  wholeOfTextOrNull(name: string): number | null {
    return this.#read(name, "a whole number in quotes", (value) => (value === "" ? null : /^-?\d{1,9}$/.test(String(value)) ? Number(value) : undefined)) ?? null;
  }

  /** Milliseconds since 1970, as ISO 8601. */
  instant(name: string): string {
    return this.#required(name, this.instantOrNull(name), "a time in milliseconds");
  }

  instantOrNull(name: string): string | null {
    return this.#read(name, "a time in milliseconds", (value) => (Number.isSafeInteger(value) && (value as number) >= FIRST_MS && (value as number) < LAST_MS ? new Date(value as number).toISOString() : undefined));
  }

  /** `YYYY-MM-DD` */
  dateOrNull(name: string): string | null {
    return this.#read(name, "a date YYYY-MM-DD", (value) => (typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined));
  }

  textsOrNull(name: string): readonly string[] | null {
    return this.#list(name, "a list of texts", (value) => (typeof value === "string" ? value : undefined));
  }

  wholesOrNull(name: string): readonly number[] | null {
    return this.#list(name, "a list of whole numbers", (value) => (Number.isSafeInteger(value) ? (value as number) : undefined));
  }

  numbersOrNull(name: string): readonly number[] | null {
    return this.#list(name, "a list of numbers", toNumber);
  }

  /** A map of whole numbers, `{"6462": 3}`, in the order of its keys: two answers that differ in order only make one row. */
  wholesByKeyOrNull(name: string): ReadonlyMap<string, number> | null {
    return this.#map(name, "a map of whole numbers", (value) => (Number.isSafeInteger(value) ? (value as number) : undefined));
  }

  numbersByKeyOrNull(name: string): ReadonlyMap<string, number> | null {
    return this.#map(name, "a map of numbers", toNumber);
  }

  recordOrNull(name: string): Fields | null {
    const record = this.#read(name, "an object", (value) => (isObject(value) ? value : undefined));
    return record === null ? null : new Fields(record, `${this.#where}, ${name}`);
  }

  /** @returns none for null */
  records(name: string): readonly Fields[] {
    const list = this.#list(name, "a list of objects", (value) => (isObject(value) ? value : undefined)) ?? [];
    return list.map((record, index) => new Fields(record, `${this.#where}, ${name} ${index + 1} of ${list.length}`));
  }

  /** @throws PayloadError saying what is wrong with the record as a whole */
  reject(sentence: string): never {
    throw new PayloadError(this.#where, sentence);
  }

  /** @param read gives undefined for what is something else. @returns null for null, and for what is not there and may be */
  #read<T>(name: string, expected: string, read: (value: unknown) => T | null | undefined): T | null {
    const value = this.#record[name];
    if (value === null || (value === undefined && this.#mayLack)) return null;
    const result = value === undefined ? undefined : read(value);
    if (result === undefined) throw this.#problem(name, value, expected);
    return result;
  }

  #list<T>(name: string, expected: string, read: (value: unknown) => T | undefined): readonly T[] | null {
    return this.#read(name, expected, (value) => {
      if (!Array.isArray(value)) return undefined;
      return value.map((entry: unknown, index) => {
        const result = read(entry);
        if (result === undefined) throw this.#problem(`${name}[${index}]`, entry, expected);
        return result;
      });
    });
  }

  #map<T>(name: string, expected: string, read: (value: unknown) => T | undefined): ReadonlyMap<string, T> | null {
    return this.#read(name, expected, (value) => {
      if (!isObject(value)) return undefined;
      return new Map(Object.keys(value).toSorted().map((key) => {
        const result = read(value[key]);
        if (result === undefined) throw this.#problem(`${name}.${key}`, value[key], expected);
        return [key, result] as const;
      }));
    });
  }

  #required<T>(name: string, value: T | null, expected: string): T {
    if (value === null) throw this.#problem(name, this.#record[name], expected);
    return value;
  }

  #problem(name: string, value: unknown, expected: string): PayloadError {
    return new PayloadError(this.#where, value === undefined ? `${name} is missing` : `${name} is ${seen(value)}, ${expected} is expected`, {
      fix: "The last good snapshot stays. If Sleeper changed its answer, mend src/sources/sleeper; `snapcount reparse sleeper` then reads the archived one again.",
    });
  }
}

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);
const toNumber = (value: unknown): number | undefined => (Number.isFinite(value) ? (value as number) : undefined);
const seen = (value: unknown): string => JSON.stringify(value)?.slice(0, 60) ?? "nothing";

import { PayloadError } from "../../core/errors.ts";
import type { Document, TableContent } from "../parsed-source.ts";
import { placeOf, requireAnswer } from "./answer.ts";
import { MapError, type MapRecord, scanMap, toLines } from "./record-map.ts";
import { playersColumns } from "./schema.ts";

/** One player of the list, as far as free agents and the mapping need it; the rest goes to the table as it came. */
export interface ListedPlayer {
  /** A number as text; of a defense, its club's code. */
  readonly id: string;
  readonly position: string | null;
  readonly status: string | null;
  /** null: a free agent of the NFL. */
  readonly team: string | null;
  readonly record: MapRecord;
}

const KEY = "sleeper_player_id";
const DATASET = "players";
/** Fields that Sleeper sends with every person; the payload's key becomes the first column. */
const NEEDED = playersColumns.filter(({ name, required }) => required !== false && name !== KEY).map(({ name }) => name);
/** Some `gsis_id` begin with a blank. */
const TRIMMED = ["gsis_id"];
/** Records that are looked at for fields that are gone, spread over the list. */
const LOOKED_AT = 200;
/** Nine in ten must have a field: one that is gone, or renamed, is missing everywhere. */
const LEAST_WITH_FIELD = 0.9;

/**
 * @param document `GET /players/nfl`: one object keyed by player id, 15 MB in 2026
 * @throws PayloadError naming the player or the field: bytes that are no such object, are cut off, or whose players lack a needed field
 */
export function readPlayers(document: Document): readonly ListedPlayer[] {
  const bytes = requireAnswer(DATASET, document);
  const players = scan(bytes, document).map((record): ListedPlayer => {
    const [position = null, status = null, team = null] = record.texts;
    return { id: record.key, position, status, team, record };
  });
  requireFields(players, bytes, document);
  return players;
}

function scan(bytes: Uint8Array, document: Document): readonly MapRecord[] {
  try {
    return scanMap(bytes, ["position", "status", "team"]);
  } catch (error) {
    if (!(error instanceof MapError)) throw error;
    throw new PayloadError(placeOf(DATASET, document), `the answer is no map of players: ${error.message}`, { cause: error });
  }
}

/** Every record would take as long as all the rest; what is renamed is renamed in all of them. */
function requireFields(players: readonly ListedPlayer[], bytes: Uint8Array, document: Document): void {
  const people = players.filter(({ position }) => position !== "DEF");
  const step = Math.max(1, Math.ceil(people.length / LOOKED_AT));
  const sample = people.filter((_, index) => index % step === 0).map((player) => fieldsOf(player, bytes, document));
  for (const name of NEEDED) {
    const having = sample.filter((fields) => fields.has(name)).length;
    if (having < sample.length * LEAST_WITH_FIELD) {
      throw new PayloadError(placeOf(DATASET, document), `${name} is missing in ${sample.length - having} of ${sample.length} players that were looked at`, {
        fix: "The last good snapshot stays. If Sleeper renamed the field, mend src/sources/sleeper/schema.ts; `snapcount reparse sleeper` then reads the archived answer again.",
      });
    }
  }
}

function fieldsOf({ id, record }: ListedPlayer, bytes: Uint8Array, document: Document): ReadonlySet<string> {
  try {
    return new Set(Object.keys(JSON.parse(new TextDecoder().decode(bytes.subarray(record.from, record.to))) as object));
  } catch (error) {
    throw new PayloadError(placeOf(DATASET, document), `player ${id} is no JSON: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** @returns the rows of these players, in the list's order */
export function playersTable({ bytes }: Document, players: readonly ListedPlayer[]): TableContent {
  return { lines: toLines(bytes, players.map(({ record }) => record), KEY), trimmed: TRIMMED };
}

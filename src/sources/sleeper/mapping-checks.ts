import type { CheckResult } from "../../core/check.ts";
import type { Crosswalk } from "../../identity/index.ts";
import { sourceRule } from "../source-rule.ts";
import { isPerson, POSITIONS } from "./free-agents.ts";
import type { ListedPlayer } from "./players.ts";

/** Contract sleeper.md, section 4: of those on rosters; of fantasy players with a club. The rest are linemen and retired people. */
const LEAST_OF_ROSTERED = 0.98;
const LEAST_OF_FANTASY = 0.85;

/** @param rostered ids. Which of these players the crosswalk knows by their sleeper_id; defenses have none there. */
export function judgeMapping(players: readonly ListedPlayer[], rostered: ReadonlySet<string>, crosswalk: Crosswalk | null): { readonly rosters: CheckResult; readonly players: CheckResult } {
  const ofRosters = [...rostered].filter(isPerson);
  const ofFantasy = players.filter(({ id, position, team }) => isPerson(id) && team !== null && POSITIONS.has(position ?? "")).map(({ id }) => id);
  return {
    rosters: known("rostered_players_known", ofRosters, LEAST_OF_ROSTERED, crosswalk),
    players: known("fantasy_players_known", ofFantasy, LEAST_OF_FANTASY, crosswalk),
  };
}

/** Everybody on a roster is somebody of the list: where many are not, it was cut. */
export function judgeList(players: readonly ListedPlayer[], rostered: ReadonlySet<string>): CheckResult {
  const listed = new Set(players.map(({ id }) => id));
  const absent = [...rostered].filter((id) => !listed.has(id));
  const most = Math.floor(rostered.size * (1 - LEAST_OF_ROSTERED));
  const message = `${rostered.size - absent.length} of ${rostered.size} players on rosters are in the list${absent[0] === undefined ? "" : `; first who is not: ${absent[0]}`}`;
  return sourceRule("rostered_players_listed", absent.length > most ? "warn" : "pass", absent.length, most, message, absent.map((id) => ({ player_id: id })));
}

function known(name: string, ids: readonly string[], least: number, crosswalk: Crosswalk | null): CheckResult {
  if (crosswalk === null) return sourceRule(name, "skipped", null, least, "no crosswalk is published: run nfl_data_pipeline, then players are looked up by sleeper_id");
  if (ids.length === 0) return sourceRule(name, "skipped", null, least, "there is nobody to look up: no roster has players yet");
  const unknown = ids.filter((id) => !crosswalk.byId.has(`sleeper_id:${id}`));
  const share = 1 - unknown.length / ids.length;
  const message = `${ids.length - unknown.length} of ${ids.length} players are known${unknown[0] === undefined ? "" : `; first unknown: ${unknown[0]}`}`;
  return sourceRule(name, share < least ? "warn" : "pass", Math.round(share * 1000) / 1000, least, message, unknown.map((id) => ({ sleeper_player_id: id })));
}

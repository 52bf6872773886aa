import type { CheckResult } from "../../core/check.ts";
import { answerFindings } from "../source-rule.ts";
import type { GmTab } from "./gm-tab.ts";
import { meet, namesOf } from "./names.ts";

/** The picks of all franchises, judged by each other (data contract of the sheet, section 7). */
export function judgePicks(franchises: readonly GmTab[], draftRounds: number): readonly CheckResult[] {
  return [
    answerFindings("pick_block", franchises.flatMap((franchise) => findBlockGaps(franchise, draftRounds)), {
      verdict: "fail", none: "every franchise lists each pick of its own once", some: "pick(s) missing or doubled", describe: ({ tab, problem }) => `${tab} ${problem}`,
    }),
    answerFindings("pick_symmetry", findOrphans(franchises), {
      verdict: "warn", none: "every traded pick stands on the tab of who holds it", some: "traded pick(s) stand on no other tab", describe: ({ tab, pick, recipient }) => `${tab} ${pick} to ${recipient}`,
    }),
  ];
}

/** Each franchise lists every pick that was its own, once: held or traded away. */
function findBlockGaps({ tab, picks, pickYears }: GmTab, draftRounds: number): readonly { readonly tab: string; readonly problem: string }[] {
  const own = picks.filter(({ source }) => source !== "acquired").map(({ year, round }) => `${year} round ${round}`);
  return pickYears.flatMap((year) =>
    Array.from({ length: draftRounds }, (_, index) => `${year} round ${index + 1}`).flatMap((pick) => {
      const times = own.filter((other) => other === pick).length;
      return times === 1 ? [] : [{ tab, problem: `${pick} stands ${times} times among its own picks` }];
    }),
  );
}

/**
 * A pick that was traded away must stand on the recipient's tab, or on a third one that names its owner when it was traded on. A recipient
 * whose tab is not among these is not asked.
 */
function findOrphans(franchises: readonly GmTab[]): readonly { readonly tab: string; readonly pick: string; readonly recipient: string }[] {
  const known = franchises.map((franchise) => ({ ...franchise, names: new Set([...namesOf(franchise.gm), ...namesOf(franchise.tab)]) }));
  const held = known.flatMap(({ names, picks }) => picks.filter(({ source }) => source === "acquired").map(({ year, round, note }) => ({ year, round, holder: names, from: namesOf(note ?? "") })));
  return known.flatMap(({ tab, names, picks }) =>
    picks.flatMap(({ source, year, round, recipient }) => {
      const recipients = namesOf(recipient ?? "");
      const isAsked = source === "trade_out" && known.some((other) => meet(other.names, recipients));
      const isHeld = held.some((other) => other.year === year && other.round === round && (meet(other.holder, recipients) || meet(other.from, names)));
      return !isAsked || isHeld ? [] : [{ tab, pick: `${year} round ${round}`, recipient: recipient ?? "" }];
    }),
  );
}

import { describeError } from "../../core/errors.ts";
import type { Asker, Document } from "../parsed-source.ts";
import type { Received } from "./deliveries.ts";
import { describeWeek } from "./delivery-checks.ts";
import type { Projection } from "./projection.ts";
import type { Reading, Site, SiteInquiry } from "./sites/site.ts";
import { type WeekPlan, whySilent } from "./weeks.ts";

/** A question with its answer, or in one sentence why there is none. */
interface Answered {
  readonly inquiry: SiteInquiry;
  readonly answer: Document | { readonly problem: string };
}

/** What one site answered about one week. */
export interface SiteAnswers {
  readonly site: Site;
  readonly week: number;
  readonly answered: readonly Answered[];
  /** Why it has nothing to say of this week; null: it has. */
  readonly silence: string | null;
  /** Why it was not asked although it has. */
  readonly givenUp: string | null;
}

/**
 * Asks all sites, side by side, week after week. A site that leaves a whole week without an answer is asked no more: it is away, it refuses
 * this machine, or has not published later weeks either; and a hundred more questions would be impolite.
 */
export async function askSites(asker: Asker, sites: readonly Site[], plan: WeekPlan): Promise<readonly SiteAnswers[]> {
  return (await Promise.all(sites.map((site) => askSite(asker, site, plan)))).flat();
}

async function askSite(asker: Asker, site: Site, plan: WeekPlan): Promise<readonly SiteAnswers[]> {
  const answers: SiteAnswers[] = [];
  let unanswered: number | null = null;
  for (const week of plan.weeks) {
    const silence = whySilent(site, week, plan);
    const givenUp = silence === null && unanswered !== null ? `not asked, because no question about ${describeWeek(unanswered)} was answered` : null;
    const inquiries = silence === null && givenUp === null ? site.inquiries({ season: plan.season, week }) : [];
    const answered = await Promise.all(inquiries.map(async (inquiry) => ({ inquiry, answer: await asker.tryAsk(inquiry) })));
    if (answered.length > 0 && answered.every(({ answer }) => "problem" in answer)) unanswered = week;
    answers.push({ site, week, answered, silence, givenUp });
  }
  return answers;
}

/** One site's answers of a week, read. What its parser refuses is a problem of the site, whatever it throws: the others go on. */
export function readAnswers({ site, week, answered, silence, givenUp }: SiteAnswers): Received & { readonly remarks: readonly string[] } {
  const readings = answered.map(({ inquiry, answer }): Reading | { readonly inquiry: SiteInquiry; readonly problem: string } => {
    if ("problem" in answer) return { inquiry, problem: `${inquiry.label}: ${answer.problem}` };
    try {
      return site.parse(answer, inquiry);
    } catch (error) {
      return { inquiry, problem: describeError(error).message };
    }
  });
  const lost = readings.flatMap((reading) => ("problem" in reading ? [reading] : []));
  const read = readings.flatMap((reading) => ("problem" in reading ? [] : [reading]));
  // A position that lacks a page is a cut list.
  const cut = new Set(lost.flatMap(({ inquiry }) => inquiry.positions));
  const withheldBy = new Set(read.flatMap(({ problems }) => problems.map(({ position }) => position)));
  const isCut = ({ pos }: Projection): boolean => cut.has(pos) || withheldBy.has(pos);
  const rows = read.flatMap(({ projections }) => projections);
  return {
    site: site.name,
    week,
    projections: rows.filter((row) => !isCut(row)),
    withheld: [...read.flatMap(({ withheld }) => withheld), ...rows.filter(isCut)],
    silence,
    problems: [...(givenUp === null ? [] : [givenUp]), ...lost.map(({ problem }) => problem), ...read.flatMap(({ problems }) => problems.map(({ message }) => message))],
    remarks: read.flatMap(({ remarks }) => remarks),
  };
}

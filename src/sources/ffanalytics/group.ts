import { BlockedError, ConfigError, PayloadError } from "../../core/errors.ts";
import { NothingToAsk, type ParseContext, type ParsedTables, type PublishGroup } from "../parsed-source.ts";
import { askSites, readAnswers, type SiteAnswers } from "./answers.ts";
import { buildConsensus } from "./consensus.ts";
import { judgeConsensus } from "./consensus-checks.ts";
import { type Delivery, judgeDeliveries } from "./deliveries.ts";
import { describeWeek, judgeAnswers, judgeLengths, judgeParticipation, judgePositions, type Participation, participationOf, sitesIn } from "./delivery-checks.ts";
import { type FfanalyticsSettings, weightsOf } from "./settings.ts";
import type { Site } from "./sites/site.ts";
import { identify } from "./subjects.ts";
import { consensusRows, rawRows } from "./tables.ts";
import { planWeeks, type WeekPlan } from "./weeks.ts";

/** What the sites answered, and what they were asked for. */
export interface Gathered {
  readonly plan: WeekPlan;
  readonly answers: readonly SiteAnswers[];
}

/** @param known every site there is a module of. @returns the consensus of those that are switched on, and what it was made of */
export function createProjectionsGroup(known: readonly Site[]): PublishGroup<FfanalyticsSettings, Gathered> {
  return {
    label: "the sites' projections",
    datasets: ["projections", "projections_raw"],
    uses: ["crosswalk"],
    inputsOf,
    gather: async (asker, settings, { runAt, games }) => {
      const plan = planWeeks(settings, { runAt, games: await games() });
      if ("reason" in plan) {
        if (plan.isOver) return new NothingToAsk(plan.reason);
        throw new BlockedError(plan.reason);
      }
      return { plan, answers: await askSites(asker, sitesOf(settings, known), plan) };
    },
    parse: ({ plan, answers }, settings, context) => makeTables(answers, plan, settings, context),
  };
}

/** @throws ConfigError for a site that has no module, or no weight */
function sitesOf({ sites, ...settings }: FfanalyticsSettings, known: readonly Site[]): readonly Site[] {
  const weights = weightsOf(settings);
  return [...new Set(sites)].map((name) => {
    const site = known.find((candidate) => candidate.name === name);
    if (site === undefined) throw new ConfigError(`ffanalytics.sites: there is no site '${name}'`, `Sites: ${known.map((candidate) => candidate.name).join(", ")}.`);
    if (!((weights[name] ?? 0) > 0)) throw new ConfigError(`ffanalytics.weights: ${name} has no weight above 0`, `Give ${name} a weight, or take it out of ffanalytics.sites.`);
    return site;
  });
}

/** The crosswalk is named by the flow; of the schedule only the weeks matter that it led to: who plays whom in them is settled in May. */
function inputsOf({ sites, average, minimumSites, ...settings }: FfanalyticsSettings, context: ParseContext): Readonly<Record<string, string>> {
  const plan = planWeeks(settings, context);
  const weights = weightsOf(settings);
  const weighed = sites.toSorted().map((site) => `${site} ${weights[site] ?? 0}`);
  return {
    sites: weighed.join(", "),
    average,
    minimum_sites: String(minimumSites),
    horizon: settings.horizon,
    weeks: "reason" in plan ? "none" : `${plan.season}: ${plan.weeks.join(", ")}`,
    player_id: "mfl_id",
  };
}

function makeTables(answers: readonly SiteAnswers[], { weeks }: WeekPlan, settings: FfanalyticsSettings, { crosswalk, games, dt }: ParseContext): ParsedTables {
  const received = answers.map(readAnswers);
  const deliveries = judgeDeliveries(received, games);
  const participation = participationOf(deliveries);
  requireSites(deliveries, participation, weeks[0] ?? 0, settings.minimumSites);
  const voices = identify(deliveries.flatMap(({ used }) => used), crosswalk);
  const leftOut = identify(deliveries.flatMap((delivery) => delivery.leftOut), crosswalk);
  const consensus = buildConsensus(voices, { average: settings.average, weights: weightsOf(settings) });
  const displayNames = Object.fromEntries(answers.map(({ site }) => [site.name, site.displayName]));
  return {
    tables: {
      projections: { rows: consensusRows(consensus, dt) },
      projections_raw: { rows: [...rawRows(voices, displayNames, true), ...rawRows(leftOut, displayNames, false)] },
    },
    checks: {
      projections: [judgeParticipation(participation, settings.minimumSites), judgePositions(deliveries, weeks, settings.minimumSites), ...judgeConsensus(consensus, { crosswalk: crosswalk !== null, games })],
      projections_raw: [judgeAnswers(participation), judgeLengths(deliveries)],
    },
    remarks: [...participation.flatMap(describe), ...received.flatMap(({ remarks }) => remarks)],
  };
}

/** @throws PayloadError naming every site and its reason, when too few gave anything for the first week that was asked for */
function requireSites(deliveries: readonly Delivery[], participation: readonly Participation[], week: number, minimumSites: number): void {
  const sites = sitesIn(deliveries, week);
  if (sites >= minimumSites) return;
  const reasons = participation.map((entry) => `${entry.site}: ${[...entry.problems.slice(0, 3), ...entry.silences].join("; ") || "took part"}`);
  throw new PayloadError("ffanalytics.projections", `${sites} of ${participation.length} sites gave projections of ${describeWeek(week)}, at least ${minimumSites} are needed. ${reasons.join(". ")}`, {
    fix: "The last good consensus stays. Run again later, switch on other sites (`ffanalytics.sites`), or be content with fewer (`ffanalytics.minimumSites`).",
  });
}

function describe({ site, rows, weeks, left_out: leftOut, silences, problems }: Participation): readonly string[] {
  const line = rows === 0 ? `${site} took no part` : `${site}: ${rows} rows, ${weeks === "season" ? "the season" : `week ${weeks}`}`;
  return [`${line}${leftOut === 0 ? "" : `, ${leftOut} left out`}${silences.length === 0 ? "" : ` (${silences.join("; ")})`}`, ...problems.map((problem) => `${site}, ${problem}`)];
}

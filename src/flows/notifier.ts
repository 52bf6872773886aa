import { basename } from "node:path";
import type { Config } from "../config/config.ts";
import { describeError } from "../core/errors.ts";
import { decideIncidents, type News, type Sighting, takeBack } from "../core/incidents.ts";
import { type Channel, createMessenger, describeNews, describeRun, describeUndelivered, type Messenger, type RunNotice, secretsOf } from "../ops/notifications/index.ts";
import type { SnapshotStore } from "../store/store.ts";

/** Tells people outside of the run. Never throws, and takes seconds at most: a message costs no run. @returns what could not be told, a sentence each */
export interface Notifier {
  /** Keeps what was seen and tells what is new about it: a cause that opened, lasts or is over. */
  report(sightings: readonly Sighting[]): Promise<readonly string[]>;
  /** One message a run. */
  summarize(notice: RunNotice): Promise<readonly string[]>;
}

export interface NotifierOptions {
  readonly store: Pick<SnapshotStore, "changeIncidents">;
  readonly messenger: Messenger;
  /** The run's instant: a recorded league has days of its own, and six hours of them. */
  readonly runAt: Date;
  readonly profile: string;
}

export function createNotifier({ store, messenger, runAt, profile }: NotifierOptions): Notifier {
  // Of a profile that is a folder, where it lies is nobody's business.
  const name = basename(profile);
  return {
    report: async (sightings) => {
      try {
        // Written before it is told: of two flows that see the same, one tells it.
        const { news } = await store.changeIncidents((kept) => decideIncidents(kept, sightings, runAt));
        const { untold, problems } = await tellAll(messenger, news, (entry) => describeNews(entry, runAt, name));
        if (untold.length > 0) await store.changeIncidents((kept) => ({ incidents: takeBack(kept, untold) }));
        return problems;
      } catch (error) {
        return [`incidents were not kept, so nobody was told of them: ${describeError(error).message}`];
      }
    },
    summarize: async (notice) => describeUndelivered(await messenger.send(describeRun(notice, name))).map((reason) => `the run's summary was not delivered: ${reason}`),
  };
}

/** Told is what one channel took: else one dead channel of three would have the others told everything again and again. */
async function tellAll(messenger: Messenger, news: readonly News[], describe: (entry: News) => ReturnType<typeof describeNews>): Promise<{ readonly untold: readonly News[]; readonly problems: readonly string[] }> {
  const untold: News[] = [];
  const problems: string[] = [];
  for (const entry of news) {
    const answers = await messenger.send(describe(entry));
    if (answers.length > 0 && answers.every(({ delivery }) => !delivery.sent)) untold.push(entry);
    problems.push(...describeUndelivered(answers).map((reason) => `that ${entry.incident.source}: ${entry.incident.check} is ${entry.kind} was not delivered: ${reason}`));
  }
  return { untold, problems };
}

/** @returns the channels that are set, in the order they are shown in */
export function findChannels({ notifications: { slackUrl, discordUrl, webhookUrl } }: Pick<Config, "notifications">): readonly Channel[] {
  const set = [{ name: "Slack", url: slackUrl }, { name: "Discord", url: discordUrl }, { name: "webhook", url: webhookUrl }] as const;
  return set.flatMap(({ name, url }) => (url === undefined ? [] : [{ name, url }]));
}

/** @param env of the command: what is secret in it stands in no message */
export function openMessenger(config: Pick<Config, "notifications">, env: Readonly<Record<string, string | undefined>>): Messenger {
  return createMessenger(findChannels(config), secretsOf(env));
}

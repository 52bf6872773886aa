import * as z from "zod";
import { type State, stateMessage } from "../states.ts";
import { toIsoMicros, toStorable } from "./text.ts";

/** Prefect cuts state messages here as well. */
export const LONGEST_MESSAGE = 100_000;

/** What the server stores of a state; answers carry more. */
export const ServerState = z.looseObject({
  type: z.enum(["SCHEDULED", "PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED", "CRASHED", "PAUSED", "CANCELLING"]),
  name: z.string(),
  message: z.string().nullish(),
  timestamp: z.string().nullish(),
  state_details: z.looseObject({ scheduled_time: z.string().nullish(), transition_id: z.string().nullish() }).nullish(),
});
export type ServerState = z.infer<typeof ServerState>;

/** The body of a proposed state: the server refuses ids and instants here and stamps it itself. */
export function stateBody(state: State, transitionId: string, skewMs: number): Record<string, unknown> {
  const message = stateMessage(state);
  const scheduled = state.type === "SCHEDULED" ? { scheduled_time: toIsoMicros(state.scheduledAt + skewMs * 1000) } : {};
  return {
    type: state.type,
    name: state.name,
    message: message === null ? null : toStorable(message, LONGEST_MESSAGE),
    data: null,
    state_details: { transition_id: transitionId, ...scheduled },
  };
}

/**
 * @param at microseconds on our clock: when the answer came
 * @param skewMs the server's clock minus ours
 * @returns the server's state in the engine's words; a name that the engine does not use becomes the type's own
 */
export function readState(body: ServerState, at: number, skewMs: number): State {
  const message = body.message ?? "";
  switch (body.type) {
    case "SCHEDULED": {
      const scheduled = Date.parse(body.state_details?.scheduled_time ?? "");
      const scheduledAt = Number.isNaN(scheduled) ? at : Math.round((scheduled - skewMs) * 1000);
      return { type: body.type, name: oneOf(body.name, ["Scheduled", "Late", "AwaitingRetry", "AwaitingConcurrencySlot", "Resuming"]), scheduledAt, message: body.message ?? null, at };
    }
    case "PENDING":
      return { type: body.type, name: oneOf(body.name, ["Pending", "Submitting", "InfrastructurePending"]), at };
    case "RUNNING":
      return { type: body.type, name: "Running", attempt: 1, at };
    case "COMPLETED":
      return { type: body.type, name: body.name, message: body.message ?? null, at };
    case "FAILED":
      return { type: body.type, name: body.name, message, error: null, at };
    case "PAUSED":
      return { type: body.type, name: oneOf(body.name, ["Paused", "Suspended"]), message: body.message ?? null, at };
    default:
      return { type: body.type, name: NAME_OF[body.type], message: message || `set to ${body.name} on the server`, at } as State;
  }
}

const NAME_OF: Record<"CANCELLED" | "CRASHED" | "CANCELLING", string> = { CANCELLED: "Cancelled", CRASHED: "Crashed", CANCELLING: "Cancelling" };

function oneOf<Name extends string>(name: string, known: readonly [Name, ...Name[]]): Name {
  return known.find((candidate) => candidate === name) ?? known[0];
}

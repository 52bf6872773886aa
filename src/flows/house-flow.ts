import type { Flow } from "@snapcount/prefect";
import type * as z from "zod";
import type { Home } from "./home.ts";
import type { FlowSummary } from "./summary.ts";

/** A flow of this repository, whatever its parameters: it checks them itself when it is started. */
export type HouseFlow = Flow<z.ZodType, FlowSummary, Home>;

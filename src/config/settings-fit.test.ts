import { expectTypeOf, it } from "vitest";
import type { FfanalyticsSettings } from "../sources/ffanalytics/settings.ts";
import type { KtcSettings } from "../sources/ktc/settings.ts";
import type { Config } from "./config.ts";

/** A source reads its part of the configuration by its name, and says itself what it needs: the compiler holds both together here. */
it("what the configuration holds is what the sources need", () => {
  expectTypeOf<Config["ktc"]>().toExtend<KtcSettings>();
  expectTypeOf<Omit<Config["ffanalytics"], "weights">>().toExtend<Omit<FfanalyticsSettings, "weights">>();
});

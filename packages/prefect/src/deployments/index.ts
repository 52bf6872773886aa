export type { Difference } from "./differences.ts";
export { toParameterForm } from "./parameter-form.ts";
export { type Change, planDeploy } from "./plan.ts";
export { applyDeploy, readFound } from "./server.ts";
export { type AutomationSpec, type DeploymentSet, type DeploymentSpec } from "./spec.ts";

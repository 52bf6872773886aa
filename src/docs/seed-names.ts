/** The document that the seed of this project asked for, and the headings it asked for, in their order. */
export const ORCHESTRATION_DOCUMENT = "docs/ops/orchestration_architecture.md";

export const ORCHESTRATION_HEADINGS: readonly (readonly [depth: number, text: string])[] = [
  [2, "Overview"],
  [2, "Current Architecture"],
  [3, "GitHub Actions"],
  [3, "Manual Commands"],
  [3, "Prefect Flows"],
  [2, "Orchestration by Source"],
  [2, "Prefect Implementation Status"],
  [2, "Governance Integration"],
  [2, "Job Dependencies"],
  [2, "Local vs Cloud Execution"],
  [2, "CI Integration"],
  [2, "Architecture Decisions"],
  [2, "Transition Timeline"],
  [2, "References"],
];

export const SEED_FLOWS: readonly string[] = [
  "copy_league_sheet_flow",
  "parse_league_sheet_flow",
  "sheets_pipeline",
  "nfl_data_pipeline",
  "ktc_pipeline",
  "ffanalytics_pipeline",
  "sleeper_pipeline",
  "dbt_run",
  "dbt_test",
  "data_pipeline",
];

/** Paths that others rely on by name. */
export const SEED_PATHS: readonly string[] = [
  ".github/workflows/data-pipeline.yml",
  ORCHESTRATION_DOCUMENT,
  "docs/ops/ci_transition_plan.md",
  "docs/spec/prefect_dbt_sources_migration_20251026.md",
];

export const SEED_MAKE_TARGETS: readonly string[] = ["validate-manifests", "prefect-server"];

import js from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist/**", "node_modules/**", ".venv/**", ".home/**", "data/**", "samples/rendered/**", "**/*.cjs", "coverage/**", "tests/adding-a-source/dynastyprocess/**"] },
  js.configs.recommended,
  tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ["eslint.config.js"] }, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/require-await": "off",
      // The environment is read in one place (style.md, Configuration has a schema): src/config and the thin edges.
      "no-restricted-properties": ["error", { object: "process", property: "env", message: "Only src/config reads the environment." }],
    },
  },
  {
    files: ["src/config/**", "src/cli/**", "tests/**", "bench/**", "scripts/**", "**/*.test.ts", "packages/*/src/testing/**", "*.config.ts"],
    rules: { "no-restricted-properties": "off" },
  },
  {
    // Only the command line prints; everything else returns values or writes to a logger it was given.
    files: ["src/**/*.ts", "packages/*/src/**/*.ts"],
    ignores: ["src/cli/**", "**/*.test.ts"],
    rules: { "no-console": "error" },
  },
  { files: ["*.js", "scripts/**/*.mjs"], extends: [tseslint.configs.disableTypeChecked], languageOptions: { globals: { process: "readonly", console: "readonly" } } },
);

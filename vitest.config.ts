import { availableParallelism } from "node:os";
import { defineConfig, type ViteUserConfig } from "vitest/config";

// .ci/run asks for a report that it can count; a person wants only the usual one.
const report = process.env.KEYLEASE_TEST_REPORT;

const config: ViteUserConfig = defineConfig({
  test: {
    // Threads without isolation start five times faster. They are safe because src keeps no mutable state at module
    // level; a test that must change the process (its environment, its folder) starts a process of its own.
    pool: "threads",
    isolate: false,
    // On two processors the default is one worker, which waits for the processes that many tests start.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    retry: 0,
    // No log, error or audit line of the whole run may hold a secret that the run has made.
    globalSetup: ["test/support/secrets/global-setup.ts"],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    reporters: report === undefined ? ["default"] : ["default", ["json", { outputFile: report }]],
    projects: [
      {
        extends: true,
        test: { name: "unit", include: ["test/**/*.test.ts"], exclude: ["test/e2e/**"] },
      },
      {
        extends: true,
        test: { name: "e2e", include: ["test/e2e/**/*.test.ts"], testTimeout: 180_000, hookTimeout: 180_000 },
      },
    ],
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      reporter: ["text-summary", "html", "json-summary"],
      reportsDirectory: "coverage",
      // The command line lies lower than the rest: its tests run it as a process, which is not counted.
      thresholds: { lines: 88, branches: 83, "src/policy/**": { lines: 98, branches: 96 } },
    },
  },
});

export default config;

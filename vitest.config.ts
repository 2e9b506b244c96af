import { configDefaults, defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts", "tools/**/*.test.ts", "bench/**/*.test.ts"],
    exclude: [...configDefaults.exclude, "test/e2e/**"],
    // Half the cores are idle otherwise: the tests mostly wait for one Renovate or another.
    maxWorkers: 2,
    // Files share their modules, which otherwise cost half a second each. None leaves anything behind.
    isolate: false,
    setupFiles: ["test/random.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});

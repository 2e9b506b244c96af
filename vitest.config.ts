import { configDefaults, defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts", "tools/**/*.test.ts", "bench/**/*.test.ts"],
    exclude: [...configDefaults.exclude, "test/e2e/**"],
    testTimeout: 20_000,
    hookTimeout: 120_000,
  },
});

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/e2e/**/*.test.ts"],
    setupFiles: ["test/random.ts"],
    testTimeout: 60_000,
    hookTimeout: 600_000,
  },
});

import { expect, test } from "vitest";
import { damage } from "../fuzz/damaged-text.ts";
import { findBug, readers } from "../fuzz/readers.ts";
import { createChoices, readBox } from "./fuzz/choices.ts";

// Five minutes for each: `FUZZ_SECONDS=300 npx vitest run --config vitest.e2e.config.ts test/e2e/readers.test.ts`
test.each(readers)("$name: a damaged text is a value or an error for the user", { timeout: 20_000_000 }, (reader) => {
  const { seed, deadline } = readBox(5);
  let [next, slowest, slowestSeed] = [seed, 0, seed];
  while (Date.now() < deadline) {
    const choices = createChoices(next);
    const text = damage(choices.any([...reader.samples]), choices);
    const start = performance.now();
    const bug = findBug(reader, text);
    if (performance.now() - start > slowest) [slowest, slowestSeed] = [performance.now() - start, next];
    expect(bug, `seed ${next}: ${JSON.stringify(text.slice(0, 5000))}`).toBeUndefined();
    next += 1;
  }
  process.stderr.write(
    `${reader.name}: ${next - seed} texts from seed ${seed}; the slowest, ${slowestSeed}, took ${Math.round(slowest)} ms\n`,
  );
  expect(next - seed).toBeGreaterThan(20);
});

import { expect, test } from "vitest";
import { createChoices } from "./e2e/fuzz/choices.ts";
import { damage } from "./fuzz/damaged-text.ts";
import { findBug, readers } from "./fuzz/readers.ts";

// `test/e2e/readers.test.ts` does the same for as long as it may.
test.each(readers)("$name: a damaged text is a value or an error for the user", (reader) => {
  for (let seed = 0; seed < 60; seed += 1) {
    const choices = createChoices(seed);
    const text = damage(choices.any([...reader.samples]), choices);
    expect(findBug(reader, text), `seed ${seed}: ${JSON.stringify(text.slice(0, 2000))}`).toBeUndefined();
  }
});

test.each(readers)("$name: its samples are read", ({ samples, read }) => {
  for (const sample of samples) expect(() => read(sample)).not.toThrow();
});

import { expect, test } from "vitest";
import { addDecision, type NewDecision } from "./edited-decisions.ts";

const approval: NewDecision = { kind: "approve", release: "portal", version: "1.10", to: "prd", reason: "a fix: now" };
const hold: NewDecision = { kind: "hold", release: "portal", version: "2.0.0", reason: "loses sessions" };

test("a first decision makes the file", () => {
  expect(addDecision("", approval, "promotion.yaml")).toMatchInlineSnapshot(`
    "# What people decide about promotion, reviewed like code.

    approve:
      - release: portal
        version: "1.10"
        to: prd
        reason: "a fix: now"
    "
  `);
});

test("comments, and the way lists are written, stay", () => {
  const text = `# Ask in #platform first.
hold:
- release: portal # ours
  version: '1.9.0'
  reason: slow

# Every year.
freeze:
- {from: 2026-12-24, until: 2026-12-27, reason: "rest"}
`;
  expect(addDecision(text, hold, "promotion.yaml")).toMatchInlineSnapshot(`
    "# Ask in #platform first.
    hold:
    - release: portal # ours
      version: '1.9.0'
      reason: slow
    - release: portal
      version: 2.0.0
      reason: loses sessions

    # Every year.
    freeze:
    - { from: 2026-12-24, until: 2026-12-27, reason: "rest" }
    "
  `);
});

test("an empty list takes its first entry", () => {
  expect(addDecision("approve: []\n", approval, "promotion.yaml")).toMatchInlineSnapshot(`
    "approve:
      - release: portal
        version: "1.10"
        to: prd
        reason: "a fix: now"
    "
  `);
});

test("a decision that is there already changes nothing", () => {
  const text = addDecision("", approval, "promotion.yaml") ?? "";
  expect(addDecision(text, approval, "promotion.yaml")).toBe(undefined);
});

test("a file that is no map of lists is refused", () => {
  expect(() => addDecision("- approve\n", approval, "promotion.yaml")).toThrow("expected a map (promotion.yaml)");
  expect(() => addDecision("approve: yes\n", approval, "promotion.yaml")).toThrow("expected a list (promotion.yaml, approve)");
});

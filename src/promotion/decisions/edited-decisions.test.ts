import { expect, test } from "vitest";
import { addDecision, endFreeze, type NewDecision } from "./edited-decisions.ts";

const approval: NewDecision = { list: "approve", entry: { release: "portal", version: "1.10", to: "prd", reason: "a fix: now" } };
const hold: NewDecision = { list: "hold", entry: { release: "portal", version: "2.0.0", reason: "loses sessions" } };

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

test("a decision about the same thing replaces the one that is there, with its comments", () => {
  const text = `approve: # of the week
  - { release: portal, version: "1.10", to: prd, reason: old, emergency: true } # for now
hold:
  - { release: portal, version: 2.0.0, reason: loses sessions, until: 2026-12-01 }
`;
  expect(addDecision(addDecision(text, approval, "promotion.yaml") ?? "", hold, "promotion.yaml")).toMatchInlineSnapshot(`
    "approve:
      # of the week
      - { release: portal, version: "1.10", to: prd, reason: "a fix: now" } # for now
    hold:
      - { release: portal, version: 2.0.0, reason: loses sessions }
    "
  `);
});

const known = {
  environments: [{ name: "dev" }, { name: "prd", follows: "dev" }, { name: "eu", follows: "dev" }],
  versions: new Map<string, ReadonlySet<string>>(),
};

test("the end of a freeze keeps those of other environments and of other times", () => {
  const text = `# Every year.
freeze:
  - { from: 2026-12-19, until: 2027-01-05, reason: year's end } # all
  - { from: 2026-12-20, until: 2027-01-05, environments: [prd, dev], reason: audit }
  # mine
  - { from: 2026-12-20, until: 2027-01-05, environments: [prd], reason: mine }
  - { from: 2027-12-19, until: 2028-01-05, environments: [prd], reason: next year }
`;
  const end = (environment: string, day: string): string | undefined =>
    endFreeze(text, { environment, known, now: Date.parse(day) }, "promotion.yaml");
  expect(end("prd", "2026-12-24")).toMatchInlineSnapshot(`
    "# Every year.
    freeze:
      - { from: 2026-12-19, until: 2027-01-05, reason: year's end, environments: [ eu ] } # all
      - { from: 2026-12-20, until: 2027-01-05, environments: [ dev ], reason: audit }
      - { from: 2027-12-19, until: 2028-01-05, environments: [ prd ], reason: next year }
    "
  `);
  expect(end("prd", "2026-12-18")).toBe(undefined);
  expect(end("dev", "2026-12-19")).toBe(undefined);
  expect(
    endFreeze(
      "freeze:\n  - { from: 2026-12-19, until: 2027-01-05, environments: [prd], reason: r }\n",
      { environment: "prd", known, now: Date.parse("2026-12-24") },
      "promotion.yaml",
    ),
  ).toBe("{}\n");
});

import { expect, test } from "vitest";
import { renderIssues, UserError } from "../../core/user-error.ts";
import { parseDecisions } from "./parse-decisions.ts";
import type { KnownNames } from "./validate-decisions.ts";

const known: KnownNames = {
  environments: [{ name: "dev" }, { name: "prd", follows: "dev" }, { name: "osaka", follows: "prd" }],
  versions: new Map([
    ["cert-manager", new Set(["v1.16.2", "v1.17.0"])],
    ["portal", new Set(["2.4.0"])],
  ]),
};

test("decisions are read, days as their first moment in UTC", () => {
  const text = `
approve:
  - { release: cert-manager, version: "1.17.0", to: prd, reason: CVE-2026-1 }
hold:
  - { release: portal, version: "2.5.0", reason: loses sessions, until: 2026-12-01T12:00:00+09:00 }
freeze:
  - { from: 2026-12-24, until: 2026-12-27, environments: [prd], reason: Christmas }
`;
  expect(parseDecisions(text, "promotion.yaml", known).decisions).toEqual({
    approve: [{ release: "cert-manager", version: "1.17.0", to: "prd", reason: "CVE-2026-1" }],
    hold: [{ release: "portal", version: "2.5.0", reason: "loses sessions", until: Date.parse("2026-12-01T03:00:00Z") }],
    freeze: [
      { from: Date.parse("2026-12-24T00:00:00Z"), until: Date.parse("2026-12-27T00:00:00Z"), environments: ["prd"], reason: "Christmas" },
    ],
  });
});

test.each(["", "# nothing yet\n"])("a file without decisions decides nothing: %j", (text) => {
  expect(parseDecisions(text, "promotion.yaml", known).decisions).toEqual({ approve: [], hold: [], freeze: [] });
});

test("every mistake in the file's structure is reported at its place, together with wrong names and dates of the other entries", () => {
  const text = `
aprove: []
approve:
  - { release: portal, version: 2.4, to: prd, reason: "" }
hold:
  - { release: portal, version: "2.4.0" }
freeze:
  - { from: soon, until: 2026-12-27, environments: [], reason: rest }
  - { from: 2026-12-28, until: 2026-12-27, environments: [prod], reason: rest }
`;
  expect(messagesOf(text)).toMatchInlineSnapshot(`
    "error: unknown key "aprove" (promotion.yaml)
     hint: did you mean "approve"? keys: approve, hold, freeze
    error: expected a text, got "2.4" (promotion.yaml, approve[0].version)
     hint: write it in quotes: "2.4"
    error: "reason" is empty (promotion.yaml, approve[0].reason)
     hint: The reason, for later readers.
    error: "reason" is missing (promotion.yaml, hold[0])
     hint: reason: The reason, for later readers.
    error: "soon" is not valid (promotion.yaml, freeze[0].from)
     hint: A day such as 2026-12-24, or a time such as 2026-12-24T18:00:00Z. A freeze's day begins in the \`timezone\` of its environment, a hold's in UTC.
    error: "environments" is empty (promotion.yaml, freeze[0].environments)
     hint: The environments that are frozen. Default: all followers.
    error: the freeze ends before it starts: from "2026-12-28" until "2026-12-27" (promotion.yaml, freeze[1])
     hint: set \`until\` to the first moment after the freeze; a day means its first moment in the environment's time zone"
  `);
});

test("every unknown name and version is a warning with a suggestion", () => {
  const text = `
approve:
  - { release: cert-manger, version: "1.17.0", to: prod, reason: r }
  - { release: cert-manager, version: "1.16.1", to: dev, reason: r }
hold:
  - { release: portal, version: "2.3.0", reason: r }
freeze:
  - { from: 2026-12-24, until: 2026-12-27, environments: [osakka], reason: r }
`;
  expect(messagesOf(text)).toMatchInlineSnapshot(`
    "warning: release "cert-manger" does not run in any environment (promotion.yaml, approve[0].release)
     hint: did you mean "cert-manager"? releases: cert-manager, portal
    warning: environment "prod" is not declared (promotion.yaml, approve[0].to)
     hint: did you mean "prd"? environments that follow another: prd, osaka
    warning: version "1.16.1" of "cert-manager" has not run in any environment (promotion.yaml, approve[1].version)
     hint: did you mean "v1.16.2"? versions that ran: v1.17.0, v1.16.2
    warning: environment "dev" has no gate, because it follows no other (promotion.yaml, approve[1].to)
     hint: environments that follow another: prd, osaka
    warning: version "2.3.0" of "portal" has not run in any environment (promotion.yaml, hold[0].version)
     hint: did you mean "2.4.0"? versions that ran: 2.4.0
    warning: environment "osakka" is not declared (promotion.yaml, freeze[0].environments[0])
     hint: did you mean "osaka"? declared: dev, prd, osaka"
  `);
});

test("every date and version that is not valid is reported at once", () => {
  const text = `
approve:
  - { release: cert-manger, version: "1.17.0", to: prod, reason: r }
  - { release: cert-manager, version: "1.16.1", to: dev, reason: r }
hold:
  - { release: portal, version: latest, reason: r, until: 2026-02-30 }
freeze:
  - { from: 2026-12-27, until: 2026-12-24, environments: [osakka], reason: r }
  - { from: 2026-12-27, until: 2026-12-27, reason: r }
`;
  expect(messagesOf(text)).toMatchInlineSnapshot(`
    "error: "latest" is not a valid version (promotion.yaml, hold[0].version)
     hint: write one version, for example 1.2.3
    error: "2026-02-30" is not a valid date (promotion.yaml, hold[0].until)
     hint: write a day, for example 2026-12-24, or a time, for example 2026-12-24T18:00:00Z
    error: the freeze ends before it starts: from "2026-12-27" until "2026-12-24" (promotion.yaml, freeze[0])
     hint: set \`until\` to the first moment after the freeze; a day means its first moment in the environment's time zone
    error: the freeze ends as it starts: from "2026-12-27" until "2026-12-27" (promotion.yaml, freeze[1])
     hint: set \`until\` to the first moment after the freeze; a day means its first moment in the environment's time zone"
  `);
});

test("a version newer than all that ran may be decided on ahead", () => {
  const text = `hold: [{ release: portal, version: "3.0.0", reason: r }]`;
  expect(parseDecisions(text, "promotion.yaml", known).decisions.hold).toHaveLength(1);
});

test("what is no YAML is reported with its line", () => {
  expect(messagesOf("approve: [\n")).toMatchInlineSnapshot(`
    "error: promotion.yaml: Flow sequence in block collection must be sufficiently indented and end with a ] at line 2, column 1
     hint: fix the YAML"
  `);
});

function messagesOf(text: string): string {
  try {
    const { idle } = parseDecisions(text, "promotion.yaml", known);
    return renderIssues(idle, "warning");
  } catch (error) {
    if (error instanceof UserError) return renderIssues(error.issues);
    throw error;
  }
}

test("a day of a freeze begins in the time zone of each environment", () => {
  const zoned: KnownNames = {
    ...known,
    environments: [
      { name: "dev" },
      { name: "prd", follows: "dev", pace: { timezone: "Europe/Berlin" } },
      { name: "osaka", follows: "prd", pace: { timezone: "Asia/Tokyo" } },
      { name: "eu", follows: "prd", pace: { timezone: "Europe/Berlin" } },
    ],
  };
  const freezesOf = (entry: string): readonly unknown[] => parseDecisions(`freeze: [${entry}]\n`, "promotion.yaml", zoned).decisions.freeze;
  const [berlin, tokyo] = [Date.parse("2026-12-18T23:00:00Z"), Date.parse("2026-12-18T15:00:00Z")];
  const until = Date.parse("2026-12-21T10:00:00Z");
  expect(freezesOf("{ from: 2026-12-19, until: 2026-12-21T12:00:00+02:00, reason: r }")).toEqual([
    { from: berlin, until, environments: ["prd", "eu"], reason: "r" },
    { from: tokyo, until, environments: ["osaka"], reason: "r" },
  ]);
  expect(freezesOf("{ from: 2026-12-19, until: 2026-12-21T10:00:00Z, environments: [osaka], reason: r }")).toEqual([
    { from: tokyo, until, environments: ["osaka"], reason: "r" },
  ]);
  expect(freezesOf("{ from: 2026-12-19, until: 2026-12-21T10:00:00Z, environments: [dev], reason: r }")).toMatchObject([
    { from: Date.parse("2026-12-19T00:00:00Z") },
  ]);
});

test("an approval of files names a follower and a digest", () => {
  const digest = `sha256:${"0".repeat(64)}`;
  const { decisions, idle } = parseDecisions(
    `approve:\n  - { files: prd, digest: "${digest}", reason: "a\\n::error::b", emergency: true }\n  - { files: dev, digest: "${digest}", reason: r }\n`,
    "promotion.yaml",
    known,
  );
  expect(decisions.approve).toEqual([]);
  expect(decisions.files?.[0]).toEqual({ files: "prd", digest, reason: "a ::error::b", emergency: true });
  expect(idle.map(({ message }) => message)).toEqual([
    'environment "dev" has no gate, because it follows no other (promotion.yaml, approve[1].files)',
  ]);
  expect(messagesOf("approve:\n  - { files: prd, digest: abc, version: 1.0.0 }\n")).toMatchInlineSnapshot(`
    "error: "reason" is missing (promotion.yaml, approve[0])
     hint: reason: The reason, for later readers.
    error: unknown key "version" (promotion.yaml, approve[0])
     hint: keys: files, digest, reason, emergency
    error: "abc" is not valid (promotion.yaml, approve[0].digest)
     hint: The digest that desalt gate names, for example sha256: and 64 digits. desalt promote --approve-files writes it."
  `);
});

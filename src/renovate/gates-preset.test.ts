import * as fc from "fast-check";
import { expect, test } from "vitest";
import { environmentOf } from "../../test/resolved-fleet.ts";
import type { AllowedVersion, Gate } from "../promotion/index.ts";
import { renderGatesPreset } from "./gates-preset.ts";

const fleet = { environments: [environmentOf("prd", { follows: "dev" })] };
const since = "2026-11-01T10:00:00Z";

function ruleOf(allowed: readonly AllowedVersion[], fields: Partial<Gate> = {}): Record<string, unknown> {
  const gate: Gate = {
    environment: "prd",
    upstream: "dev",
    release: "portal",
    chart: "portal",
    repositoryUrl: "https://charts.example.com",
    oci: false,
    current: "1.0.0",
    allowed,
    soaking: [],
    held: [],
    ...fields,
  };
  const preset: { packageRules: readonly Record<string, unknown>[] } = JSON.parse(renderGatesPreset({ fleet, gates: [gate] }).text);
  return preset.packageRules[0] ?? {};
}

test("an address with and without a slash at its end is the same", () => {
  const urlsOf = (repositoryUrl: string): unknown => ruleOf([], { repositoryUrl })["matchRegistryUrls"];
  expect(urlsOf("https://charts.example.com/")).toEqual(urlsOf("https://charts.example.com"));
  expect(urlsOf("https://charts.example.com/Team/")).toEqual(["/^https://charts\\.example\\.com/Team\\/*$/"]);
});

test("an address with any user matches, where desalt has removed the user", () => {
  const [pattern] = [ruleOf([], { repositoryUrl: "https://@charts.example.com" })["matchRegistryUrls"]].flat();
  expect(pattern).toBe("/^https://[^/@]*@charts\\.example\\.com\\/*$/");
});

test("each version has its note, however the registry writes it", () => {
  const soaked = { since, commit: "a".repeat(40), soak: 604_800_000 };
  const rule = ruleOf([
    { version: "1.2", by: "soak", ...soaked },
    { version: "v1.3.0+build.1", by: "superseded", ...soaked },
    { version: "1.4.0", by: "approval", reason: "CVE-2026-1,\n{{ secrets.X }}" },
    { version: "1.5.0", by: "approval", reason: "fixed in values", lost: "was rolled back in dev on 2026-11-05" },
  ]);
  expect(rule["allowedVersions"]).toMatchInlineSnapshot(`"/^v?(?:1\\.2(?:\\.0)?|1\\.3\\.0[+_]build\\.1|1\\.4\\.0|1\\.5\\.0)$/"`);
  expect(rule["prBodyNotes"]).toMatchInlineSnapshot(`
    [
      "{{#if (or (equals newVersion "1.2") (equals newVersion "v1.2") (equals newVersion "1.2.0") (equals newVersion "v1.2.0"))}}\`portal\` 1.2 ran in dev for 7 days or more, since 2026-11-01 10:00 UTC (commit aaaaaaaaaa), and was not rolled back.{{/if}}",
      "{{#if (or (equals newVersion "1.3.0+build.1") (equals newVersion "v1.3.0+build.1") (equals newVersion "1.3.0_build.1") (equals newVersion "v1.3.0_build.1"))}}\`portal\` v1.3.0+build.1 ran in dev and on in newer versions of the same major for 7 days or more, since 2026-11-01 10:00 UTC (commit aaaaaaaaaa), and was not rolled back.{{/if}}",
      "{{#if (or (equals newVersion "1.4.0") (equals newVersion "v1.4.0"))}}\`portal\` 1.4.0 was approved for prd: CVE\\-2026\\-1, secrets.X ; it has not run in dev.{{/if}}",
      "{{#if (or (equals newVersion "1.5.0") (equals newVersion "v1.5.0"))}}\`portal\` 1.5.0 was approved for prd: fixed in values; it ran, and was rolled back in dev on 2026-11-05.{{/if}}",
    ]
  `);
});

test("updates of followers that allowedVersions does not filter need an approval on the dashboard", () => {
  const environments = [environmentOf("dev"), environmentOf("prd", { follows: "dev" }), environmentOf("eu", { follows: "prd" })];
  const preset: unknown = JSON.parse(renderGatesPreset({ fleet: { environments }, gates: [] }).text);
  expect(preset).toMatchObject({
    packageRules: [
      {
        matchFileNames: ["prd/helmfile.yaml", "eu/helmfile.yaml"],
        matchUpdateTypes: ["replacement", "rollback", "digest", "pinDigest", "lockFileMaintenance"],
        dependencyDashboardApproval: true,
      },
    ],
  });
});

test("a reason is shown in a pull request, and does nothing there", () => {
  const nasty = fc.constantFrom(
    "<b>",
    "@everyone",
    "`",
    "{{",
    "}}",
    "{{/if}}",
    "{",
    "\n",
    "\u2028",
    "#1",
    "[",
    "](",
    "\\",
    "a",
    " ",
    "GH-1",
    "~",
  );
  const text = fc.oneof(
    fc.array(nasty).map((parts) => parts.join("")),
    fc.string({ unit: "binary" }),
  );
  fc.assert(
    fc.property(text, (reason) => {
      const [note] = [ruleOf([{ version: "1.4.0", by: "approval", reason }])["prBodyNotes"]].flat();
      const shown = /^\{\{#if \([^{}]*\)\}\}([^{}\r\n\u2028\u2029]*)\{\{\/if\}\}$/u.exec(String(note))?.[1];
      expect(shown).toMatch(/^`portal` 1\.4\.0 was approved for prd: .*; it has not run in dev\.$/u);
      const said = shown?.slice("`portal` 1.4.0 was approved for prd: ".length) ?? "";
      expect(said).not.toMatch(/(?<!\\)(?:\\\\)*[<>`[\]*#]|@(?!\u200b)|#(?!\u200b)|\bGH\\?-\d/iu);
    }),
  );
});

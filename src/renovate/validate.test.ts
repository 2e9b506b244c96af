import { expect, it } from "vitest";
import { fleets } from "../../test/renovate/fleets.ts";
import { makeEnvironment, makeFleet } from "../../test/renovate/make-fleet.ts";
import { renderIssues, UserError } from "../core/user-error.ts";
import type { ResolvedFleet } from "../fleet/index.ts";
import { renderRenovateJson, validateOwnOptions, validateRenovateOptions } from "./index.ts";

async function explain(fleet: ResolvedFleet): Promise<string> {
  try {
    return renderIssues(await validateOwnOptions(fleet, "desalt.config.ts"), "warning");
  } catch (error) {
    if (error instanceof UserError) return renderIssues(error.issues);
    throw error;
  }
}

/** Options as they come from a YAML file, which no compiler has seen. */
function untyped(options: object): object {
  return JSON.parse(JSON.stringify(options));
}

it("warns of options that our Renovate does not know, at their places", async () => {
  const fleet = makeFleet({
    renovate: untyped({ automrege: true, hostRules: [{ matchHost: "x.example.com", username: "u", passwort: "p" }] }),
    environments: [makeEnvironment("dev", { renovate: untyped({ packageRules: [{ matchUpdateTypes: ["major"], enable: false }] }) })],
  });
  expect(await explain(fleet)).toMatchInlineSnapshot(`
    "warning: desalt does not know an option "automrege" of Renovate (desalt.config.ts, renovate.automrege)
     hint: did you mean "automerge"? a newer Renovate may have it; all options: https://docs.renovatebot.com/configuration-options/
    warning: desalt does not know an option "passwort" of Renovate (desalt.config.ts, renovate.hostRules[0].passwort)
     hint: a newer Renovate may have it; all options: https://docs.renovatebot.com/configuration-options/
    warning: desalt does not know an option "enable" of Renovate (desalt.config.ts, environments.dev.renovate.packageRules[0].enable)
     hint: did you mean "enabled"? a newer Renovate may have it; all options: https://docs.renovatebot.com/configuration-options/"
  `);
});

it("refuses values that Renovate would refuse, all at once", async () => {
  const fleet = makeFleet({
    renovate: untyped({ automerge: "yes", packageRules: [{ matchManagers: ["npm"], automergeType: "merge", prPriority: "high" }] }),
    environments: [makeEnvironment("dev", { renovate: untyped({ schedule: 3, helmfile: { enabled: false } }) })],
  });
  expect(await explain(fleet)).toMatchInlineSnapshot(`
    "error: "yes" is not a valid value for this option of Renovate (desalt.config.ts, renovate.automerge)
     hint: write a value of type boolean
    error: "high" is not a valid value for this option of Renovate (desalt.config.ts, renovate.packageRules[0].prPriority)
     hint: write a value of type integer
    error: "merge" is not a valid value for this option of Renovate (desalt.config.ts, renovate.packageRules[0].automergeType)
     hint: write one of branch, pr, pr-comment
    error: 3 is not a valid value for this option of Renovate (desalt.config.ts, environments.dev.renovate.schedule)
     hint: write a value of type array, or a value of type string
    error: options of the manager "helmfile" are only allowed at the top level (desalt.config.ts, environments.dev.renovate.helmfile)
     hint: use a package rule with matchManagers: ["helmfile"], or set them in "renovate" of the fleet"
  `);
});

it("knows every option that desalt writes", async () => {
  for (const fleet of Object.values(fleets)) {
    for (const as of ["config", "preset"] as const) {
      const [file] = renderRenovateJson(fleet, { as, source: "desalt.config.ts" });
      expect(await validateRenovateOptions(JSON.parse(file?.text ?? ""))).toEqual([]);
    }
  }
});

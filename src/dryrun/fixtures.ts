import { suggestName } from "../core/suggestion.ts";
import { UserError, type Issue } from "../core/user-error.ts";
import { publishCharts } from "./chart-fixtures.ts";
import type { Fixtures } from "./fixtures.generated.ts";
import { publishTags, type TaggedRepository } from "./github-fixtures.ts";
import { publishImages } from "./image-fixtures.ts";
import { publishPackages, type NpmPackage } from "./npm-fixtures.ts";
import { parsePresets, type PresetRepository } from "./preset-fixtures.ts";
import type { Password, Registry } from "./registry.ts";

/** The fixtures, checked, as they are at one moment. */
export interface FixtureSet {
  readonly registries: readonly Registry[];
  readonly tagged: readonly TaggedRepository[];
  readonly packages: readonly NpmPackage[];
  readonly presets: readonly PresetRepository[];
  /** The token that GitHub asks for. */
  readonly githubToken?: string;
}

const github = "github.com";

/**
 * Checks fixtures and resolves them at a moment: versions released later are left out.
 * Throws a `UserError` that names every mistake.
 */
export function parseFixtures(fixtures: Fixtures, now: Date): FixtureSet {
  const issues: Issue[] = [];
  const registries = [...publishCharts(fixtures, now, issues), ...publishImages(fixtures, now, issues)];
  const presets = parsePresets(fixtures.presets ?? {}, issues);
  const tagged = publishTags(fixtures, { presets, now }, issues);
  const packages = publishPackages(fixtures, now, issues);
  const { credentials = {} } = fixtures;
  checkCredentials(fixtures, [...registries.map(({ address }) => address), github], issues);
  if (issues.length > 0) throw new UserError(issues);
  const githubToken = credentials[github]?.token;
  return {
    registries: registries.map((registry) => ({ ...registry, ...passwordOf(fixtures, registry.address) })),
    tagged,
    packages,
    presets,
    ...(githubToken === undefined ? {} : { githubToken }),
  };
}

function checkCredentials({ credentials = {} }: Fixtures, addresses: readonly string[], issues: Issue[]): void {
  for (const [address, { username, password, token }] of Object.entries(credentials)) {
    if (!addresses.includes(address)) {
      issues.push({
        message: `credentials for "${address}", which is no registry of the fixtures (fixtures, credentials)`,
        hint: suggestName(address, addresses, "registries"),
      });
    } else if (address === github ? token === undefined : username === undefined || password === undefined) {
      const hint = address === github ? 'give it "token"' : 'give it "username" and "password"';
      issues.push({ message: `credentials for "${address}" are not complete (fixtures, credentials)`, hint });
    }
  }
}

function passwordOf({ credentials = {} }: Fixtures, address: string): { readonly credentials?: Password } {
  const { username, password } = credentials[address] ?? {};
  return username === undefined || password === undefined ? {} : { credentials: { username, password } };
}

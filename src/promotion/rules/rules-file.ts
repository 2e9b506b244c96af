import { type GeneratedFile, renderMark } from "../../core/generated-file.ts";
import { isRecord } from "../../core/json-value.ts";
import { parseJson, renderJson } from "../../core/json-text.ts";
import { day, hour, minute } from "../../core/time.ts";
import { UserError } from "../../core/user-error.ts";
import { parseFleet, resolveFleet, type ResolvedEnvironment, type ResolvedFleet, type Soak } from "../../fleet/index.ts";
import type { EnvironmentRules, FleetRules } from "./rules.generated.ts";

/** The path of the rules of promotion. The merge check reads them in place of a config that is code. */
export const rulesPath = "desalt/rules.json";

/** The format's number, raised when an older desalt would misread the file. */
const rulesFormat = 1;

/** Renders the rules of promotion that a config resolves to. Nothing else of the config is in it, so that most changes leave it alone. */
export function renderRules({ environments, sources }: Pick<ResolvedFleet, "environments" | "sources">, source: string): GeneratedFile {
  const { variables } = environments.find((environment) => environment.variables !== undefined) ?? {};
  const rules: FleetRules = {
    description: [renderMark(source), "The rules of promotion. The merge check reads them here, and does not run the config"],
    format: rulesFormat,
    environments: Object.fromEntries(environments.map((environment) => [environment.name, renderEnvironment(environment)])),
    ...(variables !== undefined && { variables }),
    ...(sources !== undefined && { sources }),
  };
  return { path: rulesPath, text: renderJson(rules) };
}

function renderEnvironment({
  helmfiles,
  helmfileEnvironment,
  follows,
  soak,
  soaks,
  promotion,
  releases,
  pace,
}: ResolvedEnvironment): EnvironmentRules {
  const [first = "", ...others] = helmfiles;
  const helmfile = others.length === 0 ? first : [...helmfiles];
  const place = { helmfile, ...(helmfileEnvironment !== undefined && { helmfileEnvironment }) };
  const timezone = pace.timezone === undefined ? {} : { timezone: pace.timezone };
  if (follows === undefined || soak === undefined || promotion === undefined) return { ...place, ...timezone };
  const { superseded, minimum, ...rules } = promotion;
  const own = new Map([
    ...(soaks ?? []),
    ...releases.flatMap((release) => (release.soak === undefined ? [] : [[release.name, release.soak] as const])),
  ]);
  const different = [...own].filter(([, one]) => describeSoak(one) !== describeSoak(soak));
  return {
    ...place,
    follows,
    soak: renderSoak(soak),
    ...(different.length > 0 && { soaks: Object.fromEntries(different.map(([name, one]) => [name, renderSoak(one)])) }),
    superseded: superseded === "restarts" ? superseded : { minimum: renderDuration(minimum) },
    strict: rules.strict,
    additions: rules.additions,
    together: rules.together,
    ...(rules.verify !== undefined && { verify: rules.verify }),
    ...(rules.verifySecrets !== undefined && { verifySecrets: [...rules.verifySecrets] }),
    ...timezone,
  };
}

function describeSoak({ patch, minor, major }: Soak): string {
  return [patch, minor, major].join(" ");
}

function renderSoak({ patch, minor, major }: Soak): NonNullable<EnvironmentRules["soak"]> {
  if (patch === minor && minor === major) return renderDuration(major);
  return { patch: renderDuration(patch), minor: renderDuration(minor), major: renderDuration(major) };
}

function renderDuration(milliseconds: number): string {
  const [name, unit] =
    (
      [
        ["day", day],
        ["hour", hour],
        ["minute", minute],
      ] as const
    ).find(([, length]) => milliseconds % length === 0) ?? (["minute", minute] as const);
  const amount = milliseconds / unit;
  return `${amount} ${name}${amount === 1 ? "" : "s"}`;
}

/** Reads the rules, which are a config of hand-written helmfiles. Throws a `UserError` if they are not valid. */
export function parseRules(text: string): ResolvedFleet {
  const declared = parseJson(text);
  if (!isRecord(declared)) throw new UserError({ message: `"${rulesPath}" is not valid JSON`, hint: regenerate });
  const { format, description: _, ...rules } = declared;
  if (format === rulesFormat) return resolveFleet(parseFleet(rules, rulesPath));
  const isNewer = typeof format === "number" && format > rulesFormat;
  throw new UserError({
    message: `"${rulesPath}" has format ${JSON.stringify(format)}, and this desalt reads format ${rulesFormat}`,
    hint: isNewer ? "use the same version of desalt in all workflows" : regenerate,
  });
}

const regenerate = "regenerate it: npx desalt generate";

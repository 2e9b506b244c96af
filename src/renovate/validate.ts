import { closest, distance } from "fastest-levenshtein";
import { errorsOf, type GeneratedValidator, type SchemaError } from "../core/schema.ts";
import { UserError, type Issue } from "../core/user-error.ts";
import type { ResolvedFleet } from "../fleet/index.ts";

/** The part of Renovate's schema with its options. */
interface OptionsSchema {
  readonly properties: { readonly [option: string]: unknown };
  readonly definitions: {
    readonly [option: string]: { readonly $ref?: string; readonly items?: { readonly allOf?: readonly Partial<OptionsSchema>[] } };
  };
}

interface Check {
  readonly schema: OptionsSchema;
  readonly isValid: GeneratedValidator;
}

/** Keys that Renovate accepts and its schema does not have. */
const unlisted = ["$schema", "username", "password", "token", "encrypted"];

let loading: Promise<Check> | undefined;

/**
 * Checks Renovate's own options in a config. Throws a `UserError` for values of a wrong type, and returns a warning for
 * every option that desalt's schema does not have, because the user's Renovate may be newer.
 */
export async function validateRenovateOptions(options: object, place = "renovate.json"): Promise<readonly Issue[]> {
  const check = await loadCheck();
  const errors = checkTypes(options, place, check);
  if (errors.length > 0) throw new UserError(errors);
  return findUnknown(options, place, check);
}

/** The same for `renovate` in a desalt config, with the places of the options. */
export async function validateOwnOptions({ renovate, environments }: ResolvedFleet, source: string): Promise<readonly Issue[]> {
  const own = [
    { place: `${source}, renovate`, options: renovate },
    ...environments.map((environment) => ({
      place: `${source}, environments.${environment.name}.renovate`,
      options: environment.renovate,
    })),
  ].flatMap(({ place, options }) => (options === undefined ? [] : [{ place, options }]));
  if (own.length === 0) return [];
  const check = await loadCheck();
  const ofEnvironments = own
    .filter(({ options }) => options !== renovate)
    .flatMap(({ options, place }) => findManagers(options, place, check));
  const errors = [...own.flatMap(({ options, place }) => checkTypes(options, place, check)), ...ofEnvironments];
  if (errors.length > 0) throw new UserError(errors);
  return own.flatMap(({ options, place }) => findUnknown(options, place, check));
}

/** Reads Renovate's schema only if there is something to check, because it is large. */
function loadCheck(): Promise<Check> {
  loading ??= loadParts();
  return loading;
}

async function loadParts(): Promise<Check> {
  const { default: schema }: { default: unknown } = await import("./renovate-options.schema.generated.json", { with: { type: "json" } });
  if (!isOptionsSchema(schema)) throw new TypeError("renovate-options.schema.generated.json has no options");
  const { areRenovateOptions } = await import("./renovate-options.validator.generated.ts");
  return { schema, isValid: areRenovateOptions };
}

function isOptionsSchema(schema: unknown): schema is OptionsSchema {
  return typeof schema === "object" && schema !== null && "properties" in schema && "definitions" in schema;
}

function findUnknown(options: object, place: string, { schema }: Check): readonly Issue[] {
  return listUnknown(options, { place, known: Object.keys(schema.properties), schema });
}

interface Spot {
  readonly place: string;
  readonly known: readonly string[];
  readonly schema: OptionsSchema;
}

function listUnknown(options: object, { place, known, schema }: Spot): readonly Issue[] {
  return Object.entries(options).flatMap(([option, value]: [string, unknown]): readonly Issue[] => {
    const here = `${place}.${option}`;
    if (!known.includes(option) && !unlisted.includes(option)) {
      return [{ message: `desalt does not know an option "${option}" of Renovate (${here})`, hint: suggestOption(option, known) }];
    }
    const inside = listKeysInside(option, schema);
    if (inside === undefined) return [];
    return objectsIn(value, here).flatMap(({ object, at }) => listUnknown(object, { place: at, known: inside, schema }));
  });
}

function suggestOption(option: string, known: readonly string[]): string {
  const nearest = closest(option, [...known]);
  const suggestion = distance(option, nearest) <= Math.floor(option.length / 3) ? `did you mean "${nearest}"? ` : "";
  return `${suggestion}a newer Renovate may have it; all options: https://docs.renovatebot.com/configuration-options/`;
}

/** The nested options of an option such as `packageRules` or `helmfile`. */
function listKeysInside(option: string, { definitions, properties }: OptionsSchema): readonly string[] | undefined {
  const { $ref, items } = definitions[option] ?? {};
  const own = (items?.allOf ?? []).flatMap((part) => Object.keys(part.properties ?? {}));
  // The schema checks only a package rule's own options, although a rule accepts all.
  if ($ref === "#" || option === "packageRules") return [...Object.keys(properties), ...own];
  return own.length === 0 ? undefined : own;
}

function checkTypes(options: object, place: string, check: Check): readonly Issue[] {
  const rules = "packageRules" in options ? objectsIn(options.packageRules, `${place}.packageRules`) : [];
  const ofRules = rules.flatMap(({ object, at }) => [...describeErrors(object, at, check), ...findManagers(object, at, check)]);
  return [...describeErrors(options, place, check), ...ofRules];
}

/** Rejects options of a manager below the top level, because Renovate would stop. */
function findManagers(rule: object, place: string, { schema }: Check): readonly Issue[] {
  const managers = Object.keys(rule).filter((option) => listKeysInside(option, schema)?.includes("managerFilePatterns"));
  return managers.map((manager) => ({
    message: `options of the manager "${manager}" are only allowed at the top level (${place}.${manager})`,
    hint: `use a package rule with matchManagers: ["${manager}"], or set them in "renovate" of the fleet`,
  }));
}

function describeErrors(options: object, place: string, { isValid }: Check): readonly Issue[] {
  if (isValid(options)) return [];
  const byPath = new Map<string, SchemaError[]>();
  for (const error of errorsOf(isValid)) {
    byPath.set(error.instancePath, [...(byPath.get(error.instancePath) ?? []), error]);
  }
  return [...byPath].map(([path, errors]) => {
    const where = `${place}${path.replace(/\/(\d+)(?=\/|$)/gu, "[$1]").replaceAll("/", ".")}`;
    return {
      message: `${JSON.stringify(valueAt(options, path))} is not a valid value for this option of Renovate (${where})`,
      hint: describeExpected(errors),
    };
  });
}

function valueAt(options: unknown, pointer: string): unknown {
  const keys = pointer.split("/").slice(1);
  return keys.reduce((value, key) => (isMap(value) ? value[key.replaceAll("~1", "/").replaceAll("~0", "~")] : undefined), options);
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function describeExpected(errors: readonly SchemaError[]): string {
  const expected = errors.map(({ keyword, params, message = "" }) => {
    if (keyword === "type") return `a value of type ${[params["type"]].flat().join(" or ")}`;
    if (keyword === "enum") return `one of ${[params["allowedValues"]].flat().join(", ")}`;
    return keyword === "oneOf" || keyword === "anyOf" ? "" : `one that ${message}`;
  });
  return `write ${[...new Set(expected)].filter((text) => text !== "").join(", or ")}`;
}

function objectsIn(value: unknown, place: string): readonly { readonly object: object; readonly at: string }[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => objectsIn(item, `${place}[${index}]`));
  return typeof value === "object" && value !== null ? [{ object: value, at: place }] : [];
}

/** Names of stages, in the order in which versions pass them. A rank is the index. */
const stages = [
  ["sandbox", "local", "lab"],
  ["dev", "develop", "development", "nonprod", "nonprd"],
  ["test", "tst", "testing"],
  ["int", "integration"],
  ["qa"],
  ["uat", "acc", "acceptance"],
  ["stg", "stag", "stage", "staging"],
  ["pre", "preprod", "preprd", "preproduction", "pp"],
  ["prd", "prod", "production", "live", "main"],
] as const;

/** Names of environments that are no stage: nothing is promoted to them, or from them. */
const besides = ["demo", "ops", "mgmt", "management", "infra"] as const;

/** Names that are as often those of a component, of a branch or of tests. They count beside an unmistakable one. */
const ambiguous = new Set(["local", "lab", "test", "testing", "int", "acc", "pre", "pp", "live", "main", ...besides]);

const ranks = new Map<string, number | undefined>([
  ...stages.flatMap((names, rank) => names.map((name) => [name, rank] as const)),
  ...besides.map((name) => [name, undefined] as const),
]);

/** What the name of a folder or file says about an environment. */
export interface EnvironmentName {
  /** The place in the order of promotion; undefined for one that takes no part in it. */
  readonly rank?: number;
  /** What else the name has, such as a region, a number or a customer. */
  readonly rest: string;
  /** Whether the name alone, without others beside it, is one of an environment. */
  readonly isClear: boolean;
}

/** The rank of environments that are for trying things out: upstream of others only where nothing else is. */
export const sandboxRank = 0;

/** Reads a name such as `dev`, `prod02`, `prod-eu-1` or `acme-staging`. Undefined if it does not name an environment. */
export function readEnvironmentName(text: string): EnvironmentName | undefined {
  const words = joinPrefixes(text.toLowerCase().split(/[-_.]+/u)).filter((word) => word !== "");
  if (words.some((word) => /^(?:examples?|samples?|templates?)$/u.test(word))) return undefined;
  const found = words.map(readWord);
  const last = found.length - 1;
  const index = [0, last, ...found.keys()].find((at) => found[at] !== undefined);
  const word = index === undefined ? undefined : found[index];
  if (index === undefined || word === undefined) return undefined;
  const others = words.filter((_, at) => at !== index);
  const rest = [...others, ...(word.number === "" ? [] : [word.number])].join("-");
  const rank = ranks.get(word.name);
  return { ...(rank !== undefined && { rank }), rest, isClear: others.length === 0 && !ambiguous.has(word.name) };
}

/** Whether a name may stand for an environment, and does nothing else. */
export function isPlainName(text: string): boolean {
  const name = readEnvironmentName(text);
  return name !== undefined && /^\d*$/u.test(name.rest);
}

function readWord(word: string): { readonly name: string; readonly number: string } | undefined {
  const [, name = "", number = ""] = /^([a-z]+)(\d{0,3})$/u.exec(word) ?? [];
  return ranks.has(name) ? { name, number } : undefined;
}

function joinPrefixes(words: readonly string[]): readonly string[] {
  return words.flatMap((word, index) => {
    const before = words[index - 1];
    if (/^(?:prod|prd|production)\d*$/u.test(word) && (before === "pre" || before === "non")) return [`${before}${word}`];
    const after = words[index + 1];
    return (word === "pre" || word === "non") && after !== undefined && /^(?:prod|prd|production)\d*$/u.test(after) ? [] : [word];
  });
}

/** A name that a config takes, made of any text. */
export function toEnvironmentName(text: string): string {
  const name = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/gu, "-")
    .replaceAll(/^-+|-+$/gu, "");
  return name === "" ? "default" : name;
}

import { parseCsv } from "./csv.ts";
import { compareMinors, type Minor } from "./minor.ts";
import { tables } from "./tables.generated.ts";

/** An API version of a kind, and the minors of Kubernetes that serve it. */
export interface KubernetesApi {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly introduced?: Minor;
  readonly deprecated?: Minor;
  /** The first minor that does not serve it. */
  readonly removed?: Minor;
  /** `networking.k8s.io/v1 Ingress`. */
  readonly replacement?: string;
  readonly source: string;
  readonly asOf: string;
}

/** Every API version of Kubernetes itself that was seen, by `apiVersion kind`, and the groups that have one. */
export interface KubernetesApis {
  readonly byName: ReadonlyMap<string, KubernetesApi>;
  readonly groups: ReadonlySet<string>;
}

let loaded: KubernetesApis | undefined;

/** Reads the table of API versions, once. */
export function readApis(): KubernetesApis {
  if (loaded !== undefined) return loaded;
  const apis = parseCsv(tables.apis).map((row): KubernetesApi => {
    const { group = "", version = "", kind = "", introduced = "", deprecated = "", removed = "", replacement = "", source = "" } = row;
    return {
      group,
      version,
      kind,
      source,
      asOf: row["as_of"] ?? "",
      ...(introduced !== "" && { introduced }),
      ...(deprecated !== "" && { deprecated }),
      ...(removed !== "" && { removed }),
      ...(replacement !== "" && { replacement }),
    };
  });
  const byName = new Map(apis.map((api) => [nameOf(api), api]));
  loaded = { byName, groups: new Set(apis.map(({ group }) => group)) };
  return loaded;
}

/** The API version of a kind to use at a minor: the marker's, otherwise the newest that this minor serves. */
export function findReplacement(api: KubernetesApi, minor: Minor): string | undefined {
  const { byName } = readApis();
  const marked = api.replacement === undefined ? undefined : byName.get(api.replacement);
  if (marked !== undefined && isServed(marked, minor)) return api.replacement;
  const served = [...byName.values()].filter(
    (other) => other.group === api.group && other.kind === api.kind && /^v\d+$/u.test(other.version) && isServed(other, minor),
  );
  const newest = served.toSorted((a, b) => compareMinors(a.introduced ?? "1.0", b.introduced ?? "1.0")).at(-1);
  return newest === undefined ? undefined : nameOf(newest);
}

/** Whether a minor serves an API version, though perhaps not by default. */
function isServed({ introduced, removed }: KubernetesApi, minor: Minor): boolean {
  const isThere = introduced === undefined || compareMinors(introduced, minor) <= 0;
  return isThere && (removed === undefined || compareMinors(minor, removed) < 0);
}

function nameOf({ group, version, kind }: Pick<KubernetesApi, "group" | "version" | "kind">): string {
  return `${group === "" ? "" : `${group}/`}${version} ${kind}`;
}

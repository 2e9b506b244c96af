import { isMap, isScalar } from "yaml";
import type { ParsedRelease } from "../reading/parsed-helmfile.ts";
import { describeTrust } from "../reading/trust.ts";
import type { Reader } from "../yaml/checked-map.ts";
import { mergeMap, resolve } from "../yaml/merged-map.ts";
import { readFlag } from "../yaml/plain-values.ts";

/** What `helmfile list` does not show of releases: the way to their charts, and the context in which they run. */
export interface ReleaseSettings extends Pick<ParsedRelease, "isVerified" | "keyring" | "kubeContext"> {
  /** The one release that it is about. Undefined for defaults, templates and names with braces, which may be about all. */
  readonly name?: string;
  readonly trust: readonly string[];
}

/** Reads the settings of a release, a template, an environment, the defaults or the helmfile itself, all of which have the same keys. */
export function readSettings(item: unknown, { document, note }: Reader, isRelease = false): ReleaseSettings[] {
  const map = resolve(item, document);
  if (!isMap(map)) return [];
  const values = mergeMap(map, document, note);
  const flag = (key: string): boolean | undefined => readFlag(resolve(values.get(key), document), note);
  const text = (key: string): string | undefined => {
    const node = resolve(values.get(key), document);
    return isScalar(node) && typeof node.value === "string" && node.value !== "" ? node.value : undefined;
  };
  const [name, keyring, kubeContext] = [isRelease ? text("name") : undefined, text("keyring"), text("kubeContext")];
  const isVerified = flag("verify");
  const trust = describeTrust({ skipTLSVerify: flag("insecureSkipTLSVerify") === true, plainHttp: flag("plainHttp") === true });
  if (trust.length === 0 && isVerified === undefined && keyring === undefined && kubeContext === undefined) return [];
  return [
    {
      ...(name !== undefined && !name.includes("{") && { name }),
      trust,
      ...(isVerified !== undefined && { isVerified }),
      ...(keyring !== undefined && { keyring }),
      ...(kubeContext !== undefined && { kubeContext }),
    },
  ];
}

/** Adds to a release all that may be about it: one weakness is enough. */
export function applySettings(release: ParsedRelease, all: readonly ReleaseSettings[]): ParsedRelease {
  const own = all.filter(({ name }) => name === undefined || name === release.name);
  const trust = [...new Set(own.flatMap((one) => one.trust))];
  const verified = own.flatMap((one) => one.isVerified ?? []);
  const keyring = own.findLast((one) => one.keyring !== undefined)?.keyring;
  // Nobody can say which of them counts, and a change of any may be a change of the release.
  const contexts = [...new Set(own.flatMap((one) => one.kubeContext ?? []))];
  return {
    ...release,
    ...(trust.length > 0 && { trust }),
    ...(verified.length > 0 && { isVerified: !verified.includes(false) }),
    ...(keyring !== undefined && { keyring }),
    ...(contexts.length > 0 && { kubeContext: contexts.join(" or ") }),
  };
}

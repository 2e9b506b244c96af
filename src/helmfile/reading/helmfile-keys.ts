/**
 * The kind of value that helmfile accepts for a key. `unknown` is a key that helmfile knows, and whose effect on what runs desalt does
 * not read.
 */
type KeyKind = "text" | "flag" | "number" | "list" | "map" | "any" | "unknown";

/** The keys of one kind of map, as helmfile 1.8 knows them. A key that is missing here is not understood. */
export type KnownKeys = ReadonlyMap<string, KeyKind>;

function keys(kinds: Readonly<Partial<Record<KeyKind, string>>>): KnownKeys {
  return new Map(Object.entries(kinds).flatMap(([kind, names]) => names.split(" ").map((name) => [name, toKind(kind)] as const)));
}

function toKind(text: string): KeyKind {
  return kinds.find((kind) => kind === text) ?? "unknown";
}

const kinds: readonly KeyKind[] = ["text", "flag", "number", "list", "map", "any", "unknown"];

/**
 * Not read: files that are merged (`bases`, `helmfiles`), `chart`, which replaces the chart of every release, `defaultInherit`, other
 * programs than helm, and a lock file elsewhere.
 */
export const topKeys = keys({
  list: "repositories releases values apiVersions hooks",
  map: "environments helmDefaults commonLabels templates missingFileHandlerConfig",
  text: "kubeContext namespace kubeVersion missingFileHandler",
  flag: "ignoreMissingGitBranch",
  unknown: "bases helmfiles chart defaultInherit helmBinary kustomizeBinary lockFilePath llm",
});

/** {@link topKeys} where the files that a helmfile names are read as well. */
export const followedTopKeys: KnownKeys = new Map([...topKeys, ...keys({ list: "bases helmfiles" })]);

/** Keys of an entry of `helmfiles:`. Not read: selectors, and settings that it takes over from the helmfile that names it. */
export const nestedKeys = keys({ text: "path", list: "values", unknown: "selectors selectorsInherited inherits" });

/** Not read: arguments of helm other than {@link harmlessArguments}, because they may name another version or repository. */
export const helmDefaultsKeys = keys({
  text: "kubeContext keyring postRenderer cascade serverSide trackMode",
  flag:
    "verify enableDNS skipSchemaValidation devel wait waitForJobs recreatePods force atomic rollbackOnFailure cleanupOnFail " +
    "forceConflicts createNamespace skipCRDs skipDeps skipRefresh resolveOCIVersions reuseValues " +
    "disableAutoDetectedKubeVersionForDiff disableValidation disableOpenAPIValidation insecureSkipTLSVerify plainHttp deleteWait " +
    "syncReleaseLabels takeOwnership",
  number: "waitRetries timeout historyMax deleteTimeout helmStuckGrace",
  list: "diffArgs postRendererArgs suppressOutputLineRegex",
  any: "args syncArgs templateArgs",
});

/** Arguments of helm that change neither the chart nor its version. */
export const harmlessArguments: ReadonlySet<string> = new Set(
  ["debug", "wait", "wait-for-jobs", "atomic", "cleanup-on-fail", "create-namespace", "hide-notes", "skip-crds", "no-hooks", "force"].map(
    (name) => `--${name}`,
  ),
);

/** Not read: `managed`, which chooses the address. */
export const repositoryKeys = keys({
  text: "name url caFile certFile keyFile username password registryConfig keyring",
  flag: "oci verify passCredentials skipTLSVerify plainHttp",
  unknown: "managed",
});

export const environmentKeys = keys({
  list: "values secrets",
  text: "kubeContext missingFileHandler mergeStrategy",
  map: "missingFileHandlerConfig",
});

export const inheritKeys = keys({ text: "template", list: "except" });

/** Keys of releases and of templates. Not read: charts under other keys than `chart`, and templates that decide whether it runs. */
export const releaseKeys = keys({
  text:
    "name namespace chart version condition description keyring updateStrategy missingFileHandler kubeVersion valuesPathPrefix " +
    "kubeContext postRenderer cascade serverSide trackMode forceNamespace verifyTemplate waitTemplate",
  flag:
    "installed verify enableDNS devel wait waitForJobs recreatePods force atomic rollbackOnFailure cleanupOnFail forceConflicts " +
    "createNamespace reuseValues disableOpenAPIValidation disableValidation disableValidationOnInstall insecureSkipTLSVerify plainHttp " +
    "skipDeps skipRefresh resolveOCIVersions skipSchemaValidation disableAutoDetectedKubeVersionForDiff suppressDiff deleteWait " +
    "syncReleaseLabels takeOwnership trackLogs trackFailedLogs trackFailOnError",
  number: "waitRetries timeout historyMax deleteTimeout trackTimeout helmStuckGrace kubedogQPS kubedogBurst",
  list:
    "needs hooks unitTests values secrets set setString valuesTemplate setTemplate apiVersions env dependencies jsonPatches " +
    "strategicMergePatches transformers adopt postRendererArgs suppressOutputLineRegex trackKinds skipKinds trackResources",
  map: "labels missingFileHandlerConfig",
  any: "inherit",
  unknown: "chartPath directory forceGoGetter installedTemplate conditionTemplate",
});

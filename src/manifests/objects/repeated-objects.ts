import { count } from "../../core/count.ts";
import type { Issue } from "../../core/user-error.ts";
import { identify, nameObject, namespaceOf } from "./identity.ts";
import type { ManifestObject, RenderedManifests, RenderedRelease } from "./rendered.ts";

const fewest = 3;

/** Warns about objects that a release renders more than once, and about objects that several releases of a cluster render. */
export function warnOfRepeatedObjects({ releases }: RenderedManifests): Issue[] {
  return [...releases.flatMap(warnWithin), ...warnAcross(releases)];
}

function warnWithin(release: RenderedRelease): Issue[] {
  return release.objects.flatMap((object): Issue[] => {
    if (object.repeated === undefined) return [];
    const { places, isSame } = object.repeated;
    const message = `${describeRelease(release)}: ${nameObject(object)} is rendered ${places.length === 2 ? "twice" : `${places.length} times`}, in ${listAnd(places)}`;
    if (isSame) return [{ message: `${message}; the documents are equal, so one of them is kept` }];
    return [{ message: `${message}; the documents differ, and the last one is kept`, hint: "rename or remove the others" }];
  });
}

function warnAcross(releases: readonly RenderedRelease[]): Issue[] {
  const owners = new Map<string, { readonly object: ManifestObject; readonly releases: RenderedRelease[] }>();
  for (const release of releases) {
    for (const object of release.objects) {
      if (object.name.endsWith("*")) continue;
      const key = JSON.stringify([release.environment, release.cluster, identify(object, release.namespace)]);
      const owner = owners.get(key) ?? { object, releases: [] };
      owners.set(key, owner);
      if (!owner.releases.includes(release)) owner.releases.push(release);
    }
  }
  const shared = [...owners.values()].filter((owner) => owner.releases.length > 1);
  return [...Map.groupBy(shared, ({ releases: list }) => list.map(describeRelease).join("\0")).values()].map(describeShared);
}

function describeShared(group: readonly { readonly object: ManifestObject; readonly releases: readonly RenderedRelease[] }[]): Issue {
  const releases = group[0]?.releases ?? [];
  const names = group.map(({ object }) =>
    nameObject({ ...identityOf(object), namespace: namespaceOf(object, releases[0]?.namespace) ?? null }),
  );
  const shown = names.length > fewest ? [...names.slice(0, fewest), count(names.length - fewest, "more object", "more objects")] : names;
  return {
    message: `${listAnd(releases.map(describeRelease))} render the same ${names.length === 1 ? "object" : "objects"}: ${shown.join(", ")}`,
    hint: "render each object in one release only: helm refuses the second owner, and Argo CD lets both overwrite it",
  };
}

/** Not a spread, which would parse the document. */
function identityOf({ kind, name }: ManifestObject): Pick<ManifestObject, "kind" | "name"> {
  return { kind, name };
}

function describeRelease({ environment, cluster, release, namespace }: RenderedRelease): string {
  const place = cluster === undefined ? environment : `${environment}/${cluster}`;
  return `release "${release}"${namespace === undefined ? "" : ` in "${namespace}"`} (${place})`;
}

function listAnd(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join("") : `${texts.slice(0, -1).join(", ")} and ${texts.at(-1) ?? ""}`;
}

import type { ReleaseContent } from "../../helmfile/index.ts";
import type { EnvironmentContents } from "../check/proposed-change.ts";
import { trackKey } from "../history/periods.ts";

/** A release on both sides of a change. */
interface ContentPair {
  readonly from: ReleaseContent;
  readonly to: ReleaseContent;
}

/** Pairs the releases that an environment runs before and after a change. Two of one name are told apart by namespace, then by order. */
export function pairContents({ before, after }: EnvironmentContents): readonly ContentPair[] {
  const left = [...before.listReleases()];
  const pairs = new Map<ReleaseContent, ReleaseContent>();
  const isNear = [
    (from: ReleaseContent, to: ReleaseContent) => trackKey(from) === trackKey(to) && from.namespace === to.namespace,
    (from: ReleaseContent, to: ReleaseContent) => trackKey(from) === trackKey(to),
    (from: ReleaseContent, to: ReleaseContent) => from.name === to.name,
  ];
  for (const isMatch of isNear) {
    for (const to of after.listReleases()) {
      const from = pairs.has(to) ? undefined : left.find((one) => isMatch(one, to));
      if (from === undefined) continue;
      left.splice(left.indexOf(from), 1);
      pairs.set(to, from);
    }
  }
  return [...pairs].map(([to, from]) => ({ from, to }));
}

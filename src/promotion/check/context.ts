import type { ResolvedFleet } from "../../fleet/index.ts";
import { listRunningReleases } from "../history/running-releases.ts";
import type { GateFinding, HelmfileReading, Readings } from "./proposed-change.ts";

/**
 * Refuses a change after which an upstream names the context of a cluster that a follower has: what it declares freely would run
 * there, past the gate.
 */
export function checkContexts(
  { environments }: Pick<ResolvedFleet, "environments">,
  before: Readings,
  after: Readings,
): readonly GateFinding[] {
  const findings = new Map<string, GateFinding>();
  for (const { name: follower, follows } of environments) {
    const own = new Set([...listContexts(before.get(follower)), ...listContexts(after.get(follower))]);
    if (own.size === 0) continue;
    for (const name of listUpstreams(environments, follows)) {
      const [from, to] = [before.get(name), after.get(name)];
      const taken = [...own].find((context) => hasContext(to, context) && !hasContext(from, context));
      if (taken === undefined) continue;
      const message = `it takes "${taken}", which is the context of ${follower}, so that nothing in ${name} would wait; name another one`;
      findings.set(name, { severity: "error", environment: name, rule: "context", message });
    }
  }
  return [...findings.values()];
}

function listContexts(readings: readonly HelmfileReading[] = []): readonly string[] {
  return readings.flatMap(({ helmfile }) => listRunningReleases(helmfile)).flatMap(({ kubeContext }) => kubeContext ?? []);
}

/** Of a text that nobody can read, every mention counts. */
function hasContext(readings: readonly HelmfileReading[] = [], context: string): boolean {
  if (listContexts(readings).includes(context)) return true;
  const unread = readings.filter(({ helmfile }) => helmfile.notUnderstood !== undefined);
  return unread.some(({ texts }) => [...texts.values()].some((text) => text.includes(context) && text.includes("kubeContext")));
}

function listUpstreams(environments: ResolvedFleet["environments"], first: string | undefined): ReadonlySet<string> {
  const found = new Set<string>();
  for (let name = first; name !== undefined && !found.has(name);) {
    found.add(name);
    const next = name;
    name = environments.find((environment) => environment.name === next)?.follows;
  }
  return found;
}

import type { ResolvedGitops } from "../fleet/index.ts";
import type { Exposure, RenderedManifests, RenderedRelease, RenderFailure } from "../manifests/objects/index.ts";

/** How the config treats secrets. */
type SecretRules = Pick<ResolvedGitops, "secrets" | "allowSecretsIn">;

/** Turns releases into failures whose objects would bring secrets into git, unless the config allows it there. All other releases stay. */
export function stopExposed(manifests: RenderedManifests, rules: SecretRules): RenderedManifests {
  const failures: RenderFailure[] = [...manifests.failures];
  const releases = manifests.releases.filter((release) => {
    const exposed = (release.exposed ?? []).filter((exposure) => !isAllowed(exposure, rules));
    if (exposed.length > 0) failures.push(describeExposed(release, exposed));
    return exposed.length === 0;
  });
  return { releases, failures };
}

function isAllowed({ object, field }: Exposure, { secrets, allowSecretsIn }: SecretRules): boolean {
  return secrets === "commit" || allowSecretsIn.some((entry) => entry.object === `${object.kind}/${object.name}` && entry.field === field);
}

function describeExposed(release: RenderedRelease, exposed: readonly Exposure[]): RenderFailure {
  const { environment, cluster, release: name } = release;
  const lines = exposed.map(
    ({ object, field, secret }) =>
      `${object.kind} "${object.name}" has ${secret.origin} at ${field}; everybody with access to git could read it`,
  );
  const [first] = exposed;
  const entry = first === undefined ? "" : `{ object: "${first.object.kind}/${first.object.name}", field: "${first.field}", reason: "…" }`;
  return {
    environment,
    ...(cluster !== undefined && { cluster }),
    release: name,
    message: [...new Set(lines)].join("\n"),
    hint: `let the chart read it from a Secret; if it is not secret, allow it with gitops.allowSecretsIn: [${entry}]`,
  };
}

import {
  findSecrets,
  isCredentialLeaf,
  splitSecret,
  type Exposure,
  type KnownSecret,
  type Leaf,
  type ManifestObject,
} from "../../manifests/objects/index.ts";
import { listSecretsOfEnvironment, rememberSecrets } from "../../io/secrets/known-secrets.ts";
import { shortestSecret } from "../../mask/index.ts";
import type { PlannedTarget } from "../plan-target.ts";
import type { RecordedTemplate } from "../recording-helm.ts";
import { listHandedValues } from "./handed-values.ts";
import type { PlainFiles } from "./plain-files.ts";

/** What a release may hold that git must not. */
export interface SecretQuestion {
  readonly objects: readonly ManifestObject[];
  readonly plan: Pick<PlannedTarget, "secrets" | "target">;
  readonly template: Pick<RecordedTemplate, "flags" | "cwd" | "release" | "namespace" | "chart">;
  readonly files: PlainFiles;
}

/**
 * Finds secrets in rendered objects by their values: of variables that hold credentials, decrypted ones, and those that helmfile looked up
 * elsewhere. A value that a tracked file has is not secret.
 */
export async function findReleaseSecrets({ objects, plan, template, files }: SecretQuestion): Promise<readonly Exposure[]> {
  const { environment, cluster = "", helmfileEnvironment = "", kubernetes = "" } = plan.target;
  const names = [environment, cluster, helmfileEnvironment, kubernetes, template.release, template.namespace ?? "", template.chart];
  // helmfile's own name for it.
  const handed = await listLookedUp(listHandedValues(template), files, [...names, "default"]);
  const variables = listSecretsOfEnvironment().map(({ name, text }) => ({ text, origin: `the value of the variable ${name}` }));
  const decrypted = plan.secrets.map((text) => ({ text, origin: "a value that helmfile decrypted" }));
  await rememberUnknown([...handed, ...decrypted], files);
  const found = findSecrets(objects, [...variables, ...decrypted, ...handed]);
  const secret = await Promise.all(found.map(async (exposure) => !(await files.has(exposure.secret.text))));
  return found.filter((_, index) => secret[index]);
}

/** What a tracked file has is shown in diffs. */
async function rememberUnknown(secrets: readonly KnownSecret[], files: PlainFiles): Promise<void> {
  for (const { text } of secrets) if (text.length >= shortestSecret && !(await files.has(text))) rememberSecrets([text]);
}

/**
 * The values that no tracked file has: those of fields named like a credential, and all others where helmfile looks values up. A template may
 * have put a value together from words of files and names. Where helmfile looks values up, that proves nothing about a credential.
 */
async function listLookedUp(values: readonly Leaf[], files: PlainFiles, names: readonly string[]): Promise<readonly KnownSecret[]> {
  const looksUp = await files.refersToSecrets();
  const secrets: KnownSecret[] = [];
  for (const leaf of values) {
    const { text, path } = leaf;
    const isCredential = isCredentialLeaf(leaf);
    if (!isCredential && (!looksUp || text.length < shortestSecret)) continue;
    const isPlain = isCredential && looksUp ? await files.has(text) : await files.hasWords(text, names);
    const origin = isCredential
      ? `the value of "${path.join(".")}", which no file of the repository has`
      : "a value that helmfile looked up";
    if (!isPlain) secrets.push(...splitSecret(text).map((part) => ({ text: part, origin })));
  }
  return [...new Map(secrets.map((secret) => [secret.text, secret])).values()];
}

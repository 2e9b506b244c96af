/** The reference of every option, made from the schema. Run `npm run docs` after each change of the schema. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

interface Schema {
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly (string | null)[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly additionalProperties?: boolean | Schema;
  readonly properties?: { readonly [key: string]: Schema };
  readonly required?: readonly string[];
  readonly $ref?: string;
}

interface Root extends Schema {
  readonly definitions: { readonly [name: string]: Schema };
}

const typeNames: { readonly [type: string]: string } = { object: "map", array: "list" };

const sections = [
  { title: "The fleet", definition: undefined, text: "The literal that `defineFleet` takes, and the top of `desalt.yaml`." },
  { title: "Environments", definition: "environment", text: "`environments.<name>`." },
  { title: "Clusters", definition: "cluster", text: "`environments.<name>.clusters.<name>`." },
  {
    title: "Repositories",
    definition: "repository",
    text: "`repositories.<name>`. In TypeScript `helmRepository(url, options)` and `ociRepository(url, options)` write `url` and `oci`.",
  },
  { title: "Releases", definition: "release", text: "`releases.<name>`. `null` unsets an option." },
  { title: "Defaults", definition: "releaseDefaults", text: "`defaults`: the options that every release starts with." },
  {
    title: "Overrides for an environment",
    definition: "releaseOverride",
    text: "`releases.<name>.environments.<name>`. `false` removes the release there.",
  },
  {
    title: "Overrides for a cluster",
    definition: "clusterOverride",
    text: "`releases.<name>.environments.<name>.clusters.<name>`. `false` removes the release there.",
  },
  { title: "GitOps", definition: "gitops", text: "`gitops`. [gitops.md](gitops.md) shows the whole flow." },
  { title: "Allowed secrets", definition: "allowedSecret", text: "`gitops.allowSecretsIn`." },
  { title: "Removals", definition: "removal", text: "`gitops.removal`." },
  { title: "Argo CD", definition: "argocd", text: "`gitops.argocd`." },
  { title: "Destinations", definition: "destination", text: "`gitops.argocd.destinations.<name>`." },
  { title: "Retries", definition: "retry", text: "`gitops.argocd.retry`." },
  { title: "The plugin", definition: "plugin", text: "`gitops.argocd.plugin`." },
] as const;

const opening = `# The config

Made by \`npm run docs\` from \`schemas/desalt.schema.json\`, the schema that desalt checks a config with.

**Environments** are upgraded as a whole. Each becomes a directory with a helmfile. The \`clusters\` of an environment share its versions, and differ
in \`settings\` and values: \`helmfile -f prd/helmfile.yaml -e osaka apply\`. \`inherits\` takes over the options of another environment.
\`follows\` names the upstream. New releases start with the upstream's versions, and the upstream's pull requests come first.
Until you run \`npx desalt init --promotion\`, every update of a follower needs an approval on Renovate's dependency dashboard. From then on, Renovate offers
the versions that have run in the upstream for \`soak\`. [Promotion](promotion.md) has every rule.
\`schedule\`, \`timezone\`, \`automerge\`, \`labels\`, \`reviewers\`, \`assignees\`, \`minimumReleaseAge\` and \`dependencyDashboardApproval\` mean the
same as in Renovate. \`automerge\` always goes through a pull request.

**Repositories** are classic or OCI. A private one needs \`private: true\`. The credentials of a repository \`platform\` are then \`PLATFORM_USERNAME\` and
\`PLATFORM_PASSWORD\`. helmfile and \`desalt plan\` read them from the environment, and Renovate reads secrets of the same names.
\`generate\` ends with the list of secrets to set. If Renovate does not know one of them, it stops for the whole repository.

**Releases** run in every environment. \`only: ["dev"]\` selects environments. \`environments: { prd: { … } }\` overrides options there, and \`prd: false\` removes
the release. Options are merged in the order \`defaults\`, release, inherited environment, environment, cluster. Maps merge, lists replace, \`null\`
deletes. \`values\` is a map, the path of a hand-written values file, or a function of the environment's \`settings\`. \`generate\` checks values against
the chart's \`values.schema.json\` if the chart is local or downloaded (\`--schemas\`). \`version\` is only the first version of a release. Afterwards the
version in the helmfile counts.

**TypeScript** reports a mistyped key, or an unknown repository or environment, at its place. desalt checks the same when it loads the file. A large fleet
has many files: \`defineBase({ environments, repositories })\` holds the shared part, \`defineReleases(base, { … })\` makes the releases of one file, and
\`include: [networking, observability]\` adds them to the fleet. **YAML** has the same shape, in \`desalt.yaml\`. \`schemas/desalt.schema.json\` completes it
in the editor.

**A hand-written renovate.json** stays. desalt then writes the preset \`desalt/renovate.json\`. Its rules match the fleet's files only, so other teams in
the repository see no change.
`;

/** Renders docs/config.md from schemas/desalt.schema.json. */
export function renderConfigDoc(root: Root): string {
  const parts = [opening];
  for (const { title, definition, text } of sections) {
    const schema = definition === undefined ? root : root.definitions[definition];
    if (schema?.properties === undefined) throw new Error(`the schema has no definition "${definition}"`);
    parts.push(`## ${title}`, "", text, "", "| option | type | meaning |", "|---|---|---|");
    for (const [key, property] of Object.entries(schema.properties)) {
      if (key === "$schema") continue;
      const name = schema.required?.includes(key) === true ? `**\`${key}\`**` : `\`${key}\``;
      parts.push(`| ${name} | ${renderType(property, root)} | ${cell(describe(property, root))} |`);
    }
    parts.push("");
  }
  parts.push("Options in bold are required. `helmfile` and `renovate` take the keys of helmfile and Renovate unchanged.", "");
  return parts.join("\n");
}

function describe(schema: Schema, root: Root): string {
  return schema.description ?? (schema.$ref === undefined ? "" : (follow(schema, root)?.description ?? ""));
}

function renderType(schema: Schema, root: Root): string {
  const types = [...new Set(listTypes(schema, root))].filter((type) => type !== "null");
  return types.join(" or ");
}

function listTypes(schema: Schema, root: Root): string[] {
  if (schema.$ref !== undefined) {
    const target = follow(schema, root);
    if (schema.$ref.endsWith("/duration")) return ["duration"];
    return target === undefined ? ["map"] : listTypes(target, root);
  }
  if (schema.anyOf !== undefined) return schema.anyOf.flatMap((option) => listTypes(option, root));
  if (schema.allOf !== undefined) return schema.allOf.flatMap((part) => listTypes(part, root));
  if (schema.enum !== undefined) return schema.enum.map((value) => (value === null ? "null" : `\`"${value}"\``));
  if (schema.const !== undefined) return [`\`${JSON.stringify(schema.const)}\``];
  return [schema.type ?? "any"].flat().map((type) => typeNames[type] ?? type);
}

/** The target of a reference within the schema; `undefined` if it leads into another schema. */
function follow({ $ref = "" }: Schema, root: Root): Schema | undefined {
  if (!$ref.startsWith("#/definitions/")) return undefined;
  let found: Schema | undefined;
  for (const key of $ref.slice("#/definitions/".length).split("/")) {
    if (key === "properties") continue;
    found = found === undefined ? root.definitions[key] : found.properties?.[key];
  }
  return found;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll("\n", " ");
}

/** Renders the reference from the schema on disk. */
export async function loadConfigDoc(): Promise<string> {
  return renderConfigDoc(JSON.parse(await readFile(join(import.meta.dirname, "../schemas/desalt.schema.json"), "utf8")));
}

if (import.meta.main) await writeFile(join(import.meta.dirname, "../docs/config.md"), await loadConfigDoc());

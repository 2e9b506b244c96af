import { folder, tried, type World } from "./world.ts";

export function repositoriesText(world: World): string {
  const ordinary =
    "repositories:\n  - { name: acme, url: https://charts.acme.example }\n  - { name: beta, url: registry.example.com/beta, oci: true }\n";
  return tried(world, "repositories", [
    ordinary,
    `${ordinary}  - { name: acme, url: https://other.example }\n`,
    "repositories:\n  - { name: acme, url: https://other.example/ }\n  - { name: acme, url: https://charts.acme.example }\n",
    "repositories:\n  - { name: acme, url: 'oci://registry.example.com/acme' }\n",
    "repositories:\n  - { name: acme, url: registry.example.com/acme, oci: yes }\n",
    "repositories:\n  - { name: acme, url: 'https://charts.acme.example', oci: false, skipTLSVerify: true }\n",
    "repositories:\n  - { name: 'acme/x', url: 'https://x.example' }\n  - { name: acme, url: 'https://charts.acme.example' }\n",
    `${ordinary}  - { name: beta, url: https://other.example }\n`,
    `${ordinary}  - { name: acme, url: registry.example.com/acme, oci: true }\n`,
    `${ordinary}  - { name: beta, url: registry.example.com/other, oci: true }\n`,
    "repositories:\n  - { name: acme }\n",
    "repositories:\n  - { name: Acme, url: 'https://charts.acme.example' }\n",
    "repositories: []\n",
    "repositories:\n",
    "",
  ]);
}

export function environmentsText(world: World): string {
  const values = (): string => valuesBlock(world, "    ");
  return world.any([
    `environments:\n  default:\n${values()}  prd:\n${values()}`,
    `environments:\n  prd:\n${values()}`,
    `environments:\n  default:\n${values()}`,
    "environments:\n  default: {}\n  prd: {}\n",
    "environments:\n  default:\n  prd:\n    kubeContext: of-prd\n",
    "environments:\n  default: { kubeContext: of-default }\n",
    "environments: {}\n",
  ]);
}

export const valuesOfConditions = [
  "a: { enabled: true }",
  "a: { enabled: false }",
  "a: { enabled: 'true' }",
  "a: { enabled: yes }",
  "a: { enabled: ~ }",
  "a: {}",
  "a: ~",
  "a: true",
  "a.enabled: false",
  "A: { enabled: false }",
  "a: { b: { enabled: false } }",
  "a: { b: { enabled: true } }",
  "b: { enabled: true }",
  "x: &x { enabled: false }\na: *x",
] as const;

export function valuesBlock(world: World, indent: string): string {
  const items = Array.from({ length: 1 + world.below(3) }, () => {
    const text = world.any(valuesOfConditions);
    const isInline = world.below(2) === 0 && !text.includes("\n");
    if (isInline) return `${indent}  - ${text}\n`;
    const name = `values/v${world.below(3)}.yaml`;
    if (world.below(6) > 0) world.files.set(`${folder}/${name}`, `${text}\n`);
    return `${indent}  - ${world.any([name, `./${name}`, name, "values/*.yaml"])}\n`;
  });
  return `${indent}values:\n${items.join("")}`;
}

export function defaultsText(world: World): string {
  return world.any([
    "helmDefaults: { wait: true, timeout: 600 }\n",
    "helmDefaults: { kubeContext: of-defaults }\n",
    "helmDefaults: { kubeContext: '' }\n",
    "helmDefaults: { args: ['--version=9.9.9'] }\n",
    "helmDefaults: { syncArgs: ['--repo=https://x.example'] }\n",
    "helmDefaults: { args: ['--wait'] }\n",
    "helmDefaults: { insecureSkipTLSVerify: true }\n",
    "helmDefaults: { devel: true, createNamespace: false }\n",
    "helmDefaults:\n",
    "kubeContext: of-top\n",
    "namespace: of-top\n",
    "chart: acme/other\n",
    "commonLabels: { team: x }\n",
    "defaultInherit: [t]\n",
    "missingFileHandler: Debug\n",
    "lockFilePath: ../other.lock\n",
  ]);
}

export function templatesText(world: World): string {
  const fields = (): string =>
    [
      world.any(["version: 4.0.0", "version: 5.0.0", "", "version: ''", "version: ~"]),
      world.any(["", "namespace: of-template", "chart: acme/templated"]),
      world.any(["", "installed: false", "installed: true", "kubeContext: of-template", "condition: a.enabled"]),
      world.any(["", "", "inherit: [{ template: u }]", "inherit: [{ template: t }]"]),
    ]
      .filter((field) => field !== "")
      .join(", ");
  return `templates:\n  t: { ${fields()} }\n  u: { ${fields()} }\n`;
}

import { folder, tried, type Level, type World } from "./world.ts";

export function releasesText(world: World, { prefix, level }: Level): string {
  const empty = tried(world, "parts", [undefined, undefined, undefined, "releases: []\n", "releases:\n", ""]);
  if (empty !== undefined) return empty;
  const names = Array.from({ length: 1 + world.below(3) }, (_, index) => `${level === 0 ? "" : "n-"}${prefix}${index}`);
  return `releases:\n${names.map((name) => releaseText(world, name)).join("")}`;
}

export function releaseText(world: World, name: string): string {
  const fields = [
    `name: ${name}`,
    `chart: ${chartOf(world)}`,
    tried(world, "inherit", ["version: 1.0.0", "", "", "version: ~"]),
    tried(world, "inherit", [
      "",
      "inherit: [{ template: t }]",
      "inherit: [{ template: u }, { template: t }]",
      "inherit: [{ template: t }]",
      "inherit: [{ template: t }, { template: u }]",
      world.pick(["inherit: [{ template: t, except: [labels] }]", "inherit: [{ template: t, except: [version] }]"]),
    ]),
    tried(world, "lock", ["", "", "version: 1.x", "version: ^1.0.0", "version: 1.1.0", "version: v1.0.0"]),
    tried(world, "conditions", [
      "",
      "condition: a.enabled",
      "condition: a.enabled",
      "condition: a.b.enabled",
      "condition: a",
      "condition: a.enabled\n    installed: true",
      "condition: a.enabled\n    installed: false",
      "condition: .enabled",
      "condition: missing.enabled",
    ]),
    tried(world, "installed", ["", "installed: true", "installed: false", "installed: no", "installed: 'false'", "installed: ~"]),
    tried(world, "defaults", ["", "", "kubeContext: of-release", "namespace: own", "createNamespace: true", "verify: false"]),
    world.pick(["", "namespace: ns", "labels: { a: b }", "wait: true", "values: [{ a: 1 }]", "set: [{ name: a, value: b }]"]),
  ];
  const versions = fields.filter((field) => field.startsWith("version:"));
  const kept = fields.filter((field) => field !== "" && (!field.startsWith("version:") || field === versions.at(-1)));
  const keys = new Set<string>();
  const once = kept.filter((field) => {
    const [key = ""] = field.split(":");
    return !keys.has(key) && keys.add(key).has(key);
  });
  return `  - ${once.join("\n    ")}\n`;
}

function chartOf(world: World): string {
  const chart = tried(world, "folders", [
    "acme/portal",
    "charts/local",
    "./charts/local",
    "../charts/local",
    "acme/folder",
    "local",
    "charts/none",
    "./charts/none",
  ]);
  if (chart.includes("local") || chart === "acme/folder") {
    const path =
      chart === "acme/folder" ? `${folder}/acme/folder` : chart.startsWith("../") ? "charts/local" : `${folder}/${chart.replace("./", "")}`;
    world.files.set(`${path}/Chart.yaml`, chartText(world));
  }
  if (chart !== "acme/portal") return chart;
  return world.pick([
    "acme/portal",
    "beta/portal",
    "beta/portal",
    "oci://registry.example.com/x/portal",
    "acme/sub/portal",
    "unknown/portal",
    "acme/portal:1.0.0",
  ]);
}

function chartText(world: World): string {
  const head = "apiVersion: v2\nname: local\n";
  return world.any([
    `${head}version: 0.1.0\n`,
    `${head}version: 0.2.0 # x\n`,
    `${head}version: '0.3.0'\n`,
    `${head}version: 1\n`,
    `${head}version: v0.4.0\n`,
    `${head}version: 0.5.0\ndependencies:\n  - { name: x, version: 1.x, repository: 'https://x.example' }\n`,
    `${head}version: 0.6.0\ndependencies:\n  - { name: x, version: 1.0.0, repository: 'https://x.example' }\n`,
    head,
  ]);
}

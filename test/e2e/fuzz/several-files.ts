import { defaultsText, environmentsText, repositoriesText, templatesText, valuesBlock, valuesOfConditions } from "./blocks.ts";
import type { Choices } from "./choices.ts";
import { releasesText, releaseText } from "./releases.ts";
import { folder, maybe, tried, type Feature, type Level, type RandomFiles, type World } from "./world.ts";

/** A helmfile with what it pulls in: bases, nested helmfiles, values, a lock file, charts in folders. */
export function severalFiles(choices: Choices): RandomFiles {
  const { any } = choices;
  const feature = (): Feature =>
    any(["bases", "nested", "conditions", "lock", "folders", "defaults", "parts", "repositories", "environments", "inherit", "installed"]);
  const features = new Set(Array.from({ length: 1 + choices.below(3) }, feature));
  const world = { ...choices, files: new Map<string, string>(), features };
  world.files.set(`${folder}/helmfile.yaml`, helmfileText(world, { level: 0, prefix: "" }));
  if (features.has("lock")) world.files.set(`${folder}/helmfile.lock`, lockText(world));
  return {
    files: world.files,
    environment: features.has("environments") ? any(["default", "default", "prd", "prd", "prd", "other"]) : "default",
  };
}

function helmfileText(world: World, place: Level): string {
  const count = tried(world, "parts", [1, 1, 2, 2, 3]);
  const parts = Array.from({ length: count }, (_, index) => partText(world, { ...place, prefix: `${place.prefix}${"pqr"[index] ?? ""}` }));
  const first = maybe(world, "environments", environmentsText) || maybe(world, "conditions", environmentsText);
  return [...(first === "" ? [] : [first]), ...parts].join("---\n");
}

function partText(world: World, place: Level): string {
  const blocks = [
    maybe(world, "bases", basesText),
    repositoriesText(world),
    maybe(world, "conditions", (one) => valuesBlock(one, "")),
    maybe(world, "defaults", defaultsText),
    maybe(world, "inherit", templatesText),
    releasesText(world, place),
    place.level === 0 ? maybe(world, "nested", nestedText) : "",
  ];
  return world.pick([blocks, blocks.toReversed()]).join("");
}

function basesText(world: World): string {
  const names = Array.from({ length: 1 + world.below(2) }, (_, index) => {
    const name = world.any([`base${index}.yaml`, `../shared/base${index}.yaml`, `./base${index}.yaml`, `sub/base${index}.yaml`]);
    const path = name.startsWith("../") ? name.slice(3) : `${folder}/${name.replace("./", "")}`;
    const isThere = world.below(12) > 0;
    if (isThere && !world.files.has(path)) world.files.set(path, baseText(world, index));
    return name;
  });
  return `bases: [${names.join(", ")}]\n`;
}

function baseText(world: World, index: number): string {
  const block = (): string =>
    world.any([
      () => repositoriesText(world),
      () => "repositories:\n  - { name: acme, url: https://base.example }\n",
      () => `releases:\n${releaseText(world, `base${index}`)}`,
      () => templatesText(world),
      () => defaultsText(world),
      () => environmentsText(world),
      () => valuesBlock(world, ""),
      () => world.pick(["commonLabels: { a: b }\n", "bases: [base0.yaml]\n", "x: 1\n", "helmfiles: [nested.yaml]\n", ""]),
    ])();
  const blocks = new Map(Array.from({ length: 1 + world.below(3) }, () => block()).map((text) => [text.split(":", 1)[0], text]));
  return [...blocks.values()].join(world.pick(["", "---\n"]));
}

function nestedText(world: World): string {
  const count = 1 + world.below(2);
  const entries = Array.from({ length: count }, (_, index) => {
    const name = world.any([
      `more${index}.yaml`,
      `./more${index}.yaml`,
      `more/${index}.yaml`,
      `apps/${index}/helmfile.yaml`,
      `../more${index}.yaml`,
    ]);
    const path = name.startsWith("../") ? name.slice(3) : `${folder}/${name.replace("./", "")}`;
    if (world.below(12) > 0 && !world.files.has(path)) world.files.set(path, helmfileText(world, { level: 1, prefix: `${index}` }));
    const shown = name.startsWith("apps/") ? world.any([name, "apps/*/helmfile.yaml", "apps/*", `apps/${index}`]) : name;
    const pattern = name.startsWith("more/") ? world.any([name, "more/*.yaml", "more", "more/", "more/*"]) : shown;
    return world.any([
      `  - ${pattern}\n`,
      `  - path: ${pattern}\n`,
      `  - path: ${pattern}\n`,
      `  - path: ${pattern}\n    values:\n      - ${world.any(valuesOfConditions).split("\n")[0] ?? ""}\n`,
      `  - path: ${pattern}\n    selectors: ['name=n-${index}p0']\n`,
    ]);
  });
  return `helmfiles:\n${entries.join("")}`;
}

function lockText(world: World): string {
  const entry = (): string =>
    `- name: ${world.any(["portal", "sub/portal", "other"])}\n  repository: ${world.any(["https://charts.acme.example", "oci://registry.example.com/beta"])}\n  version: ${world.any(["1.0.0", "1.1.0", "1.0.0+x", "v1.0.0", "9.9.9"])}\n`;
  const entries = Array.from({ length: 1 + world.below(3) }, entry);
  return `${world.pick(["version: 1.8.0\n", "", "version: 99.0.0\n"])}dependencies:\n${entries.join("")}digest: sha256:0000\ngenerated: "2026-01-01T00:00:00Z"\n`;
}

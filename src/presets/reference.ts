import { suggestName } from "../core/suggestion.ts";
import type { Issue } from "../core/user-error.ts";
import type { Preset } from "./preset.ts";
import { everyPreset } from "./topics.ts";

/** References to presets of ours in the text of a config, whoever hosts a copy of them. */
export function findReferences(text: string): readonly string[] {
  return [...text.matchAll(/"((?:github|gitlab|gitea|forgejo|local)>[^"\s]*\/desalt\/\/presets\/[^"]*)"/gu)].flatMap(
    ([, found]) => found ?? [],
  );
}

/** What is wrong with a reference to a preset of ours; Renovate itself says little, or takes it for something else. */
export function checkReference(reference: string): readonly Issue[] {
  const { name, values, isTagLast } = splitReference(reference);
  const preset = everyPreset.find((candidate) => candidate.name === name);
  if (preset === undefined) {
    return [
      { message: `there is no preset "${name}" (extends, "${reference}")`, hint: suggestName(name, namesOf(everyPreset), "presets") },
    ];
  }
  const issues: Issue[] = [];
  if (isTagLast) {
    issues.push({
      message: `Renovate takes the tag behind the arguments for a part of them, and reads the default branch (extends, "${reference}")`,
      hint: `write the tag first: ${renderForm(preset, reference.slice(0, reference.indexOf("//presets/")))}`,
    });
  }
  if (values.length !== preset.parameters.length) {
    const wanted =
      preset.parameters.length === 0 ? "no arguments" : `${preset.parameters.length} (${namesOf(preset.parameters).join(", ")})`;
    issues.push({
      message: `preset "${name}" takes ${wanted}, and here are ${values.length} (extends, "${reference}")`,
      hint:
        values.length > preset.parameters.length
          ? "a comma ends an argument, and nothing can quote it"
          : "Renovate knows no defaults: write all of them",
    });
  }
  return issues;
}

/** Names of the secrets that a reference makes Renovate ask for. */
export function listReferencedSecrets(reference: string): readonly string[] {
  const { name, values } = splitReference(reference);
  const preset = everyPreset.find((candidate) => candidate.name === name);
  const config = JSON.stringify(preset?.config ?? {}).replaceAll(
    /\{\{arg(\d)\}\}/gu,
    (text, index: string) => values[Number(index)] ?? text,
  );
  return [...new Set([...config.matchAll(/\{\{ secrets\.(\w+) \}\}/gu)].flatMap(([, found]) => found ?? []))];
}

interface Reference {
  readonly name: string;
  readonly values: readonly string[];
  readonly isTagLast: boolean;
}

/** As Renovate splits it: arguments are all between the first `(` and the last character. */
function splitReference(reference: string): Reference {
  const start = reference.indexOf("(");
  const path = start === -1 ? reference : reference.slice(0, start);
  const name = path
    .slice(path.indexOf("//presets/") + "//presets/".length)
    .replace(/#.*$/u, "")
    .replace(/\.json$/u, "");
  const isTagLast = start !== -1 && /\)#[^)]*$/u.test(reference);
  const list = start === -1 ? "" : reference.slice(start + 1, isTagLast ? reference.lastIndexOf(")") : -1);
  return { name, values: start === -1 ? [] : list.split(",").map((value) => value.trim()), isTagLast };
}

function renderForm({ name, parameters }: Preset, repository: string): string {
  return `${repository}//presets/${name}#v1.0.0(${namesOf(parameters).join(",")})`;
}

function namesOf(items: readonly { readonly name: string }[]): readonly string[] {
  return items.map(({ name }) => name);
}

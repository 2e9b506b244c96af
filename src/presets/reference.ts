import { everyPreset } from "./topics.ts";

/** References to presets of ours in the text of a config, whoever hosts a copy of them. */
export function findReferences(text: string): readonly string[] {
  return [...text.matchAll(/"((?:github|gitlab|gitea|forgejo|local)>[^"\s]*\/desalt\/\/presets\/[^"]*)"/gu)].flatMap(
    ([, found]) => found ?? [],
  );
}

/** Names of the secrets that a reference makes Renovate ask for. */
export function listReferencedSecrets(reference: string): readonly string[] {
  const [, name, list = ""] = /\/\/presets\/([\w-]+)[^(]*(?:\((.*)\))?$/su.exec(reference) ?? [];
  const values = list.split(",").map((value) => value.trim());
  const preset = everyPreset.find((candidate) => candidate.name === name);
  const config = JSON.stringify(preset?.config ?? {}).replaceAll(
    /\{\{arg(\d)\}\}/gu,
    (text, index: string) => values[Number(index)] ?? text,
  );
  return [...new Set([...config.matchAll(/\{\{ secrets\.(\w+) \}\}/gu)].flatMap(([, found]) => found ?? []))];
}

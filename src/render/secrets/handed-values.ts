import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { parseAllDocuments } from "yaml";
import { type Leaf, listLeaves } from "../../manifests/objects/index.ts";
import type { RecordedTemplate } from "../recording-helm.ts";

/** Lists the values that helmfile gave to helm for a release, after all templates and references: from files and from flags. */
export function listHandedValues({ flags, cwd }: Pick<RecordedTemplate, "flags" | "cwd">): readonly Leaf[] {
  return flags.flatMap((flag, index) => {
    const previous = flags[index - 1] ?? "";
    if (/^(?:--values|-f)$/u.test(previous)) return readValues(isAbsolute(flag) ? flag : join(cwd, flag));
    return /^--set(?:-string|-literal|-json)?$/u.test(previous) ? parseSettings(flag) : [];
  });
}

function readValues(path: string): readonly Leaf[] {
  if (!existsSync(path)) return [];
  // Every scalar as it is written.
  const documents = parseAllDocuments(readFileSync(path, "utf8"), { schema: "failsafe", logLevel: "silent", prettyErrors: false });
  return Array.isArray(documents) ? documents.flatMap((document) => (document.errors.length > 0 ? [] : listLeaves(document.toJS()))) : [];
}

/** `db.user=app,db.password=VALUE`; commas of values have a backslash in front. */
function parseSettings(flag: string): readonly Leaf[] {
  return flag.split(/(?<!\\),/u).flatMap((setting) => {
    const [, name = "", value = ""] = /^([^=]*)=([\s\S]*)$/u.exec(setting) ?? [];
    const text = value.replaceAll(/\\([\s\S])/gu, "$1");
    return text === "" ? [] : [{ value: text, text, pointer: "", path: name.replaceAll(/\[\d+\]/gu, "").split(".") }];
  });
}

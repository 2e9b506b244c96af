import { isMap, isSeq, type YAMLMap } from "yaml";
import { withoutUser } from "../../core/url.ts";
import { checkedMap, type Reader } from "../yaml/checked-map.ts";
import { isNull, resolve } from "../yaml/merged-map.ts";
import { readFlag, readText } from "../yaml/plain-values.ts";
import type { ScalarText } from "../yaml/yaml-source.ts";
import type { YamlItem } from "./files/layer.ts";
import { inheritKeys, releaseKeys, repositoryKeys } from "./helmfile-keys.ts";
import type { ParsedRelease, ParsedRepository } from "./parsed-helmfile.ts";
import { describeTrust } from "./trust.ts";
import { readVersionComments } from "./version-comments.ts";

/** Reads an entry of `repositories:`. */
export function readRepository({ item, reader }: YamlItem): ParsedRepository[] {
  const { document, source, note } = reader;
  const map = resolve(item, document);
  if (!isMap(map)) {
    note(item, "a repository is not a map");
    return [];
  }
  const values = checkedMap(map, reader, { known: repositoryKeys, where: "repositories" });
  const text = (key: string): string | undefined => readText(values.get(key), key, { document, source, note })?.text;
  const isOn = (key: string): boolean => readFlag(resolve(values.get(key), document), note) === true;
  const [name, url, caFile] = [text("name"), text("url"), text("caFile")];
  if (name === undefined) return [];
  const keyring = text("keyring");
  const trust = describeTrust({ skipTLSVerify: isOn("skipTLSVerify"), plainHttp: isOn("plainHttp"), caFile });
  return [
    {
      name,
      ...(url !== undefined && { url: withoutUser(url) }),
      oci: isOn("oci"),
      ...(trust.length > 0 && { trust }),
      ...(isOn("verify") && { isVerified: true as const }),
      ...(keyring !== undefined && { keyring }),
    },
  ];
}

const textKeys = ["name", "namespace", "chart", "version", "condition", "kubeContext", "keyring"] as const;
/** The fields of a release, or of a template, that decide what runs. */
interface Fields {
  readonly texts: ReadonlyMap<string, ScalarText & { readonly reader: Reader }>;
  readonly installed?: boolean;
  readonly hasDependencies: boolean;
  /** How it weakens the way in which its chart is fetched. A template cannot be overruled there. */
  readonly trust: readonly string[];
  /** One `false` in a template is enough to doubt it. */
  readonly isVerified?: boolean;
}

/** Reads an entry of `releases:`. */
export function readRelease({ item, reader }: YamlItem): (ParsedRelease & { readonly condition?: string })[] {
  const { document, note } = reader;
  const map = resolve(item, document);
  if (!isMap(map)) {
    note(item, "a release is not a map");
    return [];
  }
  const { texts, installed, hasDependencies, trust, isVerified } = readFields(map, reader, []);
  const [name, namespace, chart, version, condition, kubeContext, keyring] = textKeys.map((key) => texts.get(key));
  if (chart === undefined) note(item, "a release has no chart");
  if (name === undefined) {
    note(item, "a release has no name");
    return [];
  }
  const isOff = installed === false || condition?.text.toLowerCase() === "false";
  const isOpen = condition !== undefined && !/^(?:true|false)$/iu.test(condition.text);
  const { source } = (version ?? name).reader;
  return [
    {
      name: name.text,
      ...(namespace && { namespace: namespace.text }),
      ...(chart && { chart: chart.text }),
      ...(version && { version: version.text }),
      ...(kubeContext && { kubeContext: kubeContext.text }),
      ...(isOff && { isUninstalled: true as const }),
      ...(isOpen && { condition: condition.text }),
      isVersionTemplated: false,
      ...(hasDependencies && { hasDependencies: true as const }),
      ...(trust.length > 0 && { trust: [...new Set(trust)] }),
      ...(isVerified !== undefined && { isVerified }),
      ...(keyring && { keyring: keyring.text }),
      line: source.lines.linePos((version ?? name).start).line,
      ...readVersionComments(source.masked.original, version),
    },
  ];
}

function readFields(map: YAMLMap, reader: Reader, inheriting: readonly string[]): Fields {
  const { document, source, note, templates } = reader;
  const values = checkedMap(map, reader, { known: releaseKeys, where: "releases" });
  const texts = new Map<string, ScalarText & { readonly reader: Reader }>();
  const trust: string[] = [];
  let installed: boolean | undefined;
  let hasDependencies = false;
  let isVerified: boolean | undefined;
  const add = (fields: Fields): void => {
    for (const [key, text] of fields.texts) texts.set(key, text);
    // helmfile merges the two in a way of its own: `true` wins wherever it stands, and stays for other releases.
    if (installed !== undefined && fields.installed !== undefined && fields.installed !== installed) {
      note(map, `"installed" differs between a release and its template`);
    }
    installed = fields.installed ?? installed;
    hasDependencies ||= fields.hasDependencies;
    trust.push(...fields.trust);
    isVerified = isVerified === false ? false : (fields.isVerified ?? isVerified);
  };
  for (const name of listInherited(values, map, reader)) {
    const template = templates.get(name);
    if (template === undefined || inheriting.includes(name)) note(values.get("inherit"), `the template "${name}" cannot be inherited`);
    else add(readFields(template.map, template.reader, [...inheriting, name]));
  }
  const own = textKeys.flatMap((key) => {
    const text = readText(values.get(key), key, { document, source, note });
    return text === undefined || text.text === "" ? [] : [[key, { ...text, reader }] as const];
  });
  const flagOf = (key: string): boolean | undefined => readFlag(resolve(values.get(key), document), note);
  const [flag, verify] = [flagOf("installed"), flagOf("verify")];
  const dependencies = resolve(values.get("dependencies"), document);
  add({
    texts: new Map(own),
    ...(flag !== undefined && { installed: flag }),
    hasDependencies: isSeq(dependencies) && dependencies.items.length > 0,
    trust: describeTrust({ skipTLSVerify: flagOf("insecureSkipTLSVerify") === true, plainHttp: flagOf("plainHttp") === true }),
    ...(verify !== undefined && { isVerified: verify }),
  });
  return {
    texts,
    ...(installed !== undefined && { installed }),
    hasDependencies,
    trust,
    ...(isVerified !== undefined && { isVerified }),
  };
}

/** The keys that a release may leave out of a template. None of them decides which chart runs. */
const exceptable = /^(?:set|setTemplate|values|valuesTemplate|secrets|labels)$/u;

function listInherited(values: ReadonlyMap<string, unknown>, map: YAMLMap, reader: Reader): readonly string[] {
  const { document, source, note } = reader;
  const value = resolve(values.get("inherit"), document);
  if (isNull(value)) return [];
  const items = isSeq(value) ? value.items : [value];
  return items.flatMap((item) => {
    const entry = resolve(item, document);
    const entries = isMap(entry) ? checkedMap(entry, reader, { known: inheritKeys, where: "inherit" }) : undefined;
    const excepted = resolve(entries?.get("except"), document);
    for (const one of isSeq(excepted) ? excepted.items : []) {
      const key = readText(one, "except", { document, source, note })?.text ?? "";
      if (!exceptable.test(key)) note(map, `"${key}" stands under except, which helmfile refuses`);
    }
    const name = readText(entries?.get("template"), "template", { document, source, note })?.text;
    if (name === undefined || name === "") note(map, "an entry of inherit has no template");
    return name === undefined || name === "" ? [] : [name];
  });
}

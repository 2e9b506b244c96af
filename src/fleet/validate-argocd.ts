import { suggestName } from "../core/suggestion.ts";
import type { Issue } from "../core/user-error.ts";
import type { DeclaredFleet } from "./declared.ts";
import { inheritEnvironment } from "./inheritance.ts";
import type { ArgocdOptions } from "./options.generated.ts";
import { renderLocation } from "../core/config-location.ts";

const placeholders = ["environment", "cluster", "release"] as const;

/** The input of one rule. */
interface ArgocdCheck {
  readonly options: ArgocdOptions;
  readonly fleet: DeclaredFleet;
  /** Environments and clusters by name. */
  readonly names: readonly string[];
  readonly at: (...keys: readonly string[]) => string;
}

const rules: readonly ((check: ArgocdCheck) => Issue[])[] = [
  validateNames,
  validateDestinations,
  validateApplicationName,
  validateOrder,
  validatePlugin,
];

/** Checks what the schema cannot check in `gitops.argocd`: names of environments, clusters and Applications, and contradictions. */
export function validateArgocd(options: ArgocdOptions, fleet: DeclaredFleet): Issue[] {
  const environments = Object.keys(fleet.environments);
  const names = environments.flatMap((name) => [name, ...Object.keys(inheritEnvironment(fleet, name).clusters ?? {})]);
  const at = (...keys: readonly string[]): string => renderLocation({ source: fleet.source, path: ["gitops", "argocd", ...keys] });
  return rules.flatMap((rule) => rule({ options, fleet, names, at }));
}

function validateNames({ options: { destinations, sync }, names, at }: ArgocdCheck): Issue[] {
  const places = [
    ...Object.keys(destinations ?? {}).map((name) => ({ name, key: "destinations" })),
    ...(typeof sync === "object" ? Object.keys(sync).map((name) => ({ name, key: "sync" })) : []),
  ];
  return places
    .filter(({ name }) => !names.includes(name))
    .map(({ name, key }) => ({
      message: `"${name}" is neither an environment nor a cluster (${at(key, name)})`,
      hint: suggestName(name, names),
    }));
}

function validateDestinations({ options: { destinations }, at }: ArgocdCheck): Issue[] {
  return Object.entries(destinations ?? {})
    .filter(([, { name, server }]) => name !== undefined && server !== undefined)
    .map(([place]) => ({
      message: `"name" and "server" cannot be combined (${at("destinations", place)})`,
      hint: "remove one of them",
    }));
}

function validateApplicationName({ options, fleet, at }: ArgocdCheck): Issue[] {
  const { applicationName: template, pattern } = options;
  if (template === undefined) return [];
  const place = at("applicationName");
  const used = [...template.matchAll(/\{\{(.*?)\}\}/gu)].map(([, inside = ""]) => inside.trim().replace(/^\./u, ""));
  const known = placeholders.filter((name) => pattern !== "plugin" || name !== "release");
  const unknown = used.filter((name) => !known.some((placeholder) => placeholder === name));
  if (unknown.length > 0) {
    const hint = suggestName(unknown[0] ?? "", known, "known");
    return unknown.map((name) => ({ message: `"{{.${name}}}" is not a valid placeholder (${place})`, hint }));
  }
  if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/u.test(template.replaceAll(/\{\{\s*\.\w+\s*\}\}/gu, "x"))) {
    return [
      {
        message: `"${template}" is not a valid template for names (${place})`,
        hint: "use lower-case letters, digits, hyphens, {{.environment}}, {{.cluster}} and {{.release}}",
      },
    ];
  }
  const hasClusters = Object.keys(fleet.environments).some((name) => Object.keys(fleet.environments[name]?.clusters ?? {}).length > 0);
  const missing = [
    ...(used.includes("cluster") || (!hasClusters && used.includes("environment")) ? [] : ["cluster"]),
    ...(pattern === "plugin" || used.includes("release") ? [] : ["release"]),
  ];
  return missing.map((name) => ({
    message: `"${template}" gives several Applications the same name (${place})`,
    hint: `add {{.${name}}} to it`,
  }));
}

function validateOrder({ options: { order, sync, pattern }, at }: ArgocdCheck): Issue[] {
  if (order !== true) return [];
  if (pattern === "plugin") {
    return [
      {
        message: `"order" has no effect with the plugin (${at("order")})`,
        hint: "remove it, because the plugin has one Application for each environment",
      },
    ];
  }
  const isAutomated = typeof sync === "object" ? Object.values(sync).includes("automated") : sync === "automated";
  if (isAutomated) return [];
  return [
    {
      message: `"order" has no effect if every sync is manual (${at("order")})`,
      hint: 'write sync: "automated", or a map such as sync: { dev: "automated" }',
    },
  ];
}

function validatePlugin({ options: { plugin, pattern }, at }: ArgocdCheck): Issue[] {
  if (plugin === undefined || pattern === "plugin") return [];
  return [{ message: `"plugin" has no effect without pattern: "plugin" (${at("plugin")})`, hint: 'remove it, or write pattern: "plugin"' }];
}

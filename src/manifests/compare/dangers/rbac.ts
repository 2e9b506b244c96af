import { isRecord } from "../../../core/json-value.ts";
import type { ManifestObject } from "../../objects/rendered.ts";

type Fields = Readonly<Record<string, unknown>>;

/** One verb on one resource, or on one URL. */
interface Permission {
  readonly group: string;
  readonly resource: string;
  readonly verb: string;
  /** The only name that it applies to; `*` for all. */
  readonly name: string;
}

const listLimit = 6;

/** Lists rights that a role newly grants, or that a subject newly gets by a binding. */
export function findWidenedAccess(base: ManifestObject | undefined, head: ManifestObject): string[] {
  if (!head.apiVersion.startsWith("rbac.authorization.k8s.io/")) return [];
  if (head.kind.endsWith("Binding")) return findNewSubjects(base?.value, head.value);
  const before = listPermissions(base?.value);
  const gained = listPermissions(head.value).filter((permission) => !before.some((known) => covers(known, permission)));
  // A new role is expected to allow something.
  const reported = base === undefined ? gained.filter(isPowerful) : gained;
  if (reported.length === 0) return [];
  const texts = [...Map.groupBy(reported, ({ group, resource }) => `${resource}${group === "" || group === "url" ? "" : `.${group}`}`)].map(
    ([target, list]) => `${[...new Set(list.map(({ verb }) => verb))].join(", ")} on ${target}`,
  );
  const more = texts.length > listLimit ? `; and ${texts.length - listLimit} more` : "";
  return [`rules ${base === undefined ? "allow" : "newly allow"} ${texts.slice(0, listLimit).join("; ")}${more}`];
}

function listPermissions(value: Fields | undefined): Permission[] {
  const rules = Array.isArray(value?.["rules"]) ? value["rules"].filter(isRecord) : [];
  return rules.flatMap((rule) => {
    const verbs = listOf(rule["verbs"]);
    const names = listOf(rule["resourceNames"]);
    const urls = listOf(rule["nonResourceURLs"]).flatMap((resource) => verbs.map((verb) => ({ group: "url", resource, verb, name: "*" })));
    const resources = listOf(rule["apiGroups"]).flatMap((group) =>
      listOf(rule["resources"]).flatMap((resource) =>
        verbs.flatMap((verb) => (names.length === 0 ? ["*"] : names).map((name) => ({ group, resource, verb, name }))),
      ),
    );
    return [...resources, ...urls];
  });
}

function covers(known: Permission, asked: Permission): boolean {
  return (
    matches(known.group, asked.group) &&
    matches(known.resource, asked.resource) &&
    matches(known.verb, asked.verb) &&
    matches(known.name, asked.name)
  );
}

function matches(known: string, asked: string): boolean {
  if (known === "*" || known === asked) return true;
  // `pods/*` in resources, `/healthz/*` in URLs.
  return known.endsWith("/*") && asked.startsWith(known.slice(0, -1));
}

function isPowerful({ group, resource, verb, name }: Permission): boolean {
  if (group === "url") return verb === "*" || resource === "*";
  if (["*", "escalate", "bind", "impersonate"].includes(verb) || resource === "*" || group === "*") return true;
  return group === "" && (resource === "secrets" || resource === "pods/exec") && name === "*";
}

function findNewSubjects(base: Fields | undefined, head: Fields): string[] {
  const roleRef = isRecord(head["roleRef"]) ? head["roleRef"] : {};
  const role = `${String(roleRef["kind"])} "${String(roleRef["name"])}"`;
  const before = new Set(listSubjects(base));
  const gained = listSubjects(head).filter((subject) => !before.has(subject));
  const reported =
    base === undefined ? gained.filter((subject) => roleRef["name"] === "cluster-admin" || subject.includes('"system:')) : gained;
  return reported.map((subject) => `subjects: ${subject} gets ${role}`);
}

function listSubjects(value: Fields | undefined): string[] {
  const subjects = Array.isArray(value?.["subjects"]) ? value["subjects"].filter(isRecord) : [];
  return subjects.map(
    ({ kind, name, namespace }) => `${String(kind)} "${String(name)}"${typeof namespace === "string" ? ` in "${namespace}"` : ""}`,
  );
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

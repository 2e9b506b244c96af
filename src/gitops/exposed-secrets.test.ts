import { expect, it } from "vitest";
import { findSecrets, listSecretTexts, parseManifests, type RenderedRelease } from "../manifests/objects/index.ts";
import { stopExposed } from "./exposed-secrets.ts";

const origin = "the value of the variable DB_PASS";
const object = (data: string, kind = "ConfigMap"): string => `apiVersion: v1\nkind: ${kind}\nmetadata: { name: portal }\n${data}\n`;

function release(text: string, secret: string, name = "portal"): RenderedRelease {
  const objects = parseManifests(text, { environment: "dev", release: name });
  const exposed = findSecrets(objects, [{ text: secret, origin }]);
  return { environment: "dev", release: name, chart: { reference: "a/b", name: "b" }, objects, ...(exposed.length > 0 && { exposed }) };
}

const rules = { secrets: "refuse", allowSecretsIn: [] } as const;
const secret = `hunter2"hunter2`;
const base64 = (text: string): string => Buffer.from(text).toString("base64");

it.each([
  ["/data/a", object(`data: { a: 'x ${secret} y' }`)],
  ["/data/a", object(`data: { a: ${base64(`user:${secret}`)} }`)],
  ["/data/a", object(`data: { a: ${JSON.stringify(JSON.stringify({ password: secret }))} }`)],
  ["/data/a", object(`data: { a: 'https://u:${encodeURIComponent(secret)}@h' }`)],
  ["/metadata/annotations/x~1y", `apiVersion: v1\nkind: A\nmetadata: { name: portal, annotations: { x/y: '${secret}' } }\n`],
])("stops a release that would bring a secret into git at %s", (field, text) => {
  const other = release(object("data: { a: b }"), secret, "other");
  const { releases, failures } = stopExposed({ releases: [release(text, secret), other], failures: [] }, rules);
  expect(releases).toEqual([other]);
  const kind = text.includes("kind: A\n") ? "A" : "ConfigMap";
  expect(failures).toEqual([
    {
      environment: "dev",
      release: "portal",
      message: `${kind} "portal" has ${origin} at ${field}; everybody with access to git could read it`,
      hint: `let the chart read it from a Secret; if it is not secret, allow it with gitops.allowSecretsIn: [{ object: "${kind}/portal", field: "${field}", reason: "…" }]`,
    },
  ]);
  for (const allowed of [
    { ...rules, allowSecretsIn: [{ object: `${kind}/portal`, field, reason: "a test key" }] },
    { ...rules, secrets: "commit" as const },
  ]) {
    expect(stopExposed({ releases: [release(text, secret)], failures: [] }, allowed).failures).toEqual([]);
  }
});

it("does not take the frame of a key for a secret", () => {
  const key = listSecretTexts(["key: |\n  -----BEGIN PRIVATE KEY-----\n  MIIEvQIBADANBgkq\n  -----END PRIVATE KEY-----\n"]);
  expect(key).toEqual(["MIIEvQIBADANBgkq"]);
});

it("finds a short secret only where a field is named like a credential", () => {
  const stopped = (text: string): number => stopExposed({ releases: [release(text, "hunter")], failures: [] }, rules).failures.length;
  expect(stopped(object("data: { DB_PASS: hunter }"))).toBe(1);
  expect(stopped("apiVersion: v1\nkind: A\nmetadata: { name: a }\nspec: { env: [{ name: DB_PASS, value: hunter }] }\n")).toBe(1);
  expect(stopped(object("data: { role: hunter }"))).toBe(0);
  expect(stopped(object("data: { DB_PASS: the hunter }"))).toBe(0);
});

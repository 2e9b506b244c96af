import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { renderJson } from "../core/json-text.ts";
import { renderDiffComments } from "../manifests/print/comments.ts";
import { compareManifests } from "../manifests/compare/compare.ts";
import { isCredential } from "./credential-names.ts";
import { renderDiffMarkdown } from "../manifests/print/markdown.ts";
import { createMaskedValues } from "./masked-values.ts";
import { maskText } from "./mask-text.ts";
import { parseManifests } from "../manifests/objects/parse.ts";
import type { RenderedManifests } from "../manifests/objects/rendered.ts";
import { renderDiffText } from "../manifests/print/terminal.ts";

const folder = join(import.meta.dirname, "../../test/fixtures/diff/secrets");

function read(side: string): RenderedManifests {
  const place = { environment: "prd", release: "vault" };
  const objects = parseManifests(readFileSync(join(folder, side, "vault.yaml"), "utf8"), place);
  return { releases: [{ ...place, chart: { reference: "stable/vault", name: "vault" }, objects }], failures: [] };
}

const none: RenderedManifests = { releases: [], failures: [] };

describe("what is planted", () => {
  it.each([
    ["changed", read("base"), read("head")],
    ["the other way", read("head"), read("base")],
    ["added", none, read("head")],
    ["removed", read("base"), none],
  ])("is in no output when it is %s", (_, base, head) => {
    for (const showNoise of [false, true]) {
      const diff = compareManifests(base, head, { showNoise });
      const outputs = [renderJson(diff), renderDiffMarkdown(diff), renderDiffText(diff, (__, text) => text), ...renderDiffComments(diff)];
      for (const output of outputs) {
        expect(output).not.toMatch(/plant|second-line|with spaces/iu);
        // The base64 of "planted", at any of its three offsets, and of words around it.
        expect(output).not.toMatch(/cGxhbnRlZ|BsYW50ZW|wbGFudGVk|c2VjcmV0|tc2Vjcm/u);
      }
    }
  });
});

it("is hidden behind a flag though the same word stands elsewhere", () => {
  const side = (last: string) => {
    const text = `apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers: [{ name: a, args: [--user, planted, --password, planted, ${last}] }]\n`;
    const place = { environment: "prd", release: "a" };
    return { releases: [{ ...place, chart: { reference: "a", name: "a" }, objects: parseManifests(text, place) }], failures: [] };
  };
  const diff = compareManifests(side("--x"), side("--y"), { showNoise: false });
  expect(diff.environments[0]?.releases[0]?.objects[0]?.diff).toContain("     - planted\n     - --password\n     - <masked>\n-    - --x\n");
});

describe("a text", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["password=hunter2 user=bob", "password=<masked 1>"],
    ["password=correct horse battery", "password=<masked 1>"],
    ["run --name 'x' --cmd \"login password=hunter2\"", "run --name 'x' --cmd \"login password=<masked 1>\""],
    ["app --x=1 --set auth.password=a,b", "app --x=1 --set auth.password=<masked 1>"],
    ["--password hunter2 --verbose", "--password <masked 1> --verbose"],
    ["redis://:hunter2@redis:6379/0", "redis://:<masked 1>@redis:6379/0"],
    ["amqp://app:pa:ss@wo@mq/x", "amqp://app:<masked 1>@mq/x"],
    ['{"apiKey":"hunter2","level":1}', '{"apiKey":<masked 1>,"level":1}'],
    ['{"a":"{\\"password\\":\\"hunter2\\"}"}', '{"a":"{\\"password\\":<masked 1>}"}'],
    ["Authorization: Bearer abcdefghijkl", "Authorization: Bearer <masked 1>"],
    ["curl -H 'Authorization: Bearer abcdefghijkl' x", "curl -H 'Authorization: Bearer <masked 1>' x"],
    ["a\n-----BEGIN RSA PRIVATE KEY-----\nhunter2\n-----END RSA PRIVATE KEY-----\nb", "a\n<masked 1>\nb"],
    ["-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"],
    ["remote = https://ghp_0123456789abcdefghij0123@github.com/x", "remote = https://<masked 1>@github.com/x"],
    ["kind: Secret\nstringData:\n  a: hunter2\n", "kind: Secret\nstringData:\n  a: <masked 1>\n"],
    ["env:\n- name: DB_PASSWORD\n  value: hunter2\n", "env:\n- name: DB_PASSWORD\n  value: <masked 1>\n"],
    ["secretName: login\ntokenTTL: 5m\npasswordPolicy: strong", "secretName: login\ntokenTTL: 5m\npasswordPolicy: strong"],
    ["password=hunter2 postgres://app:hunter3@db", "password=<masked 1>"],
    ["export TOKEN=hunter2", "export TOKEN=<masked 1>"],
    ["password: ${DB_PASSWORD}", "password: ${DB_PASSWORD}"],
    ["level: info", "level: info"],
  ];

  it.each(cases)("of %j is shown as %j", (text, shown) => {
    expect(maskText(text, createMaskedValues())).toBe(shown);
  });

  it("is searched quickly, however long", () => {
    const line = `${"password-".repeat(20_000)}=${"a".repeat(100_000)}`;
    expect(maskText(`${line}\n${"x=y ".repeat(50_000)}`, createMaskedValues()).length).toBeLessThan(line.length + 200_100);
  });
});

describe("a name", () => {
  it.each([
    "password",
    "DB_PASSWORD",
    "clientSecret",
    "api-key",
    "AWS_SECRET_ACCESS_KEY",
    "githubToken",
    "tls.key",
    "private-key.pem",
    "dsn",
    "PGPASSWORD",
    "_authToken",
    "htpasswd",
  ])("%s is a credential's", (name) => {
    expect(isCredential(name, "hunter2")).toBe(true);
  });

  it.each([
    "secretName",
    "tokenTTL",
    "PASSWORD_FILE",
    "passwordPolicy",
    "key",
    "keys.txt",
    "monkey",
    "tokenizer",
    "compass",
    "level",
    "maxTokens",
  ])("%s is not", (name) => {
    expect(isCredential(name, "hunter2")).toBe(false);
  });
});

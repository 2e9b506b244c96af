import { describe, expect, it } from "vitest";
import { maskProgramText } from "./mask-program-text.ts";

const planted = "L1teral/Passw0rd";

describe("what a program said", () => {
  it.each([
    `map[db:map[host:db.example.com password:${planted} user:app] replicas:2]`,
    `Error: execution error at (portal/templates/a.yaml:3:4): bad values: map[db:map[password:${planted}]]`,
    `error: got map[password:${planted}], want string`,
    `map[env:[map[name:LEVEL value:info] map[name:DB_PASSWORD value:${planted}]]]`,
    `map[string]interface {}{"password":"${planted}"}`,
    `map[password:correct ${planted} horse user:app]`,
    `- at '/db/password': '${planted}' does not match pattern '^x$'`,
    `{"auth":{"clientSecret":"${planted}"}}`,
    `executing "x" at <fail (toYaml .Values)>: error calling fail: db:\n  password: ${planted}\n  user: app`,
    `Authorization: Basic QWxhZGRpbjpvcGVu`,
    `request failed: header authorization: Bearer ${planted.repeat(2)}`,
    `Get "https://user:${planted}@charts.example.com/index.yaml": dial tcp: no such host`,
    `Get "https://charts.example.com/index.yaml?token=${planted.replace("/", "")}": EOF`,
    `fatal: unable to access 'https://x-access-token:${planted}@git.example.com/acme.git/': 403`,
    `helm exited: --set db.password=${planted},db.user=app --set-string a=b`,
    `Renovate migrates this config: hostRules[0].password: "${planted}" is now "x"`,
    `hostRules: [{"matchHost":"a.example.com","password":"${planted}"}]`,
  ])("hides the credential of %s", (text) => {
    const shown = maskProgramText(text);
    expect(shown).not.toContain(planted);
    expect(shown).not.toContain(planted.replace("/", ""));
    expect(shown).not.toContain("QWxhZGRpbjpvcGVu");
    expect(shown).toContain("***");
  });

  it.each([
    "failed to fetch anonymous token: unexpected status from GET request to https://ghcr.io/token: 403 Forbidden",
    "- db.password: Invalid type. Expected: string, given: integer",
    "- at '/auth/password': got number, want string",
    "- at '': missing property 'password'",
    "fatal: could not read Username for 'https://git.example.com': terminal prompts disabled",
    'secrets "portal-token" is forbidden: User "system:serviceaccount:a:b" cannot get resource "secrets"',
    "release portal: chart oci://ghcr.io/acme/charts/portal:1.2.3 was not found",
    "map[replicas:2 image:portal:1.2 existingSecret:portal-db]",
    "export PLATFORM_USERNAME=… PLATFORM_PASSWORD=…",
    "password=***",
  ])("shows all of %s", (text) => {
    expect(maskProgramText(text)).toBe(text);
  });

  it("takes a long answer in a short time", () => {
    const start = process.cpuUsage().user;
    maskProgramText(`map[${"password:aaaa bbbb ".repeat(20_000)}`);
    maskProgramText(`at '/password': ${"'aaaa ".repeat(20_000)}`);
    expect(process.cpuUsage().user - start).toBeLessThan(5_000_000);
  });
});

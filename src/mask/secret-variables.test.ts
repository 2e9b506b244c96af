import { describe, expect, it } from "vitest";
import { findSecretParts, isSecretVariable } from "./secret-variables.ts";

describe("a variable of the environment", () => {
  it.each([
    ["DB_PASS", "hunter22"],
    ["MY_DSN", "app:pw@tcp(db:3306)/orders"],
    ["DB_PWD", "hunter22"],
    ["REGISTRY_AUTH", "YWNtZTpodW50ZXIy"],
    ["LICENSE_KEY", "ABCD-EFGH-1234"],
    ["SIGNING_KEY", "c2VjcmV0IGtleQ=="],
    ["PLATFORM_PASSWORD", "planted"],
    ["GITHUB_TOKEN", "ghs_0123456789abcdef0123"],
    ["DOCKER_AUTH_CONFIG", '{"auths":{}}x'],
    ["PGPASSWORD", "swordfish"],
    ["db_pass_2", "swordfish"],
  ])("is secret: %s=%s", (name, value) => {
    expect(isSecretVariable(name, value)).toBe(true);
    expect(findSecretParts(name, value)).toContain(value);
  });

  it.each([
    ["COSIGN_PUBLIC_KEY", "c2VjcmV0IGtleQ=="],
    ["PUBLIC_SIGNING_KEY", "c2VjcmV0IGtleQ=="],
    ["SSH_KEY", "/home/app/.ssh/id_rsa"],
    ["TLS_KEY", "./certs/tls.key"],
    ["DB_PASS", "true"],
    ["REGISTRY_AUTH", "htpasswd"],
    ["LDAP_AUTH", "simple"],
    ["PWD", "/srv/app"],
    ["OLDPWD", "/srv/secret"],
    ["TOKEN_LIFETIME", "3600"],
    ["KUBECONFIG", "/home/app/.kube/config"],
    ["GPG_KEY_PATH", "/a/b"],
    ["SSH_AUTH_SOCK", "/tmp/ssh-x/agent.1"],
    ["TOKEN_URL", "https://auth.example.com/token"],
    ["HTTPS_PROXY", "http://proxy.example.com:3128"],
    ["PATH", "/usr/bin:/bin"],
  ])("is not secret: %s=%s", (name, value) => {
    expect(findSecretParts(name, value)).toEqual([]);
  });

  it.each([
    ["HTTPS_PROXY", "http://acme:hunt%20er22@proxy.example.com:3128", ["hunt%20er22", "hunt er22"]],
    ["GIT_CONFIG_VALUE_0", "AUTHORIZATION: basic eC1hY2Nlc3MtdG9rZW4=", ["eC1hY2Nlc3MtdG9rZW4="]],
    ["RENOVATE_HOST_RULES", '[{"matchHost":"a.example.com","password":"swordfish"}]', ["swordfish"]],
  ])("has a secret in it: %s=%s", (name, value, parts) => {
    expect(findSecretParts(name, value)).toEqual(expect.arrayContaining(parts));
    expect(findSecretParts(name, value)).not.toContain(value);
  });

  it("counts as the config says", () => {
    expect(findSecretParts("ACME_LICENCE", "AB-12-CD")).toEqual([]);
    expect(findSecretParts("ACME_LICENCE", "AB-12-CD", true)).toEqual(["AB-12-CD"]);
  });
});

import { describe, expect, it } from "vitest";
import { fleets } from "../../test/renovate/fleets.ts";
import { makeFleet, makeRepository } from "../../test/renovate/make-fleet.ts";
import type { ResolvedFleet, ResolvedRepository } from "../fleet/index.ts";
import { listHostRulesToPass, requiredSecrets } from "./index.ts";
import { renderHostRules } from "./registries.ts";

function fleetOf(name: string): ResolvedFleet {
  const fleet = fleets[name];
  if (fleet === undefined) throw new Error(`no fleet ${name}`);
  return fleet;
}

function hostsOf(...repositories: readonly ResolvedRepository[]): Record<string, string | undefined> {
  return Object.fromEntries(
    renderHostRules(makeFleet({ repositories })).map(({ description, matchHost }) => [String(description), matchHost]),
  );
}

const secret = { private: true };
const oci = { private: true, oci: true };

describe("what a host rule matches", () => {
  it("is the address of a classic repository, so that /stable is not /stable-2", () => {
    expect(
      hostsOf(
        makeRepository("a", "https://charts.example.com/stable", secret),
        makeRepository("b", "https://charts.example.com:8443", secret),
      ),
    ).toEqual({
      "Charts of a": "https://charts.example.com/stable/",
      "Charts of b": "https://charts.example.com:8443/",
    });
  });

  it("is an OCI registry's host, and the path of its API where another private repository is on the host", () => {
    expect(hostsOf(makeRepository("a", "oci.example.com/team-a", oci))).toEqual({ "Charts of a": "https://oci.example.com/" });
    const b = makeRepository("b", "oci.example.com:5000/team-b", oci);
    const c = makeRepository("c", "oci.example.com:5000/team-c", oci);
    expect(hostsOf(b, makeRepository("public", "oci.example.com:5000/public", { oci: true }))).toEqual({
      "Charts of b": "https://oci.example.com:5000/",
    });
    expect(hostsOf(b, c)).toEqual({
      "Charts of b": "https://oci.example.com:5000/v2/team-b/",
      "Charts of c": "https://oci.example.com:5000/v2/team-c/",
    });
  });

  it("is all of Docker Hub, which answers under several names", () => {
    expect(hostsOf(makeRepository("hub", "registry-1.docker.io/example", oci))).toEqual({ "Charts of hub": "docker.io" });
  });

  it("is the bare host for plain HTTP, and its http address for credentials", () => {
    expect(hostsOf(makeRepository("local", "127.0.0.1:5000/charts", { ...oci, insecure: true }))).toEqual({
      "local speaks plain HTTP": "127.0.0.1",
      "Charts of local": "http://127.0.0.1:5000/",
    });
  });
});

it("names what Renovate must know", () => {
  const names = (list: ReturnType<typeof requiredSecrets>) => list.map(({ name, for: repository }) => `${name} for ${repository}`);
  expect(names(requiredSecrets(fleetOf("credentials")))).toEqual([
    "REGISTRY_AWS_ACCESS_KEY_ID for registry",
    "REGISTRY_AWS_SECRET_ACCESS_KEY for registry",
    "SECRETS_FILE_USERNAME for secrets-file",
    "SECRETS_FILE_PASSWORD for secrets-file",
    "HUB_PASSWORD for hub",
  ]);
});

it("passes credentials from the environment where the usual Renovate has its own", () => {
  const environment = { INHERITED_USERNAME: "u", INHERITED_PASSWORD: "p", SEALED_USERNAME: "u", SEALED_PASSWORD: "", HUB_PASSWORD: "p" };
  expect(listHostRulesToPass(fleetOf("credentials"), environment)).toEqual([
    { matchHost: "https://inherited.example.com/", hostType: "helm", username: "u", password: "p" },
  ]);
});

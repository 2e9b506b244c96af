import type { ResolvedFleet } from "../../src/fleet/index.ts";
import { workflowPaths } from "../../src/ci/index.ts";
import { makeEnvironment, makeFleet, makeRelease, makeRepository } from "./make-fleet.ts";

const platform = makeRepository("platform", "https://charts.example.com");
const privatePlatform = makeRepository("platform", "https://charts.example.com/stable", { private: true });
const shared = makeRepository("shared", "ghcr.io/example/charts", { oci: true, private: true });
const mirror = makeRepository("mirror", "https://mirror.example.com/charts");

const portal = makeRelease(shared, "portal");
const billing = makeRelease(privatePlatform, "billing");

/** Fleets by what is special about them; each is rendered, validated and planned by the real Renovate. */
export const fleets: Readonly<Record<string, ResolvedFleet>> = {
  plain: makeFleet({
    environments: [
      makeEnvironment("dev", { releases: [makeRelease(platform, "billing")] }),
      makeEnvironment("prd", { releases: [makeRelease(platform, "billing")] }),
    ],
    repositories: [platform],
  }),

  private: makeFleet({
    environments: [makeEnvironment("dev", { releases: [billing, portal] }), makeEnvironment("prd", { releases: [billing, portal] })],
    repositories: [privatePlatform, shared],
    selfHosted: true,
  }),

  workflows: makeFleet({
    workflows: true,
    environments: [makeEnvironment("dev"), makeEnvironment("prd", { follows: "dev" })],
  }),

  paced: makeFleet({
    timezone: "Asia/Tokyo",
    prConcurrentLimit: 20,
    environments: [
      makeEnvironment("dev", {
        pace: { automerge: "patch", labels: ["dev"] },
        releases: [makeRelease(platform, "billing"), makeRelease(platform, "patched")],
      }),
      makeEnvironment("stg", {
        follows: "dev",
        pace: { automerge: "minor", labels: ["stg"], minimumReleaseAge: "3 days", reviewers: ["alice"], assignees: ["bob"] },
        releases: [makeRelease(platform, "billing"), makeRelease(platform, "fresh"), portal],
      }),
      makeEnvironment("prd", {
        follows: "stg",
        pace: { schedule: ["before 5am on the first day of the month"], timezone: "Europe/Berlin", labels: ["prd", "careful"] },
        releases: [makeRelease(platform, "billing")],
      }),
      makeEnvironment("dr", {
        follows: "stg",
        pace: { schedule: ["at any time"], dependencyDashboardApproval: true, automerge: "all" },
        releases: [makeRelease(platform, "billing")],
      }),
    ],
    repositories: [platform, shared],
  }),

  grouped: makeFleet({
    environments: ["dev", "prd"].map((name) =>
      makeEnvironment(name, {
        pace: { automerge: name === "dev" ? "minor" : "none" },
        releases: [
          makeRelease(platform, "grafana", { group: "observability" }),
          makeRelease(shared, "loki", { group: "observability" }),
          ...(name === "dev" ? [makeRelease(platform, "tempo", { group: "observability" })] : []),
          makeRelease(platform, "istiod", { separateMultipleMinor: true }),
          makeRelease(platform, "frozen", { pin: { version: "1.0.0", reason: "2.0 needs a new database" } }),
          makeRelease(platform, "twin", { name: "twin-new", version: "1.1.0" }),
          makeRelease(platform, "twin", { name: "twin-old", pin: { version: "1.0.0", reason: "the old API" } }),
        ],
      }),
    ),
    repositories: [platform, shared],
  }),

  namesakes: makeFleet({
    environments: [
      makeEnvironment("dev", {
        releases: [
          makeRelease(platform, "demo"),
          makeRelease(shared, "demo", { name: "demo-oci" }),
          makeRelease(mirror, "demo", { name: "demo-mirror" }),
        ],
      }),
      makeEnvironment("prd", { releases: [makeRelease(platform, "demo")] }),
    ],
    repositories: [platform, shared, mirror],
  }),

  registries: (() => {
    const both = makeRepository("both", "https://harbor.example.com/chartrepo/library", { private: true });
    const bothOci = makeRepository("both-oci", "harbor.example.com/library", { oci: true, private: true });
    const port = makeRepository("port", "https://charts.example.com:8443/a", { private: true, username: "robot" });
    const portOci = makeRepository("port-oci", "registry.example.com:5000/charts", { oci: true, private: true });
    const teamA = makeRepository("team-a", "oci.example.com/team-a", { oci: true, private: true });
    const teamB = makeRepository("team-b", "oci.example.com/team-b", { oci: true, private: true });
    const pathA = makeRepository("path-a", "https://paths.example.com/stable", { private: true });
    const pathB = makeRepository("path-b", "https://paths.example.com/stable-2", { private: true });
    const repositories = [both, bothOci, port, portOci, teamA, teamB, pathA, pathB];
    return makeFleet({
      environments: [
        makeEnvironment("dev", { releases: repositories.map((repository) => makeRelease(repository, `chart-of-${repository.name}`)) }),
      ],
      repositories,
    });
  })(),

  credentials: makeFleet({
    environments: [makeEnvironment("dev")],
    repositories: [
      makeRepository("inherited", "https://inherited.example.com", { private: true, inherited: true }),
      makeRepository("sealed", "https://sealed.example.com", { private: true, encrypted: { username: "wcFMA1", password: "wcFMA2" } }),
      makeRepository("registry", "123456789012.dkr.ecr.eu-central-1.amazonaws.com/charts", { oci: true, private: true, ecr: true }),
      makeRepository("secrets-file", "https://sops.example.com", { private: true, sops: "secrets.env" }),
      makeRepository("hub", "registry-1.docker.io/example", { oci: true, private: true, username: "example" }),
    ],
  }),

  "hand-kept": makeFleet({
    environments: [
      makeEnvironment("dev", { helmfiles: ["clusters/dev/charts[1].yaml"], directory: "clusters/dev", isHandWritten: true }),
      makeEnvironment("test", { helmfiles: ["test/helmfile.yaml"], isHandWritten: true }),
    ],
  }),

  passthrough: makeFleet({
    environments: [
      makeEnvironment("dev", {
        releases: [makeRelease(platform, "billing"), makeRelease(platform, "major")],
        pace: { labels: ["dev"] },
        renovate: {
          commitMessageSuffix: "[dev]",
          packageRules: [{ matchUpdateTypes: ["major"], enabled: false }],
          hostRules: [{ matchHost: "dev.example.com", timeout: 10_000 }],
        },
      }),
      makeEnvironment("prd", { releases: [makeRelease(platform, "billing"), makeRelease(platform, "major")] }),
    ],
    repositories: [platform],
    renovate: {
      extends: [":semanticCommits"],
      description: ["Platform team"],
      prConcurrentLimit: 5,
      labels: ["dependencies"],
      major: { labels: ["major"] },
      packageRules: [{ matchManagers: ["npm"], enabled: false }],
    },
  }),
};

/** Paths of the workflows that a fleet has. */
export function workflowsOf({ workflows }: ResolvedFleet): readonly string[] {
  return workflows ? workflowPaths : [];
}

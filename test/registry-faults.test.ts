import { createServer, type RequestListener } from "node:http";
import { once } from "node:events";
import { beforeAll, describe, expect, it } from "vitest";
import { planRepositories, type Plan, type PlannedRepository } from "../src/testing.ts";

interface Server extends AsyncDisposable {
  readonly host: string;
}

async function serve(answer: RequestListener): Promise<Server> {
  const server = createServer(answer);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    host: `127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const dated = (...versions: readonly string[]) => versions.map((version) => ({ version, created: "2026-01-01T00:00:00Z" }));
const index = JSON.stringify({ apiVersion: "v1", entries: { lost: dated("1.0.0", "1.1.0"), current: dated("1.0.0") } });

/** Registries that fail, each on a host of its own. */
const faults: Readonly<Record<string, RequestListener>> = {
  classic: (request, response) => {
    if (request.url === "/fine/index.yaml") response.end(index);
    else response.writeHead(503).end("down");
  },
  tags: (request, response) => {
    if (request.url === "/v2/") response.end("{}");
    else if (request.url?.includes("/empty/") === true) response.end(JSON.stringify({ name: "charts/empty", tags: [] }));
    else response.writeHead(500).end("down");
  },
  secondPage: (request, response) => {
    if (request.url === "/v2/") response.end("{}");
    else if (request.url?.includes("last=") === true) response.writeHead(503).end("down");
    else {
      response.setHeader("link", '</v2/charts/portal/tags/list?n=1000&last=2.4.0>; rel="next"');
      response.end(JSON.stringify({ name: "charts/portal", tags: ["2.4.0"] }));
    }
  },
  silent: () => undefined,
};

interface Release {
  readonly name: string;
  readonly chart: string;
  readonly version?: string;
}

const good: Release = { name: "good", chart: "charts/billing", version: "3.1.0" };
const newest: Release = { name: "newest", chart: "charts/billing", version: "3.2.0" };

describe("one start of Renovate, and one without the registries that failed", () => {
  const plans = new Map<string, Plan>();
  const declared = new Map<string, number>();

  beforeAll(async () => {
    await using servers = new AsyncDisposableStack();
    const hosts: Record<string, string> = {};
    for (const [name, answer] of Object.entries(faults)) hosts[name] = servers.use(await serve(answer)).host;
    const chartRepositories = [
      { name: "charts", url: "https://charts.example.com" },
      { name: "down", url: `http://${hosts["classic"]}/down` },
      { name: "fine", url: `http://${hosts["classic"]}/fine` },
      { name: "silent", url: `http://${hosts["silent"]}` },
      { name: "bucket", url: "s3://acme-charts/stable" },
      { name: "tags", url: `${hosts["tags"]}/charts`, oci: true },
      { name: "pages", url: `${hosts["secondPage"]}/charts`, oci: true },
    ];
    const hostRules = [hosts["tags"], hosts["secondPage"]].map(() => ({ matchHost: "127.0.0.1", insecureRegistry: true }));
    const repository = (name: string, releases: readonly Release[], config: object = {}): PlannedRepository => {
      declared.set(name, releases.length);
      return {
        name: `acme/${name}`,
        files: {
          "dev/helmfile.yaml": { repositories: chartRepositories, releases },
          "renovate.json": { hostRules, ...config },
        },
      };
    };
    const repositories = [
      repository("failing", [
        good,
        newest,
        { name: "current", chart: "fine/current", version: "1.0.0" },
        { name: "classic", chart: "down/portal", version: "1.0.0" },
        { name: "tags", chart: "tags/portal", version: "1.0.0" },
        { name: "pages", chart: "pages/portal", version: "2.4.0" },
        { name: "bucket", chart: "bucket/portal", version: "1.0.0" },
      ]),
      repository("odd", [
        { name: "lost", chart: "fine/lost", version: "1.2.0" },
        { name: "empty", chart: "tags/empty", version: "1.0.0" },
        { name: "four", chart: "charts/billing", version: "1.2.3.4" },
        { name: "newestRuns", chart: "charts/billing" },
        { name: "templated", chart: "charts/billing", version: "{{ .Values.version }}" },
        { name: "undeclared", chart: "nowhere/billing", version: "3.1.0" },
        { name: "folder", chart: "./charts/folder", version: "1.0.0" },
        { name: "twice", chart: "charts/billing", version: "3.1.0" },
        { name: "twice", chart: "charts/billing", version: "3.1.0" },
      ]),
      repository("ignored", [good], { ignorePaths: ["dev/**"] }),
      repository("unmanaged", [good], { enabledManagers: ["npm"] }),
      repository("disabled", [good], { enabled: false }),
      repository("ruled", [good], { packageRules: [{ matchPackageNames: ["billing"], enabled: false }] }),
      repository("broken", [good], { automrge: true }),
      repository("silent", [good, { name: "bad", chart: "silent/portal", version: "1.0.0" }]),
    ];
    const charts = { "https://charts.example.com": { billing: ["3.1.0", "3.2.0"] } };
    const all = await planRepositories({ repositories, charts, network: true, timeout: 8 });
    for (const [number, plan] of all.entries()) plans.set(repositories[number]?.name.slice("acme/".length) ?? "", plan);
  }, 120_000);

  function statesOf(name: string) {
    return plans
      .get(name)
      ?.releases.map(({ release, state, reason, fix }) => [
        release,
        state,
        ...[reason, fix].filter((text) => text !== undefined).map((text) => text.replaceAll(/127\.0\.0\.1:\d+/gu, "HOST")),
      ]);
  }

  it("accounts for every release once, in one of the states of the summary", () => {
    for (const [name, plan] of plans) {
      const sum = Object.values(plan.summary).reduce((total, number) => total + number, 0);
      expect({ name, releases: plan.releases.length, sum }).toEqual({ name, releases: declared.get(name), sum: declared.get(name) });
    }
  });

  it("plans the rest when one registry fails: a classic index, tags, the second page of tags, a bucket, one that is silent", () => {
    expect(statesOf("failing")).toEqual([
      ["good", "opens"],
      ["newest", "up-to-date"],
      ["current", "up-to-date"],
      ["classic", "unknown", "503 Service Unavailable"],
      ["tags", "unknown", "500 Internal Server Error"],
      ["pages", "unknown", "503 Service Unavailable"],
      ["bucket", "unknown", "AWS_REGION is not set", "export AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"],
    ]);
    expect(statesOf("silent")).toEqual([
      ["good", "opens"],
      ["bad", "unknown", "no answer within 8 seconds"],
    ]);
  });

  it("says of each release that Renovate does not look at why not, and what changes it", () => {
    expect(["odd", "ignored", "unmanaged", "disabled", "ruled", "broken"].flatMap(statesOf)).toMatchInlineSnapshot(`
      [
        [
          "lost",
          "unknown",
          "its registry does not list 1.2.0, the running version",
        ],
        [
          "empty",
          "unknown",
          "its registry lists no version of it",
        ],
        [
          "four",
          "unknown",
          "Renovate cannot compare the version "1.2.3.4"",
          "write three numbers in dev/helmfile.yaml, for example version: 1.2.3",
        ],
        [
          "newestRuns",
          "not-tracked",
          "it has no version",
          "write its version in dev/helmfile.yaml",
        ],
        [
          "templated",
          "not-tracked",
          "its version is a template, which Renovate does not read",
          "write its version in dev/helmfile.yaml, or let a custom manager read it",
        ],
        [
          "undeclared",
          "unknown",
          "Renovate does not find the repository "nowhere" in dev/helmfile.yaml",
          "declare "nowhere" under "repositories" of dev/helmfile.yaml",
        ],
        [
          "folder",
          "not-tracked",
          "its chart is not from a registry",
        ],
        [
          "twice",
          "opens",
        ],
        [
          "twice",
          "opens",
        ],
        [
          "good",
          "not-tracked",
          "Renovate ignores dev/helmfile.yaml (ignorePaths: "dev/**")",
          "remove "dev/**" from "ignorePaths"",
        ],
        [
          "good",
          "not-tracked",
          "Renovate's manager for helmfiles is not enabled",
          "add "helmfile" to "enabledManagers" of the Renovate config",
        ],
        [
          "good",
          "not-tracked",
          "Renovate is disabled for this repository",
          "remove "enabled": false from the Renovate config",
        ],
        [
          "good",
          "not-tracked",
          "updates are disabled by the config",
          "find the rule: npx desalt plan --explain good",
        ],
        [
          "good",
          "unknown",
          "Repository has invalid config: The Renovate configuration file contains some invalid settings: Invalid configuration option: automrge",
        ],
      ]
    `);
  });

  it("makes an error of each, so that nobody takes the plan for a whole one", () => {
    const errors = [...plans].flatMap(([name, { problems }]) =>
      problems.filter(({ severity }) => severity === "error").map(({ release, file }) => [name, release ?? "", file]),
    );
    const file = "dev/helmfile.yaml";
    expect(errors).toEqual([
      ...["classic", "tags", "pages", "bucket"].map((release) => ["failing", release, file]),
      // A template in a file that helmfile renders only in parts.
      ["odd", "", file],
      ["broken", "", "renovate.json"],
      ["silent", "bad", file],
    ]);
  });
});

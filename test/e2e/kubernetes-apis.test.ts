import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseManifests } from "../../src/manifests/objects/index.ts";
import { checkManifests, parseMinor, type CheckStatus } from "../../src/kubernetes/index.ts";
import { readApis } from "../../src/kubernetes/apis.ts";
import { requireTools } from "../requires.ts";
import { listServed } from "./kubernetes-api.ts";
import { startKubernetes, type Kubernetes } from "./kubernetes.ts";

const programs = await requireTools("etcd", "kube-apiserver");

describe.skipIf(programs.isMissing)("a real API server", () => {
  const resources = new AsyncDisposableStack();
  let cluster: Kubernetes;

  beforeAll(async () => {
    cluster = resources.use(await startKubernetes(programs));
  }, 120_000);
  afterAll(() => resources.disposeAsync());

  it("serves what check finds nothing about, and none of what check calls removed", async () => {
    const minor = parseMinor(programs["kube-apiserver"].version) ?? "";
    const served = await listServed(cluster);
    expect(served.size).toBeGreaterThan(50);
    const wrong = [...served].filter((name) => ["breaks", "unknown"].includes(judge(name, minor)));
    // It has no lifecycle marker. Nobody can create one, so no manifest has it.
    expect(wrong).toEqual(["v1 ComponentStatus"]);
    const removed = [...readApis().byName.keys()].filter((name) => judge(name, minor) === "breaks");
    expect(removed.length).toBeGreaterThan(60);
    expect(removed.filter((name) => served.has(name))).toEqual([]);
  });
});

/** What check says about an object of a kind, "apps/v1 Deployment", at a minor. */
function judge(name: string, kubernetes: string): CheckStatus {
  const [apiVersion = "", kind = ""] = name.split(" ");
  const objects = parseManifests(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: a\n`, { environment: "dev", release: "a" });
  const releases = [{ release: "a", objects }];
  return (
    checkManifests([{ environment: "dev", version: "declared", kubernetes, releases, failures: [] }], Date.now()).environments[0]
      ?.releases[0]?.status ?? "unknown"
  );
}

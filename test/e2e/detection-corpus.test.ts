import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { detectEnvironments } from "../../src/project/detect/detect-environments.ts";

/** Helmfiles of public repositories, beside the checkout and not a part of it; `DESALT_CORPUS` names another folder. */
const corpus = resolve(process.env["DESALT_CORPUS"] ?? join(import.meta.dirname, "../../../shared/corpus"));
const isAbsent = !existsSync(corpus);
if (isAbsent) process.stderr.write("skipped: environments of the corpus, which is not there (DESALT_CORPUS)\n");

/** Judged by eye. A question mark is a guess, and `→` leads to the environment that follows; behind it the number of helmfiles. */
const expected: Readonly<Record<string, string>> = {
  "Brick-Technology__cluster-management": "default 1",
  "CASL0__actions-runner-controller-helmfile": "default 1",
  "Consensys__orchestrate-kubernetes": "qa 1, qa → staging 1, default? 1, load? 1",
  "MaxymVlasov__renovate-helmfile-url-issue": "default 1",
  "ZeiZel__self-hosted": "k8s 1",
  "adomi-io__kubernetes-provisioner": "default 1",
  "aireilly__rhaii-on-xks": "default 1",
  "apps-deployer__infra-k8s": "default 1",
  "ch1aki__system-manifests": "develop 1, develop → production 1",
  "cloudfoundry__kind-deployment": "default 1",
  "crashteamdev__cloud-infrastructure": "default? 2, gh? 2",
  dragonflyoss__helmfile: "dev? 1",
  dysnix__helmfiles: "default? 3",
  "jenkins-infra__kubernetes-management@589dad0": "default 30",
  jkroepke__homelab: "default 10",
  "nuxeo__platform-ci": "production 1, default? 1",
  "onedr0p__cluster-template": "",
  "owncloud__ocis-charts": "default? 7",
  "ricsanfre__pi-cluster@9b11459": "dev? 1, bootstrap? 1",
  suitenumerique__docs: "dev 1, feature? 1",
  takanao14__homelab: "sandbox 1, sandbox → prd? 1",
  "updatecli__kubernetes-management": "default 3",
};

describe.skipIf(isAbsent)("the environments of public repositories", () => {
  it.each(Object.entries(expected))("%s", async (name, environments) => {
    const root = join(corpus, name);
    const entries = readdirSync(root, { recursive: true, encoding: "utf8" });
    const found = await detectEnvironments({
      paths: entries.filter((path) => statSync(join(root, path)).isFile()),
      readText: async (path) => readFileSync(join(root, path), "utf8"),
    });
    const shown = found.environments.map(({ name: own, follows, isSure, files }) => {
      return `${follows === undefined ? "" : `${follows} → `}${own}${isSure ? "" : "?"} ${files.length}`;
    });
    expect(shown.join(", ")).toBe(environments);
    expect(found.environments.every(({ isSure }) => isSure)).toBe(found.questions.length === 0);
  });

  it("are all of the corpus", () => {
    expect(readdirSync(corpus).filter((name) => name.includes("__"))).toEqual(expect.arrayContaining(Object.keys(expected)));
  });
});

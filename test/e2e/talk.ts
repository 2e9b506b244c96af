import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { onPush } from "../workflow-event.ts";
import { getObject } from "./kubernetes-api.ts";
import { publishTalkCharts } from "./talk-charts.ts";
import {
  applyArgoCd,
  checkPullRequest,
  demandPullRequest,
  mergeOnForge,
  readLastRender,
  readManifest,
  refreshApplication,
  runRenovate,
  syncByHand,
  waitForField,
} from "./talk-scenes.ts";
import { openStage, placeOf, renderTalkConfig, runAsPerson, runStaged, type Stage, type TalkTools } from "./talk-stage.ts";

export interface TalkOptions {
  readonly tools: TalkTools;
  /** Told of each step, with what there is to see. */
  readonly say: (step: string, seen?: string) => void;
}

const day = 86_400_000;
const bumpInDev = "Update Helm release portal to v2.5.0 (dev)";
const bumpInPrd = "Update Helm release portal to v2.5.0 (prd)";

const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.example.com" },
} as const;

interface Scene extends Stage {
  readonly say: TalkOptions["say"];
}

/**
 * Plays the whole flow on loopback with every real component, Gitea, Renovate, helmfile, helm, Kubernetes' API server and Argo CD,
 * from a fleet's first commit to production's upgrade. Throws where a step ends otherwise than `docs/gitops.md` says.
 */
export async function playTalk({ tools, say }: TalkOptions): Promise<void> {
  say("Gitea, a Kubernetes API server and Argo CD start on loopback");
  await using stage = await openStage(tools);
  const scene = { ...stage, say };
  try {
    await installFleet(scene);
    await bumpDev(scene);
    await renderAgain(scene);
    await pushTwice(scene);
    await waitForSoak(scene);
    await bumpPrd(scene);
  } catch (error) {
    // A wait that ran out.
    if (error instanceof Error && error.message.startsWith("still no ")) process.stderr.write(`${await stage.argoCd.readLogs()}\n`);
    throw error;
  }
}

async function installFleet(scene: Scene): Promise<void> {
  const { gitea, people, say } = scene;
  await people.write({ "desalt.yaml": renderTalkConfig(gitea) });
  say("A fleet of three charts from Gitea's private Helm repository: desalt generate", await runAsPerson(scene, "generate"));
  await people.commit(daysAgo(30), {});
  await changeVersion(scene, "dev/helmfile.yaml", { chart: "mesh", version: "1.21.0" });
  await people.commit(daysAgo(1), {});
  await people.git("push", "--quiet", "--set-upstream", "origin", "main");
  const promoted = await runStaged(scene, { workflow: "promote" });
  assert.match(promoted, /wrote the branch desalt-gates on origin/u);
  say("The workflow desalt-promote writes the gates: mesh 1.21.0 runs in dev since yesterday, and prd waits", promoted);
  await people.git("fetch", "--quiet", "origin");
  await runAsPerson(scene, "generate");
  await people.commit(daysAgo(0), {});
  await people.git("push", "--quiet");

  const output = await runStaged(scene, { workflow: "render" });
  const { count, files } = await readLastRender(scene);
  assert.equal(count, 1);
  assert.ok(files.includes("A dev/portal/Deployment.apps__portal.yaml"), files.join("\n"));
  say("The workflow desalt-render fills acme/manifests", `${output}\n${files.join("\n")}`);

  const applied = await applyArgoCd(scene);
  await waitForField(scene, configMap("portal"), { path: "data.timeout", value: "30s" });
  await waitForField(scene, configMap("widgets"), { path: "data.log", value: "info" });
  assert.ok(await getObject(scene.cluster, definition), "the CRD of widgets is in the cluster");
  say("Argo CD gets the generated manifests, and dev's objects appear in the cluster", applied.join("\n"));
  await syncByHand(scene, "prd-portal");
  await waitForField(scene, configMap("portal", "portal-prd"), { path: "data.timeout", value: "30s" });
  say("prd's first sync is by hand");
}

async function bumpDev(scene: Scene): Promise<void> {
  const { gitea, people, say } = scene;
  await publishTalkCharts(gitea, ["portal 2.5.0"]);
  const open = await runRenovate(scene, 0);
  assert.deepEqual([...open.keys()], [bumpInDev]);
  say("portal 2.5.0 is published, and Renovate opens one pull request, for dev; mesh still soaks, so that prd gets none", bumpInDev);

  const bump = demandPullRequest(open, bumpInDev);
  const { comments } = await checkPullRequest(scene, bump, 0);
  assert.equal(comments.length, 1);
  const [comment = ""] = comments;
  assert.match(comment, /portal/u);
  assert.match(comment, /-\s+timeout: 30s\n\+\s+timeout: 20s/u);
  say("The workflow desalt-check passes, and comments", comment);

  await mergeOnForge(scene, bump);
  await runStaged(scene, { workflow: "render" });
  const { message, files, count } = await readLastRender(scene);
  assert.equal(count, 2);
  assert.match(message, new RegExp(`\\nSource-Commit: ${await people.git("rev-parse", "HEAD")}\\n`, "u"));
  assert.deepEqual(files, [
    "M .desalt/dev.json",
    "M dev/portal/ConfigMap__portal.yaml",
    "M dev/portal/Deployment.apps__portal.yaml",
    "A dev/portal/Service__portal.yaml",
  ]);
  assert.match(await readManifest(scene, "dev/portal/Deployment.apps__portal.yaml"), /portal:2\.5\.0$/mu);
  say("Merged: desalt-render commits what changes in dev, and nothing else", `${message}\n\n${files.join("\n")}`);

  await refreshApplication(scene, "dev-portal");
  await waitForField(scene, configMap("portal"), { path: "data.timeout", value: "20s" });
  await waitForField(scene, { kind: "Service", namespace: "portal", name: "portal" }, { path: "spec.selector.app", value: "portal" });
  say("Argo CD syncs it: dev runs portal 2.5.0");
}

async function renderAgain(scene: Scene): Promise<void> {
  const output = await runStaged(scene, { workflow: "render" });
  assert.match(output, /is up to date/u);
  const { count } = await readLastRender(scene);
  assert.equal(count, 2);
  scene.say("desalt-render runs again, and commits nothing");
}

/** The older one may come last, and then leaves the newer one's manifests alone. */
async function pushTwice(scene: Scene): Promise<void> {
  const { gitea, people, say } = scene;
  const change = async (values: { readonly theme: string; readonly log?: string }): Promise<string> => {
    await people.write({ "desalt.yaml": renderTalkConfig(gitea, values) });
    await runAsPerson(scene, "generate");
    return await people.commit(daysAgo(0), {});
  };
  await change({ theme: "dark" });
  const first = await people.git("rev-parse", "HEAD");
  await people.git("push", "--quiet", "origin", "main");
  const last = await change({ theme: "dark", log: "debug" });
  await people.git("push", "--quiet", "origin", "main");
  const pushes = [first, last].map((commit) => ({ ...onPush(placeOf(scene)), commit }));
  await Promise.all(pushes.map((event) => runStaged(scene, { workflow: "render", event })));
  const { message } = await readLastRender(scene);
  assert.match(message, new RegExp(`\\nSource-Commit: ${last}\\n`, "u"));
  assert.match(await readManifest(scene, "dev/portal/ConfigMap__portal.yaml"), /theme: dark/u);
  assert.match(await readManifest(scene, "prd/mesh/ConfigMap__mesh.yaml"), /log: debug/u);
  say("Two people push at once, and both workflows run: nothing is lost");
}

async function waitForSoak(scene: Scene): Promise<void> {
  const { people, say } = scene;
  const now = await runStaged(scene, { workflow: "promote" });
  assert.match(now, /portal 2\.4\.0 → 2\.5\.0: 0 of 7 days in dev/u);
  say("Production waits: desalt-promote", now);
  const later = await runStaged(scene, { workflow: "promote", days: 8 });
  assert.match(later, /opened {3}portal 2\.4\.0 → 2\.5\.0/u);
  await people.git("fetch", "--quiet", "origin");
  say("Eight days later the gate opens", later);
}

async function bumpPrd(scene: Scene): Promise<void> {
  const { say } = scene;
  const open = await runRenovate(scene, 8);
  const bump = demandPullRequest(open, bumpInPrd);
  const evidence = bump.body.split("\n").find((line) => line.includes("`portal` 2.5.0 ran in dev"));
  assert.ok(evidence, bump.body);
  say("Renovate opens prd's pull request, with the evidence", `${bumpInPrd}\n${evidence}`);

  const { output, comments } = await checkPullRequest(scene, bump, 8);
  assert.match(output, /^Passed: /mu);
  assert.equal(comments.length, 1);
  assert.match(comments.join(""), /prd/u);
  say("desalt-check lets it through");

  await mergeOnForge(scene, bump);
  await runStaged(scene, { workflow: "render", days: 8 });
  const { files } = await readLastRender(scene);
  assert.deepEqual(files, [
    "M .desalt/prd.json",
    "M prd/portal/ConfigMap__portal.yaml",
    "M prd/portal/Deployment.apps__portal.yaml",
    "A prd/portal/Service__portal.yaml",
  ]);
  say("Merged: desalt-render commits what changes in prd", files.join("\n"));
  await refreshApplication(scene, "prd-portal");
  await syncByHand(scene, "prd-portal");
  await waitForField(scene, configMap("portal", "portal-prd"), { path: "data.timeout", value: "20s" });
  say("Argo CD syncs it: production runs portal 2.5.0");
}

function configMap(name: string, namespace = name) {
  return { kind: "ConfigMap", namespace, name } as const;
}

/** As git dates it. */
function daysAgo(days: number): string {
  return new Date(Date.now() - days * day).toISOString();
}

async function changeVersion({ people }: Scene, file: string, { chart, version }: { readonly chart: string; readonly version: string }) {
  const path = join(people.path, file);
  const text = await readFile(path, "utf8");
  await writeFile(path, text.replace(new RegExp(`(chart: platform/${chart}\\n {4}version: ).*`, "u"), `$1${version}`));
}

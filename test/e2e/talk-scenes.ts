import assert from "node:assert/strict";
import { mkdir, readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "yaml";
import { isRecord } from "../../src/core/json-value.ts";
import { onPullRequest } from "../workflow-event.ts";
import { argoCdNamespace, refresh } from "./argocd.ts";
import { listComments, listNumbered, mergePullRequest, type NumberedPullRequest } from "./gitea-api.ts";
import { applyObject, getObject, patchObject, waitFor } from "./kubernetes-api.ts";
import { runLiveRenovate } from "./live-renovate.ts";
import { runStaged, talkRepositories, type Stage } from "./talk-stage.ts";

/** Runs the real Renovate on the fleet's repository, and returns the open pull requests, by their titles. */
export async function runRenovate({ gitea }: Stage, days: number): Promise<ReadonlyMap<string, NumberedPullRequest>> {
  const secrets = { PLATFORM_USERNAME: gitea.username, PLATFORM_PASSWORD: gitea.token };
  const now = new Date(Date.now() + days * 86_400_000);
  // Where npm does not know desalt, which the workflows name, Renovate gives up the whole repository.
  const fixtures = { npm: { desalt: ["0.1.0"] } };
  await runLiveRenovate(gitea, { repositories: [talkRepositories.infra], secrets, now, fixtures });
  const all = await listNumbered(gitea, talkRepositories.infra);
  return new Map(all.filter(({ state }) => state === "open").map((pullRequest) => [pullRequest.title, pullRequest]));
}

/** Runs the check of a pull request on its merge commit, which a forge makes, and returns what it says below it. */
export async function checkPullRequest(
  stage: Stage,
  { branch, number }: NumberedPullRequest,
  days: number,
): Promise<{ readonly output: string; readonly comments: readonly string[] }> {
  const { gitea, people } = stage;
  const ref = `refs/pull/${number}/merge`;
  // Gitea lets nobody push to such refs, so that a copy of the repository has them.
  const server = join(gitea.folder, `merge-${number}`);
  const repository = join(server, `${talkRepositories.infra}.git`);
  await mkdir(repository, { recursive: true });
  await people.git("init", "--quiet", "--bare", repository);
  await people.git("fetch", "--quiet", "origin");
  await people.git("switch", "--quiet", "--detach", "origin/main");
  await people.git("merge", "--quiet", "--no-ff", "--message", `Merge ${branch} into main`, `origin/${branch}`);
  await people.git("push", "--quiet", repository, "refs/remotes/origin/*:refs/heads/*", `HEAD:${ref}`);
  await people.git("switch", "--quiet", "main");
  const place = { forge: pathToFileURL(server).href, repository: talkRepositories.infra };
  const output = await runStaged(stage, { workflow: "check", event: onPullRequest(place, { number }), days });
  return { output, comments: await listComments(gitea, talkRepositories.infra, number) };
}

/** Merges a pull request as its button does, and brings the person's clone up to date. */
export async function mergeOnForge({ gitea, people }: Stage, { number }: NumberedPullRequest): Promise<void> {
  await waitFor(`merge of #${number}`, async () => {
    try {
      await mergePullRequest(gitea, talkRepositories.infra, number);
      return true;
    } catch (error) {
      // It is still looking for conflicts.
      if (error instanceof Error && error.message.includes(": 405 ")) return undefined;
      throw error;
    }
  });
  await people.git("pull", "--quiet", "--ff-only", "origin", "main");
}

/** The manifests' last commit: its message, and each file with A, M or D before it. */
export async function readLastRender({ manifests }: Stage) {
  await manifests.git("fetch", "--quiet", "origin", "main");
  const message = await manifests.git("log", "-1", "--format=%B", "FETCH_HEAD");
  const changed = await manifests.git("show", "--format=", "--name-status", "--no-renames", "FETCH_HEAD");
  const count = Number(await manifests.git("rev-list", "--count", "FETCH_HEAD"));
  return { message, files: changed.split("\n").map((line) => line.replace("\t", " ")), count };
}

/** The text of a file of the manifests, as they were fetched last. */
export async function readManifest({ manifests }: Stage, path: string): Promise<string> {
  return await manifests.git("show", `FETCH_HEAD:${path}`);
}

/** Applies what `generate` wrote for Argo CD. */
export async function applyArgoCd({ cluster, people }: Stage): Promise<readonly string[]> {
  const folder = join(people.path, "argocd");
  const files = (await readdir(folder)).toSorted();
  // The AppProject before the ApplicationSets that name it.
  for (const file of files.toReversed()) await applyObject(cluster, parse(await readFile(join(folder, file), "utf8")));
  return files;
}

/** Waits until an object of the cluster has a field's value: `data.timeout`. */
export async function waitForField(
  { cluster }: Stage,
  object: { readonly kind: "ConfigMap" | "Service"; readonly namespace: string; readonly name: string },
  { path, value }: { readonly path: string; readonly value: string },
): Promise<void> {
  const { kind, ...metadata } = object;
  await waitFor(`${kind} ${object.namespace}/${object.name} with ${path}: ${value}`, async () => {
    let found: unknown = await getObject(cluster, { apiVersion: "v1", kind, metadata });
    for (const key of path.split(".")) found = isRecord(found) ? found[key] : undefined;
    return found === value ? true : undefined;
  });
}

/** Lets Argo CD look now. */
export async function refreshApplication({ cluster }: Stage, name: string): Promise<void> {
  await refresh(cluster, "Application", name);
}

/** Syncs an Application by hand, as its button does. */
export async function syncByHand({ cluster }: Stage, name: string): Promise<void> {
  const identity = { apiVersion: "argoproj.io/v1alpha1", kind: "Application", metadata: { name, namespace: argoCdNamespace } };
  await waitFor(`the Application ${name}`, async () => await getObject(cluster, identity));
  await patchObject(cluster, identity, {
    operation: { initiatedBy: { username: "ann" }, sync: { syncOptions: ["CreateNamespace=true", "ServerSideApply=true"] } },
  });
}

/** A pull request that must be there. */
export function demandPullRequest(open: ReadonlyMap<string, NumberedPullRequest>, title: string): NumberedPullRequest {
  const found = open.get(title);
  assert.ok(found, `Renovate opened only: ${[...open.keys()].join("; ")}`);
  return found;
}

import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { renderJson } from "../../../core/json-text.ts";
import { UserError } from "../../../core/user-error.ts";
import { computePublishedChange, parseSourceCommit, renderPublishMessage, safeName, type ListedManifests } from "../../../gitops/index.ts";
import { isAncestor, resolveCommit } from "../../../io/git/commits.ts";
import { retryWhileStale } from "../../../io/git/push-commit.ts";
import { pushChange, readRemoteTip, type BranchEnd, type RemoteBranch, type RemoteTip } from "../../../io/git/manifests-branch.ts";
import { readCheckedOutCommit, type CheckedOutCommit } from "../../../io/git/source-commit.ts";
import { readWrittenLists } from "../../../render/written-manifests.ts";
import { openGitopsFleet, type GitopsFleet } from "../../../project/open-gitops-fleet.ts";
import type { ExitCode } from "../../terminal/exit-code.ts";
import { warn } from "../../terminal/report-issues.ts";
import { openManifests, prefixOf, readPublishedLists } from "../../../project/published-manifests.ts";

export interface PublishOptions {
  readonly directory: string;
  readonly json: boolean;
  /** The files that `render --out` wrote. */
  readonly rendered: string;
}

/** The end of a publication: that of a push, or the branch already had manifests of a later commit. */
type PublishEnd = Exclude<BranchEnd, "stale"> | "superseded";

interface Publication extends GitopsFleet {
  readonly directory: string;
  readonly commit: CheckedOutCommit;
  readonly remote: RemoteBranch;
  readonly rendered: ListedManifests;
  /** The folder with the rendered manifests. */
  readonly folder: string;
}

/** `desalt publish DIR`: commits rendered manifests to the branch of the config, if they differ from it. */
export async function runPublish({ directory, json, rendered: folder }: PublishOptions): Promise<ExitCode> {
  const rendered = listRendered(folder);
  const loaded = await openGitopsFleet(directory);
  const commit = await readCheckedOutCommit(directory);
  if (commit.isDirty) {
    const hint = "commit the files first, so that the manifests have a source commit";
    throw new UserError({ message: "the working tree has changes that are not committed", hint });
  }
  await using remote = await openManifests(directory, loaded.fleet);
  const end = await publish({ ...loaded, directory, commit, remote, rendered, folder });
  const place = `${remote.name} ${remote.branch}`;
  if (json) process.stdout.write(renderJson({ status: end, repository: remote.name, branch: remote.branch, source: commit.commit }));
  else process.stdout.write(`${describe(end, place, commit.commit)}\n`);
  return 0;
}

function describe(end: PublishEnd, place: string, commit: string): string {
  if (end === "committed") return `committed the manifests of ${commit.slice(0, 10)} to ${place}`;
  if (end === "superseded") return `${place} already has the manifests of a later commit`;
  return `${place} is up to date`;
}

/** Starts again from the branch's new tip if somebody else pushes first. */
async function publish(publication: Publication): Promise<PublishEnd> {
  return await retryWhileStale(publication.remote.branch, async () => {
    const tip = await readRemoteTip(publication.remote);
    return (await isSuperseded(publication, tip)) ? "superseded" : await pushOnto(publication, tip);
  });
}

/** Whether the branch has manifests of a later commit. Those of a commit that this clone knows as not merged are replaced. */
async function isSuperseded({ directory, fleet, commit: { commit } }: Publication, { message }: RemoteTip): Promise<boolean> {
  const published = parseSourceCommit(message);
  if (published === undefined || published === commit) return false;
  return !(await isUnmerged(directory, published, fleet.defaultBranch)) && (await isAncestor(directory, commit, published));
}

/** False if the clone has no such commit, because somebody can have merged it since then, or no such branch. */
async function isUnmerged(directory: string, commit: string, branch = "main"): Promise<boolean> {
  const known = await resolveCommit(directory, commit);
  const merged = await resolveCommit(directory, `refs/remotes/origin/${branch}`);
  return known !== undefined && merged !== undefined && !(await isAncestor(directory, known, merged));
}

async function pushOnto({ fleet, source, commit, remote, rendered, folder }: Publication, tip: RemoteTip): Promise<BranchEnd> {
  const prefix = prefixOf(fleet.gitops);
  const published = { lists: await readPublishedLists(remote, tip, prefix), paths: [] };
  const change = computePublishedChange(rendered, {
    published,
    gone: listGone({ fleet, ...(source !== undefined && { source }) }, published.lists),
  });
  return await pushChange(remote, {
    tip,
    written: new Map(change.written.map((path) => [`${prefix}${path}`, join(folder, path)])),
    removed: change.removed.map((path) => `${prefix}${path}`),
    message: renderPublishMessage({ ...commit, ...(fleet.repository === undefined ? {} : { repository: fleet.repository }) }),
  });
}

/** Removes environments that the repository no longer has, if the config allows that. Otherwise warns. */
function listGone({ fleet, source }: GitopsFleet, published: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const known = new Set(fleet.environments.map(({ name }) => safeName(name)));
  const missing = [...published.keys()].filter((name) => !known.has(name));
  const kept = missing.filter((name) => !fleet.gitops.removal.allow.includes(name));
  const warnings = kept.map((name) => ({
    message: `environment "${name}" is no longer in the ${source === undefined ? "helmfiles" : "config"}, but its manifests stay`,
    hint: `remove them with: ${source === undefined ? `git rm -r ${name} .desalt/${name}.json, in that branch` : `gitops: { removal: { allow: ["${name}"] } }`}`,
  }));
  warn(warnings);
  return missing.filter((name) => !kept.includes(name));
}

/** The lists of all render jobs in a folder. */
function listRendered(folder: string): ListedManifests {
  const lists = readWrittenLists(folder);
  if (lists.size === 0) {
    throw new UserError({ message: `"${folder}" has no manifests from desalt`, hint: `first run: npx desalt render --out ${folder}` });
  }
  const paths = readdirSync(join(folder, ".desalt"), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return { lists, paths: paths.map(({ parentPath, name }) => relativePath(folder, join(parentPath, name))) };
}

function relativePath(folder: string, path: string): string {
  return path.slice(resolve(folder).length + 1).replaceAll("\\", "/");
}

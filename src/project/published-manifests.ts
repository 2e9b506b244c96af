import { parseJson } from "../core/json-text.ts";
import { isRecord } from "../core/json-value.ts";
import { UserError } from "../core/user-error.ts";
import type { ResolvedFleet, ResolvedGitops } from "../fleet/index.ts";
import {
  openRemoteBranch,
  readRemoteTip,
  readTipFile,
  writeTipFiles,
  type RemoteBranch,
  type RemoteTip,
} from "../io/git/manifests-branch.ts";
import { findOriginUrl, renderSiblingUrl } from "../io/git/source-commit.ts";

/** Opens the branch that the config names for manifests. */
export async function openManifests(directory: string, fleet: ResolvedFleet): Promise<RemoteBranch> {
  const { gitops, repository: own } = fleet;
  const { repository: other, branch } = gitops;
  const origin = await findOriginUrl(directory);
  const url = origin === undefined || gitops.isOwnRepository || other === undefined ? origin : renderSiblingUrl(origin, { own, other });
  if (url !== undefined) return await openRemoteBranch({ url, branch, tokenVariable: "MANIFESTS_TOKEN" });
  throw new UserError({
    message: `the address of ${other ?? "the manifests' repository"} is unknown, because this clone has no remote "origin" on a forge`,
    hint: "run: git remote add origin https://github.com/OWNER/NAME.git",
  });
}

/** The prefix of manifest paths in their branch: empty, or a directory with a final slash. */
export function prefixOf({ directory }: ResolvedGitops): string {
  return directory === "." ? "" : `${directory}/`;
}

/** The lists of rendered files in a branch, by environment. */
export async function readPublishedLists(
  remote: RemoteBranch,
  tip: RemoteTip,
  prefix: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const lists = new Map<string, readonly string[]>();
  for (const path of tip.files.keys()) {
    const environment = path.startsWith(prefix) ? /^\.desalt\/([^/]+)\.json$/u.exec(path.slice(prefix.length))?.[1] : undefined;
    if (environment !== undefined) lists.set(environment, parseList((await readTipFile(remote, tip, path)) ?? "", environment));
  }
  return lists;
}

/** Copies the published manifests of the environments into a folder, so that render can compare with them. */
export async function pullManifests(
  remote: RemoteBranch,
  { gitops, environments, out }: { readonly gitops: ResolvedGitops; readonly environments: readonly string[]; readonly out: string },
): Promise<void> {
  const tip = await readRemoteTip(remote);
  const prefix = prefixOf(gitops);
  const lists = await readPublishedLists(remote, tip, prefix);
  const chosen = [...lists].filter(([environment]) => environments.length === 0 || environments.includes(environment));
  const listed = chosen.flatMap(([environment, paths]) => [`.desalt/${environment}.json`, ...paths]);
  const records = [...tip.files.keys()].flatMap((path) => (path.startsWith(`${prefix}.desalt/`) ? [path.slice(prefix.length)] : []));
  const wanted = records.filter((path) => chosen.some(([environment]) => path.startsWith(`.desalt/applications/${environment}/`)));
  await writeTipFiles(remote, { tip, paths: [...listed, ...wanted], prefix, target: out });
}

/** Parses a list. A damaged list is empty, so it removes nothing. */
function parseList(text: string, environment: string): readonly string[] {
  const list = parseJson(text);
  const files = isRecord(list) && Array.isArray(list["files"]) ? list["files"] : [];
  return files.filter((file) => typeof file === "string").filter((file) => file.startsWith(`${environment}/`));
}

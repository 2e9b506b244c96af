/** A file that is not taken for a part of an environment. */
export interface LeftOut {
  readonly path: string;
  readonly reason: string;
}

/** Reasons to leave out what is below a folder of such a name. */
const reasons: readonly (readonly [RegExp, string])[] = [
  [/^[._]*(?:archived?|archives|attic|old|deprecated|retired|disabled|unused|obsolete|trash|graveyard|backups?)$/iu, "an archive"],
  [/^[._]*(?:examples?|samples?|tutorials?)$|(?:^|[-_])examples?(?:$|[-_])/iu, "an example"],
  [/^[._]*(?:tests|testdata|fixtures|__\w+__|e2e|spec|molecule|(?:integration|unit|e2e|smoke)[-_]tests?)$/iu, "a test"],
  [/^(?:vendor|vendored|node_modules|third[-_]party|\.terraform|\.cache)$/iu, "vendored"],
  [/^(?:generated|dist|build|out|output|rendered|_build|target)$/iu, "generated"],
  [/^\.(?:github|gitlab|gitea|forgejo|circleci|woodpecker|drone|tekton|azure|azuredevops|buildkite|devcontainer|vscode)$/iu, "for CI"],
  [
    /[{}<>$%[\]]|^(?:templates?|skeletons?|scaffold|boilerplate|cookiecutter)$|^[A-Z]+_[A-Z_]+$|^-.*-$|-(?:example|componentslug)-/u,
    "a template of files",
  ],
];

/** Why a path is not looked at, by the names of its folders. */
export function findReason(path: string): string | undefined {
  // Deeper, an application may be called docs.
  if (/^docs?\//u.test(path)) return `documentation (${path.slice(0, path.indexOf("/"))}/)`;
  for (const folder of path.split("/").slice(0, -1)) {
    const [, reason] = reasons.find(([pattern]) => pattern.test(folder)) ?? [];
    if (reason !== undefined) return `${reason} (${folder}/)`;
  }
  return undefined;
}

/** The folder of the chart that a file is in. */
export function findChartFolder(path: string, paths: ReadonlySet<string>): string | undefined {
  const parts = path.split("/").slice(0, -1);
  const folders = parts.map((_, index) => parts.slice(0, index + 1).join("/"));
  return folders.find((folder) => paths.has(`${folder}/Chart.yaml`));
}

/** The path of a file as seen from a directory, both relative to the repository's root: `charts/portal` from `dev` is `../charts/portal`. */
export function relativePath(directory: string, path: string): string {
  const from = segments(directory);
  const to = segments(path);
  let shared = 0;
  while (shared < from.length && shared < to.length && from[shared] === to[shared]) shared += 1;
  return [...from.slice(shared).map(() => ".."), ...to.slice(shared)].join("/") || ".";
}

/** A path inside a directory; `.` is the repository's root. */
export function joinPath(directory: string, path: string): string {
  return [...segments(directory), ...segments(path)].join("/");
}

function segments(path: string): string[] {
  const result: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === ".." && result.length > 0 && result.at(-1) !== "..") result.pop();
    else if (segment !== "" && segment !== ".") result.push(segment);
  }
  return result;
}

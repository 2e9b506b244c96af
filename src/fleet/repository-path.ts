/**
 * A path relative to the repository's root without `./`, doubled or final slashes; `.` for the root itself. `undefined`
 * when it is absolute or leaves the repository.
 */
export function normalizePath(path: string): string | undefined {
  if (path === "" || path.startsWith("/") || path.startsWith("~") || path.includes("\\") || /^[a-z]:/iu.test(path)) return undefined;
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment !== "..") segments.push(segment);
    else if (segments.pop() === undefined) return undefined;
  }
  return segments.length === 0 ? "." : segments.join("/");
}

/** A chart reference that is a path: it begins with a dot or a slash. */
export function isLocalChart(chart: string): boolean {
  return chart.startsWith(".") || chart.startsWith("/");
}

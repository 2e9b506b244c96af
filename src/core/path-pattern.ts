const longestPattern = 4096;

/** Whether a path stands for all files that match it. */
export function isPattern(path: string): boolean {
  return /[*?]/u.test(path);
}

/**
 * The source of a regular expression for a pattern's paths: `*` and `?` stay within a folder, `**` is any number of folders, and none of
 * them stands for a hidden file or folder. It has no lookaround, because Renovate's engine knows none.
 */
export function patternSource(pattern: string): string {
  const segments = pattern.split("/");
  const parts = segments.map((segment, index) => {
    const isLast = index === segments.length - 1;
    if (segment === "**") return `(?:[^/.][^/]*/)*${isLast ? "[^/.][^/]*" : ""}`;
    return segmentSource(segment) + (isLast ? "" : "/");
  });
  return parts.join("");
}

/** Whether a path is the one of a pattern, or matches it. */
export function matchesPattern(path: string, pattern: string): boolean {
  if (!isPattern(pattern)) return path === pattern;
  // No path is as long, and a regular expression may not be.
  if (pattern.length > longestPattern) return false;
  return regexOf(pattern).test(path);
}

/** Whether any pattern matches a path. */
export function matchesAny(path: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => matchesPattern(path, pattern));
}

/** The folder in which all files of a pattern are; `.` for the root. */
export function fixedFolder(pattern: string): string {
  const segments = pattern.split("/");
  const first = segments.findIndex(isPattern);
  const fixed = segments.slice(0, first === -1 ? -1 : first);
  return fixed.length === 0 ? "." : fixed.join("/");
}

const regexes = new Map<string, RegExp>();

function regexOf(pattern: string): RegExp {
  const regex = regexes.get(pattern) ?? new RegExp(`^${patternSource(pattern)}$`, "u");
  regexes.set(pattern, regex);
  return regex;
}

function segmentSource(segment: string): string {
  return segment.replaceAll(/\*+|[\\^$.+?()[\]{}|]/gu, (found, index: number) => {
    if (found === "?") return index === 0 ? "[^/.]" : "[^/]";
    if (found.startsWith("*")) return index === 0 ? "[^/.][^/]*" : "[^/]*";
    return `\\${found}`;
  });
}

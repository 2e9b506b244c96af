import type { NotUnderstood } from "../reading/not-understood.ts";

/**
 * Finds what helmfile refuses in a file before it renders it: it looks for keys at the start of lines, wants one of them at least, `bases`
 * and `environments` before `releases`, and a separator between `environments` and `releases`.
 */
export function findOrderProblem(text: string): NotUnderstood | undefined {
  const found = text.split("\n").flatMap((raw, index) => {
    const line = raw.trimEnd();
    const [, key = /^--- *$/u.test(line) ? "---" : undefined] = /^([a-zA-Z]+):/u.exec(line) ?? [];
    return key === undefined ? [] : [{ key, line: index + 1 }];
  });
  const keys = found.filter(({ key }) => key !== "---");
  if (keys.length === 0) return { line: 1, reason: "helmfile finds no key at the start of a line" };
  const releases = keys.findIndex(({ key }) => key === "releases");
  const late = keys.find(({ key }, index) => releases !== -1 && index > releases && (key === "bases" || key === "environments"));
  if (late !== undefined) return { line: late.line, reason: `"${late.key}" stands behind "releases", which helmfile refuses` };
  const seen = new Set<string>();
  const order = found.filter(({ key }) => {
    if (key !== "---" && key !== "environments" && key !== "releases") return false;
    const isNew = key === "---" || !seen.has(key);
    seen.add(key);
    return isNew;
  });
  const pair = order.find(({ key }, index) => key !== "---" && order[index + 1] !== undefined && order[index + 1]?.key !== "---");
  return pair && { line: pair.line, reason: "environments and releases are in one document, which helmfile refuses" };
}

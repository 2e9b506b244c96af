import { isMap, isPair, isScalar, visit, type Node, type Scalar } from "yaml";
import { resolveScalar } from "./helm-yaml.ts";
import { readYamlDocument, yamlValue } from "./read-yaml.ts";
import { UserError, type Issue } from "./user-error.ts";
import { toYamlIssue } from "./yaml.ts";

/** Maps whose keys are names: a release may be called `values`. */
const named = new Set(["releases", "environments", "repositories", "clusters"]);

/**
 * The value of a config. What is below `values` is read as helm reads values files, because people paste it from there: `no` is false, and
 * 0644 is 420. Throws one `UserError` with the place of every mistake.
 */
export function parseConfigYaml(text: string, source: string): unknown {
  const { content, lines, problems } = readYamlDocument(text, { merge: true });
  if (problems.length > 0) throw new UserError(problems.slice(0, 5).map((problem) => toYamlIssue(problem, source)));
  const issues: Issue[] = [];
  visit(content, {
    Pair: (_, pair, path) => {
      if (!isScalar(pair.key) || pair.key.value !== "values" || !isMap(pair.value) || isNamed(path)) return undefined;
      for (const scalar of readAsHelm(pair.value)) {
        const { line, col } = lines.linePos(scalar.range?.[0] ?? 0);
        const message = `${source}: JavaScript would round ${scalar.source ?? ""} at line ${line}, column ${col}`;
        issues.push({ message, hint: "write it in quotes, or in a values file of its own: valuesFile" });
      }
      return visit.SKIP;
    },
  });
  if (issues.length > 0) throw new UserError(issues);
  const read = yamlValue(content);
  if ("value" in read) return read.value;
  throw new UserError(toYamlIssue(read.problem, source));
}

function isNamed(path: readonly unknown[]): boolean {
  const parent = path.findLast(isPair);
  return parent !== undefined && isScalar(parent.key) && named.has(String(parent.key.value));
}

/** Reads plain scalars again. Returns the integers that are too large. */
function readAsHelm(values: Node): Scalar[] {
  const large: Scalar[] = [];
  visit(values, {
    Scalar: (key, scalar) => {
      if (scalar.type !== "PLAIN" || scalar.tag !== undefined || scalar.source === undefined || scalar.source === "<<") return;
      const value = resolveScalar(scalar.source);
      if (typeof value === "bigint") large.push(scalar);
      else scalar.value = key === "key" && value !== null ? String(value) : value;
    },
  });
  return large;
}

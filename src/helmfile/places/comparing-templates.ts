/**
 * Words of templates that treat all versions alike: they print one, look something up, or ask whether there is one. With all other
 * functions, a template may decide something by a version.
 */
const indifferent = new Set(
  (
    "if else end range with and or not default coalesce empty required quote squote toString get getOrNil hasKey dig index dict list " +
    "toYaml fromYaml readFile env requiredEnv indent nindent true false nil"
  ).split(" "),
);

/**
 * Whether a template may decide something by a version. If not, two texts that differ in exact versions alone declare the same
 * releases with other versions. What depends on the environment's name and on literals is the same at every commit.
 */
export function mayCompareVersions(text: string): boolean {
  return [...text.matchAll(/\{\{[\s\S]*?\}\}/gu)].some(([action]) => isComparing(action));
}

function isComparing(action: string): boolean {
  const bare = action.replaceAll(/"(?:[^"\\]|\\.)*"|`[^`]*`|\/\*[\s\S]*?\*\//gu, " ").replaceAll(/\.Environment\.Name\b/gu, " ");
  const words = [...bare.matchAll(/(?<![.\w$])[A-Za-z]\w*/gu)].map(([word]) => word);
  // A dot or a variable may be a version.
  const hasOperand = /\$|\.(?!\d)/u.test(bare);
  return hasOperand && words.some((word) => !indifferent.has(word));
}

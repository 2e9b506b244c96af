const fieldTemplate =
  /\{\{-? *\.(?:Release\.(?:Name|Namespace|Chart|ChartVersion|KubeContext)|Environment\.Name|Namespace|KubeContext|(?:State)?Values(?:\.\w+)+) *-?\}\}/gu;

/**
 * Finds a template in a text that helmfile may render as a field of a release. Only the name of another field is understood: helmfile
 * renders the result again, so that a function could build the call of another one. Returns the reason.
 */
export function findFieldTemplate(text: string, { isBuiltFrom = false } = {}): string | undefined {
  const rest = text.replaceAll(fieldTemplate, "");
  if (rest.includes("{{") || (rest !== text && rest.includes("{"))) return "template text that helmfile renders as a field of a release";
  return isBuiltFrom && rest.includes("{") ? "a brace in a field of a release" : undefined;
}

/** Whether a text takes a value of the environment as a field of a release. */
export function usesValues(text: string): boolean {
  return /\{\{[^}]*Values/u.test(text);
}

const mark = "desalt-variable-";

/** What a variable that nobody set is, so that it is recognized where it comes back. */
export function markOf(variable: string): string {
  return mark + variable;
}

export function hasMark(text: string): boolean {
  return text.includes(mark);
}

/**
 * The value of a workflow's expression as a text: what is given for it, or for the parts of `A && B`, `A == 'text'` and
 * `A != B`. Throws at what nobody has given.
 */
export function evaluate(expression: string, given: Readonly<Record<string, string>>): string {
  const value = given[expression];
  if (value !== undefined) return value;
  if (expression === "!cancelled()" || expression === "always()") return "true";
  const literal = /^'([^']*)'$/u.exec(expression)?.[1];
  if (literal !== undefined) return literal;
  if (expression.includes(" && ")) return String(expression.split(" && ").every((part) => evaluate(part, given) === "true"));
  const [, left, operator, right] = /^(\S+) ([=!]=) (\S+)$/u.exec(expression) ?? [];
  if (left === undefined || right === undefined) throw new Error(`the event does not say what "${expression}" is`);
  return String((evaluate(left, given) === evaluate(right, given)) === (operator === "=="));
}

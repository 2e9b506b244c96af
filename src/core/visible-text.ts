/** Controls of a terminal, and marks that turn a text around. Line breaks and tabs are neither. */
const steering = /(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/** {@link steering}, and what nobody sees: with it, two names look the same. */
const invisible = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Whether a text has characters that {@link showInvisible} writes in another way. */
export function hasInvisible(text: string): boolean {
  return text.search(invisible) !== -1;
}

/** Shows invisible characters, such as `\u202e`, as JSON writes them. */
export function showInvisible(text: string): string {
  return text.replaceAll(invisible, escape);
}

/** Shows the characters that would steer a terminal or turn the text around. In JSON the text keeps its meaning. */
export function showSteering(text: string): string {
  return text.replaceAll(steering, escape);
}

function escape(sign: string): string {
  return `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
}

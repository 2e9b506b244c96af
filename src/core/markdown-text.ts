import { showInvisible } from "./visible-text.ts";

const wordJoiner = "\u2060";
const blank = "\u200b";
const nameLimit = 300;

/** Renders a name as code, for any characters: without mentions, references or HTML. */
export function renderCode(name: string): string {
  const whole = name.replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, " ").trim();
  const line = whole.length > nameLimit ? `${whole.slice(0, nameLimit)}…` : whole;
  const run = longestRun(line);
  const fence = "`".repeat(run + 1);
  const padding = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return line === "" ? "" : `${fence}${padding}${line}${padding}${fence}`;
}

/** Renders a sentence as plain text: without effects of Markdown or HTML, and without mentions. */
export function renderPlain(text: string): string {
  return text
    .replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, " ")
    .replaceAll(/[\\`*_{}[\]()<>#+!|~&$-]/gu, "\\$&")
    .replaceAll("@", `@${blank}`)
    .replaceAll("\\#", `\\#${blank}`)
    .replaceAll(/\b(GH)(\\-)(?=\d)/giu, `$1$2${blank}`)
    .replaceAll(/(:)(?=\/\/)/gu, `$1${wordJoiner}`)
    .replaceAll(/\b(www)(?=\.)/giu, `$1${wordJoiner}`);
}

/** Renders a block of code with a fence that its content cannot close. */
export function renderFence(code: string, language: string): string {
  const fence = "`".repeat(Math.max(3, longestRun(code) + 1));
  return `${fence}${language}\n${showInvisible(code)}${code.endsWith("\n") ? "" : "\n"}${fence}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/gu) ?? []).map((run) => run.length));
}

import { showInvisible } from "../../core/visible-text.ts";
import type { FoldedLines } from "./diff.generated.ts";
import type { DiffLine } from "./diff-line.ts";

const context = 3;

export interface HunkOptions {
  /** Leave noise in the text. */
  readonly showNoise: boolean;
}

/** A diff for people, and the lines that were left out. */
export interface RenderedHunks {
  readonly diff: string;
  readonly folded: readonly FoldedLines[];
}

/** Renders changed lines with three lines of context. Each hunk has the common path of its changes as its heading. */
export function renderHunks(lines: readonly DiffLine[], { showNoise }: HunkOptions): RenderedHunks {
  const folded = new Map<string, number>();
  const visible: DiffLine[] = [];
  for (const line of lines) {
    if (line.rule === undefined || showNoise) {
      visible.push(line);
      continue;
    }
    folded.set(line.rule, (folded.get(line.rule) ?? 0) + 1);
    const stub = `${/^ */u.exec(line.text)?.[0] ?? ""}# folded: ${line.rule}`;
    if (visible.at(-1)?.text !== stub) visible.push({ sign: " ", text: stub, path: line.path });
  }
  const hunks: string[] = [];
  let shown = 0;
  for (let at = visible.findIndex(isChanged); at !== -1;) {
    const end = findHunkEnd(visible, at);
    const path = renderPath(commonPath(visible.slice(at, end).filter(isChanged)));
    hunks.push(
      ...(path === "" ? [] : [`@@ ${showInvisible(path)} @@`]),
      ...visible.slice(Math.max(shown, at - context), end).map(renderLine),
    );
    shown = end;
    at = visible.findIndex((line, index) => index >= end && isChanged(line));
  }
  return {
    diff: hunks.length === 0 ? "" : `${hunks.join("\n")}\n`,
    folded: [...folded].map(([rule, count]) => ({ rule, lines: count })),
  };
}

/** Blanks at the end of a changed line are shown, because they may be the whole change. */
function renderLine({ sign, text }: DiffLine): string {
  const shown = showInvisible(`${sign}${text}`);
  if (sign === " ") return shown.trimEnd();
  return shown.replace(/[ \t]+$/u, (blanks) => blanks.replaceAll(" ", "·").replaceAll("\t", "→"));
}

/** The end of the context after the last change of a hunk. */
function findHunkEnd(lines: readonly DiffLine[], start: number): number {
  let last = start;
  for (let at = start; at < lines.length && at - last <= 2 * context; at += 1) {
    const line = lines[at];
    if (line !== undefined && isChanged(line)) last = at;
  }
  return Math.min(lines.length, last + context + 1);
}

function commonPath(lines: readonly DiffLine[]): readonly string[] {
  const [first, ...others] = lines.map(({ path }) => path);
  if (first === undefined) return [];
  return first.filter((_, depth) => others.every((path) => first.slice(0, depth + 1).every((part, index) => path[index] === part)));
}

function isChanged({ sign }: DiffLine): boolean {
  return sign !== " ";
}

/** `spec.template.spec.containers[app].env[LEVEL]`. */
function renderPath(path: readonly string[]): string {
  return path
    .map((part, index) => {
      if (part.startsWith("[")) return part;
      const name = /^[\w-]+$/u.test(part) ? part : `[${part}]`;
      return index === 0 || name.startsWith("[") ? name : `.${name}`;
    })
    .join("")
    .replaceAll(/\s/gu, " ");
}

/** A line of the canonical YAML of two objects: of both, of the base only, or of the head only. */
export interface DiffLine {
  readonly sign: " " | "-" | "+";
  readonly text: string;
  /** The path of its parent: `spec`, `containers`, `[app]`. */
  readonly path: readonly string[];
  /** The rule by which a changed line counts as noise. */
  readonly rule?: string;
}

/** The other side's sign for lines of one. */
export function withSign(lines: readonly DiffLine[], sign: DiffLine["sign"]): DiffLine[] {
  return lines.map((line) => ({ ...line, sign }));
}

/**
 * Puts the dash of a list before the lines of an item. Where base and head do not begin with the same line, a line of
 * both becomes one of each.
 */
export function withDash(lines: readonly DiffLine[], indent: number): DiffLine[] {
  const pending = { "-": true, "+": true };
  return lines.flatMap((line) => {
    const dashed = { ...line, text: `${line.text.slice(0, indent)}- ${line.text.slice(indent + 2)}` };
    if (line.sign !== " ") {
      if (!pending[line.sign]) return [line];
      pending[line.sign] = false;
      return [dashed];
    }
    const { "-": base, "+": head } = pending;
    pending["-"] = false;
    pending["+"] = false;
    if (base === head) return [base ? dashed : line];
    return [
      { ...(base ? dashed : line), sign: "-" },
      { ...(head ? dashed : line), sign: "+" },
    ];
  });
}

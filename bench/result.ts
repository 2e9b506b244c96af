/** A ratio of two times from one run, with what DESIGN.md asks of it. */
export interface Result {
  /** What was measured, against what. */
  readonly name: string;
  readonly ratio: number;
  readonly goal?: Goal;
  /** Median milliseconds of the first side, to see how far from noise it is. */
  readonly milliseconds: number;
}

/** `1.5` as `{ atMost: 1.5 }`: a ratio of costs; `{ atLeast: 5 }`: how many times as fast. */
export type Goal = { readonly atMost: number } | { readonly atLeast: number };

/** A group of measurements that share their preparation. */
export interface Benchmark {
  /** What is compared, in one or two sentences. */
  readonly about: string;
  readonly results: readonly Result[];
}

/** Whether a goal is met; undefined where there is none. */
export function isMet({ ratio, goal }: Result): boolean | undefined {
  if (goal === undefined) return undefined;
  return "atMost" in goal ? ratio <= goal.atMost : ratio >= goal.atLeast;
}

/** Renders a benchmark as a table for people. */
export function renderBenchmark(name: string, { about, results }: Benchmark): string {
  const rows = [["", "ratio", "goal", "", "ms"], ...results.map(renderRow)];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join("  "),
  );
  return `${name}: ${about}\n${lines.map((line) => `  ${line.trimEnd()}\n`).join("")}`;
}

function renderRow(result: Result): string[] {
  const { name, ratio, goal, milliseconds } = result;
  const met = isMet(result);
  const verdict = met === undefined ? "" : met ? "met" : "MISSED";
  return [name, ratio.toFixed(2), goal === undefined ? "" : renderGoal(goal), verdict, milliseconds.toFixed(0)];
}

function renderGoal(goal: Goal): string {
  return "atMost" in goal ? `≤ ${goal.atMost}` : `≥ ${goal.atLeast}`;
}

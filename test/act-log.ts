import { isRecord } from "../src/core/json-value.ts";

/** A finished run of a workflow. */
export interface WorkflowRun {
  /** 0, or the exit code of the first step that failed. */
  readonly status: number;
  /** Everything that steps printed, job by job. A runner does not tell stdout from stderr. */
  readonly output: string;
  readonly jobs: Readonly<Record<string, JobRun>>;
}

/** A job, all runs of its matrix together. */
interface JobRun {
  readonly result: "success" | "failure" | "skipped";
  readonly status: number;
  readonly output: string;
  /** What its steps wrote to the run's page. */
  readonly summary: string;
  /** Each value of its matrix, as JSON. */
  readonly matrix: readonly string[];
}

type Line = Readonly<Record<string, unknown>>;

/** Reads what `act --json` prints. A job without a result was skipped. */
export function readActLog(text: string, jobs: readonly string[]): WorkflowRun {
  const lines = text.split("\n").flatMap(parseLine);
  const unsupported = lines.find(({ msg }) => String(msg).includes("Skipping unsupported platform"));
  if (unsupported !== undefined) throw new Error(`act skipped the job ${String(unsupported["jobID"])}: ${String(unsupported["msg"])}`);
  const runs = jobs.map((job) => [job, readJob(lines.filter(({ jobID }) => jobID === job))] as const);
  return {
    status: runs.find(([, { status }]) => status !== 0)?.[1].status ?? 0,
    output: runs.map(([, { output }]) => output).join(""),
    jobs: Object.fromEntries(runs),
  };
}

function parseLine(line: string): readonly Line[] {
  if (!line.startsWith("{")) return [];
  const value: unknown = JSON.parse(line);
  return isRecord(value) ? [value] : [];
}

function readJob(lines: readonly Line[]): JobRun {
  const results = lines.flatMap(({ jobResult }) => (jobResult === undefined ? [] : [jobResult]));
  const result = results.length === 0 ? "skipped" : results.every((one) => one === "success") ? "success" : "failure";
  // Jobs of a matrix run at the same time.
  const byMatrix = Map.groupBy(lines, ({ matrix }) => JSON.stringify(matrix ?? null));
  const sorted = [...byMatrix].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const said = sorted.flatMap(([, ofOne]) => ofOne);
  const status = said.flatMap(({ level, msg }) =>
    level === "error" ? [/^exit status (\d+)/u.exec(String(msg))?.[1] ?? []].flat() : [],
  )[0];
  return {
    result,
    status: result === "failure" ? Number(status ?? -1) : 0,
    output: said.flatMap(({ msg, raw_output: isRaw }) => (isRaw === true ? [`${String(msg).replace(/\r?\n$/u, "")}\n`] : [])).join(""),
    summary: said.flatMap(({ command, content }) => (command === "summary" ? [String(content)] : [])).join(""),
    matrix: sorted.map(([matrix]) => matrix),
  };
}

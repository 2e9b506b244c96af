import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { isRecord } from "../src/core/json-value.ts";

type Mapping = Readonly<Record<string, unknown>>;

/** A job of a workflow. */
export interface Job {
  readonly name: string;
  readonly job: Mapping;
  readonly steps: readonly Mapping[];
}

/** An action, and the folder of its stand-in. */
interface StandIn {
  /** `actions/checkout@SHA`. */
  readonly pinned: string;
  readonly folder: string;
}

/** The jobs of a workflow, in order. */
export function listJobs(text: string): readonly Job[] {
  const workflow: unknown = parse(text);
  const jobs = isRecord(workflow) && isRecord(workflow["jobs"]) ? Object.entries(workflow["jobs"]) : [];
  return jobs.flatMap(([name, job]) => {
    if (!isRecord(job)) return [];
    return [{ name, job, steps: Array.isArray(job["steps"]) ? job["steps"].filter(isRecord) : [] }];
  });
}

/** Every `run:` of a workflow, as it is written. */
export function listScripts(text: string): readonly string[] {
  return listJobs(text).flatMap(({ steps }) => steps.flatMap(({ run }) => (typeof run === "string" ? [run] : [])));
}

/**
 * The actions of a workflow, each with its stand-in of `test/actions`. An unknown input is an error: actions, and act, only warn
 * of a mistyped one.
 */
export async function listActions(text: string): Promise<readonly StandIn[]> {
  const found = new Map<string, StandIn>();
  for (const step of listJobs(text).flatMap(({ steps }) => steps.filter(({ uses }) => uses !== undefined))) {
    const [pinned = "", name = ""] = /^actions\/([a-z-]+)@[0-9a-f]{40}$/u.exec(String(step["uses"])) ?? [];
    if (name === "") throw new Error(`the action is not pinned, or has no stand-in: ${String(step["uses"])}`);
    const folder = join(import.meta.dirname, "actions", name);
    const action: unknown = parse(await readFile(join(folder, "action.yaml"), "utf8"));
    const known = isRecord(action) && isRecord(action["inputs"]) ? Object.keys(action["inputs"]) : [];
    const unknown = Object.keys(isRecord(step["with"]) ? step["with"] : {}).filter((input) => !known.includes(input));
    if (unknown.length > 0) throw new Error(`${pinned} has inputs that its stand-in does not have: ${unknown.join(", ")}`);
    found.set(pinned, { pinned, folder });
  }
  return [...found.values()];
}

import { computeTracks } from "./compute-gates.ts";
import type { GateInput } from "./gate-input.ts";
import type { Track } from "../history/periods.ts";
import { compareVersions, versionKey } from "../history/version.ts";

/** The commits by which an approved version was rolled back: the decisions that stood there are needed to judge the approval. */
export function listRollbackCommits(input: GateInput): readonly string[] {
  const approvals = [input.decisions, ...(input.earlier?.values() ?? [])].flatMap(({ approve }) => approve);
  if (approvals.length === 0) return [];
  const tracks = [...computeTracks(input).values()].flatMap((environment) => [...environment.tracks.values()]);
  return [...new Set(tracks.flatMap((track) => approvals.flatMap(({ version }) => listRollbacksOf(track, version))))];
}

function listRollbacksOf({ periods }: Track, version: string): readonly string[] {
  const first = periods.findIndex((period) => versionKey(period.version) === versionKey(version));
  if (first === -1) return [];
  return periods.slice(first).flatMap(({ end, untilCommit }, index) => {
    const next = periods[first + index + 1];
    const isLost = (end === "rolled back" || end === "moved") && next !== undefined && compareVersions(next.version, version) < 0;
    return isLost && untilCommit !== undefined ? [untilCommit.id] : [];
  });
}

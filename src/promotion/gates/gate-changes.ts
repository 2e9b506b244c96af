import { count } from "../../core/count.ts";
import type { Gate } from "./gate.ts";
import { versionKey } from "../history/version.ts";

/** A version that a gate newly allows, or no longer allows. */
interface GateChange {
  readonly environment: string;
  readonly release: string;
  readonly version: string;
}

/** The differences between two computations of the gates. */
export interface GateChanges {
  readonly opened: readonly GateChange[];
  /** Versions that are newer than the follower's, and no longer allowed. */
  readonly closed: readonly GateChange[];
}

/** Compares gates with earlier ones. A version that the follower runs is neither opened nor closed. */
export function compareGates(before: readonly Gate[], now: readonly Gate[]): GateChanges {
  const earlier = listAllowed(before);
  const later = listAllowed(now);
  const known = new Set(now.flatMap((gate) => [...gate.soaking, ...gate.held].map(({ version }) => keyOf(gate, version))));
  return {
    opened: [...later].flatMap(([key, change]) => (earlier.has(key) ? [] : [change])),
    closed: [...earlier].flatMap(([key, change]) => (!later.has(key) && known.has(key) ? [change] : [])),
  };
}

/** Renders the commit message of changed gates: the versions that opened and closed, in one line if it fits. */
export function renderChangeMessage({ opened, closed }: GateChanges): string {
  const name = ({ release, version, environment }: GateChange): string => `${release} ${version} in ${environment}`;
  const parts = [...opened.map((change) => `open ${name(change)}`), ...closed.map((change) => `close ${name(change)}`)];
  if (parts.length === 0) return "Bring the gates up to date\n";
  const line = capitalize(parts.join("; "));
  if (line.length <= 72) return `${line}\n`;
  const counts = [
    ...(opened.length === 0 ? [] : [`open ${count(opened.length, "gate")}`]),
    ...(closed.length === 0 ? [] : [`close ${count(closed.length, "gate")}`]),
  ];
  return `${capitalize(counts.join("; "))}\n\n${parts.map((part) => `- ${part}`).join("\n")}\n`;
}

function listAllowed(gates: readonly Gate[]): Map<string, GateChange> {
  return new Map(
    gates.flatMap((gate) =>
      gate.allowed.map(({ version }) => [keyOf(gate, version), { environment: gate.environment, release: gate.release, version }] as const),
    ),
  );
}

function keyOf({ environment, release }: Gate, version: string): string {
  return `${environment} ${release} ${versionKey(version)}`;
}

function capitalize(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

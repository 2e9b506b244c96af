import { parseNow } from "../../../core/time.ts";
import { computeGates, describeSoak, parseVersion, versionKey, type Gate } from "../../../promotion/index.ts";
import { gatesBranch, gatesPath, renderGatesPreset } from "../../../renovate/index.ts";
import { leftOut, type PlannedRepository, type ReleaseState, type WaitingVersion } from "../../../dryrun/index.ts";
import type { Project } from "../../../project/open-project.ts";
import { addRefusals, describeUnpaired, listVersions, loadPromotion } from "../../../project/promotion-input.ts";
import { readEvidence, withRemembered } from "../../../project/evidence/read-evidence.ts";
import { readSchedule } from "../../../project/evidence/schedule.ts";
import { warn } from "../../terminal/report-issues.ts";
import { readsGates } from "../../../project/gates-reference.ts";

/** The gates computed for this moment. They replace the branch from which Renovate reads them. */
export interface PlanGates {
  readonly refs: NonNullable<PlannedRepository["refs"]>;
  /** Versions that a gate blocks. */
  readonly waiting: readonly WaitingVersion[];
  /** Releases with a gate, and all versions that their upstream ever ran. */
  readonly gated: readonly GatedRelease[];
}

interface GatedRelease extends Pick<Gate, "environment" | "release" | "upstream"> {
  readonly ran: ReadonlySet<string>;
}

/** Computes the gates for a plan. Returns `undefined` if renovate.json does not read any. */
export async function computePlanGates(loaded: Project, at: string | undefined): Promise<PlanGates | undefined> {
  const { directory, fleet } = loaded;
  if (!readsGates(directory, fleet)) return undefined;
  const now = parseNow(at, Date.now());
  const place = { directory, commit: "HEAD", now };
  const { gateInput, known, decisionError } = await loadPromotion(loaded, place);
  if (decisionError !== undefined) throw decisionError;
  const recorded = await readEvidence({ directory, now, schedule: readSchedule(directory) }, fleet);
  warn([...recorded.warnings, ...describeUnpaired(gateInput)]);
  const { gates } = computeGates(await addRefusals(withRemembered(gateInput, recorded), place, known));
  const { text } = renderGatesPreset({ fleet, gates });
  const upstreams = new Map([...gateInput.histories].map(([name, history]) => [name, listVersions(new Map([[name, history]]))]));
  return {
    refs: { [gatesBranch]: { files: { [gatesPath]: text } } },
    waiting: gates.flatMap((gate) => listWaiting(gate, now)),
    gated: gates.map(({ environment, release, upstream }) => {
      return { environment, release, upstream, ran: upstreams.get(upstream)?.get(release) ?? new Set() };
    }),
  };
}

/** Adds the versions that wait for a gate. The gate's reason replaces Renovate's, because it is more precise. */
export function mergeWaiting(waiting: readonly WaitingVersion[], gates: PlanGates | undefined): WaitingVersion[] {
  if (gates === undefined) return [...waiting];
  const isOf = (version: WaitingVersion, other: Pick<WaitingVersion, "environment" | "release">): boolean =>
    other.environment === version.environment && other.release === version.release;
  const others = waiting.filter((version) => !gates.waiting.some((known) => isOf(version, known) && known.version === version.version));
  const explained = others.map((version) => {
    const gate = version.reason === leftOut ? gates.gated.find((candidate) => isOf(version, candidate)) : undefined;
    const isNew = gate !== undefined && parseVersion(version.version) !== undefined && !hasRun(gate, version.version);
    return isNew ? { ...version, reason: `not in ${gate.upstream} yet` } : version;
  });
  return [...explained, ...gates.waiting];
}

/** Whether a plan's environment is this one, or stands for several of one helmfile, this one among them. */
export function includesEnvironment(planned: string, name: string): boolean {
  return planned.split(", ").includes(name);
}

/** A release for which Renovate offers nothing waits, if a gate holds a newer version back. */
export function markWaiting(release: ReleaseState, waiting: readonly WaitingVersion[]): ReleaseState {
  const held = waiting.filter(
    (version) => includesEnvironment(version.environment, release.environment) && version.release === release.release,
  );
  const [first] = held;
  if (first === undefined || (release.state !== "up-to-date" && release.state !== "waits")) return release;
  return { ...release, state: "waits", reason: `${first.version}: ${first.reason}` };
}

function hasRun({ ran }: GatedRelease, version: string): boolean {
  return [...ran].some((other) => parseVersion(other) !== undefined && versionKey(other) === versionKey(version));
}

function listWaiting({ environment, release, upstream, soaking, held, frozen }: Gate, now: number): WaitingVersion[] {
  const freeze = frozen === undefined ? "" : `; frozen until ${frozen.until.slice(0, 10)}: ${frozen.reason}`;
  return [
    ...soaking.map((item) => ({
      environment,
      release,
      version: item.version,
      reason: `soaking in ${upstream}, ${describeSoak(item, now)}${freeze}`,
      until: item.opensAt,
    })),
    ...held.map(({ version, reason, by }) => ({
      environment,
      release,
      version,
      reason: by === "freeze" ? reason : `held: ${reason}${freeze}`,
    })),
  ];
}

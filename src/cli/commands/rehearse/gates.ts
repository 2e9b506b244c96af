import { sha256 } from "../../../core/hash.ts";
import { commitToBranch, fetchBranchTip } from "../../../io/git/branch-writer.ts";
import { readFileAt } from "../../../io/git/commits.ts";
import { checkChange, isoTime, renderEvidence, type Gate, type ChangeCheck, type Running } from "../../../promotion/index.ts";
import { hasSoaked, kindOf, readsAsOpen, type Breach, type Change } from "../../../rehearsal/index.ts";
import { gatesBranch, gatesPath, isSameGates, matchFiles, renderGatesPreset } from "../../../renovate/index.ts";
import { computeWorldGates, readMain, runsOf, type World } from "./simulated-repository.ts";

/** Writes the gates to their branch if one opened or closed, as `desalt promote` does. Returns whether it did. */
export async function promoteIn(world: World, now: number): Promise<boolean> {
  const gates = await computeWorldGates(world, now);
  noteStarved(world, gates.gates);
  const { text } = renderGatesPreset({ fleet: world.fleet, gates: gates.gates });
  const isSame = world.preset !== undefined && isSameGates(world.preset, text, "versions");
  if (!isSame) {
    const place = { directory: world.session.repository.path, branch: gatesBranch };
    const tip = await fetchBranchTip(place);
    const evidence = renderEvidence(gates, { verifications: [], seen: [], past: [] }, { at: isoTime(now), presetDigest: sha256(text) });
    const files = [{ path: gatesPath, text }, evidence];
    await commitToBranch({ ...place, tip, files, message: "Open what has soaked", time: now });
    const { commit } = await fetchBranchTip(place);
    world.preset = commit === undefined ? undefined : await readFileAt(place.directory, commit, gatesPath);
  }
  world.breaches.push(...(await compareWithPreset(world, gates.gates, now)));
  return !isSame;
}

/** Runs the merge check, as `desalt gate` does. */
export async function checkChanges(world: World, changes: readonly Change[], now: number): Promise<ChangeCheck> {
  const { running, histories } = await readMain(world);
  const { fleet, decisions } = world;
  return checkChange({ fleet, decisions, histories, running, head: applyChanges(running, changes), now });
}

/** Whether a follower may have a version, by the naive rule: it soaked upstream, people approved it, or the release is not upstream. */
export function hasEarned(world: World, { environment, release, from, to }: Change, at: number): boolean {
  const follower = world.fleet.environments.find(({ name }) => name === environment);
  if (follower?.follows === undefined || follower.promotion === undefined) return true;
  if (world.decisions.approve.some((one) => one.release === release && one.to === environment && one.version === to)) return true;
  const runs = runsOf(world, follower.follows, release);
  if (runs.length === 0) return !follower.promotion.strict;
  const soak = follower.releases.find(({ name }) => name === release)?.soak ?? follower.soak;
  const { superseded, minimum } = follower.promotion;
  return hasSoaked(runs, to, { rule: { soak: soak?.[kindOf(from, to)] ?? 0, superseded, minimum }, at });
}

/** Whether gates.json lets Renovate offer a change. */
export async function isOffered(world: World, { environment, release, to }: Change, now: number): Promise<boolean> {
  const { gates } = await computeWorldGates(world, now);
  const gate = gates.find((one) => one.environment === environment && one.release === release);
  return gate === undefined || readGate(world, gate, to) !== false;
}

/** Checks that gates.json and the merge check allow the same versions, one version of each gate at a time. */
async function compareWithPreset(world: World, gates: readonly Gate[], now: number): Promise<readonly Breach[]> {
  // The check judges a release by itself, while Renovate cannot tell releases of one chart apart.
  const known = gates.map((gate) => {
    const held = gate.held.filter(({ by }) => by !== "shared");
    return { gate, versions: [...gate.allowed, ...gate.soaking, ...held].map(({ version }) => version) };
  });
  const breaches: Breach[] = [];
  for (let rank = 0; known.some(({ versions }) => versions.length > rank); rank += 1) {
    const asked = known.flatMap(({ gate, versions }) => versions.slice(rank, rank + 1).map((version) => ({ gate, version })));
    const changes = asked.map(({ gate: { environment, release, current }, version }) => ({
      environment,
      release,
      from: current,
      to: version,
    }));
    const { findings } = await checkChanges(world, changes, now);
    for (const { gate, version } of asked) {
      const { environment, release } = gate;
      const offered = readGate(world, gate, version);
      const passes = !findings.some((one) => one.severity === "error" && one.environment === environment && one.release === release);
      if (offered === passes) continue;
      const says = (opens: boolean): string => (opens ? "allows it" : "blocks it");
      const message = `${version}: gates.json ${says(offered === true)}, the merge check ${says(passes)}`;
      breaches.push({ at: now, environment, release, invariant: "gates-disagree", message });
    }
  }
  return breaches;
}

function readGate({ fleet, preset = "{}" }: World, gate: Gate, version: string): boolean | undefined {
  const environment = fleet.environments.filter(({ name }) => name === gate.environment);
  return readsAsOpen(preset, { gate, ...matchFiles(environment) }, version);
}

function applyChanges(running: Running, changes: readonly Change[]): Running {
  return new Map(
    [...running].map(([environment, releases]) => {
      const own = changes.filter((change) => change.environment === environment);
      const changed = releases.map((release) => {
        const change = own.find(({ release: name, from }) => name === release.name && from === release.version);
        return change === undefined ? release : { ...release, version: change.to };
      });
      return [environment, changed] as const;
    }),
  );
}

function noteStarved({ starved }: World, gates: readonly Gate[]): void {
  for (const { environment, release, starved: reason } of gates) {
    if (reason === undefined) continue;
    const key = `${environment} ${release}`;
    starved.set(key, { days: (starved.get(key)?.days ?? 0) + 1, reason });
  }
}

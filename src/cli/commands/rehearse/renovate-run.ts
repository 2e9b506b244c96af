import { UserError } from "../../../core/user-error.ts";
import type { LivePullRequest } from "../../../dryrun/index.ts";
import type { Change } from "../../../rehearsal/index.ts";
import { hasEarned, isOffered } from "./gates.ts";
import { mergeOffer, noteMerge } from "./team.ts";
import { listChanges, readMain, readTexts, runningOf, tick, type Offer, type World } from "./simulated-repository.ts";

/** The time before the end of a visit at which Renovate's merges are dated, so that soaks of whole days end on a visit. */
export const head = 900_000;

/** Runs Renovate, notes the pull requests that it opened, changed and closed, and does its automatic merges. */
export async function visit(world: World, now: number): Promise<void> {
  const before = await readMain(world);
  world.visitedAt = now;
  const report = await world.session.runRenovate(new Date(now));
  world.renovateRuns += 1;
  world.isRestless = report.waits;
  for (const complaint of report.complaints) world.complaints.add(complaint);
  if (report.failed) {
    const [first = world.session.forge.issues.at(-1)?.body ?? "it does not say why"] = report.complaints;
    throw new UserError({
      message: `Renovate stopped on ${new Date(now).toISOString().slice(0, 10)} of the rehearsal: ${first}`,
      hint: "find the error in the config with: npx desalt plan",
    });
  }
  await adoptMerges(world, before, now);
  await readOffers(world, now);
  for (const offer of [...world.offers.values()].filter(({ pullRequest }) => pullRequest.automerge)) {
    const isMerged = await mergeOffer(world, offer, { by: "automerge", now, committedAt: now - head });
    world.isRestless ||= isMerged;
  }
}

/** Notes merges of branches without a pull request, which the config may allow. */
async function adoptMerges(world: World, before: NonNullable<World["read"]>, now: number): Promise<void> {
  const at = tick(world, now - head);
  if (!(await world.session.repository.adoptPushes(at))) return;
  world.isRestless = true;
  for (const change of listChanges(before.running, (await readMain(world)).running)) {
    noteMerge(world, change, { at, by: "automerge" });
    if (hasEarned(world, change, now)) continue;
    world.breaches.push({ ...change, at, invariant: "merged-unsoaked", message: `${change.to} was merged before it had soaked` });
  }
}

async function readOffers(world: World, now: number): Promise<void> {
  const tips = await world.session.repository.readBranches();
  for (const pullRequest of world.session.forge.pullRequests) {
    const known = world.offers.get(pullRequest.number);
    const tip = tips.get(pullRequest.branch);
    if (pullRequest.state !== "open" || tip === undefined) {
      if (known !== undefined) note(world, known, { kind: "closed", at: now });
      world.offers.delete(pullRequest.number);
      continue;
    }
    const offer = known?.sha === tip ? known : { pullRequest, sha: tip, changes: await readChanges(world, tip), isRefused: false };
    if (known === undefined) note(world, offer, { kind: "opened", at: now });
    else if (describe(known.changes) !== describe(offer.changes)) note(world, offer, { kind: "updated", at: now });
    world.offers.set(pullRequest.number, offer);
    for (const change of offer.changes) await checkOffer(world, change, { pullRequest, now });
  }
}

/** Checks that Renovate, after its visit, offers no blocked version. */
async function checkOffer(
  world: World,
  change: Change,
  { pullRequest, now }: { pullRequest: LivePullRequest; now: number },
): Promise<void> {
  if (await isOffered(world, change, now)) return;
  const message = `pull request ${pullRequest.number} offers ${change.to}, which the gate blocks`;
  world.breaches.push({ ...change, at: now, invariant: "offered-shut", message });
}

async function readChanges(world: World, tip: string): Promise<readonly Change[]> {
  const base = await world.session.repository.findBase(tip);
  const [left, right] = [await readTexts(world, base), await readTexts(world, tip)];
  return listChanges(runningOf(world, left), runningOf(world, right));
}

function note(world: World, { changes, pullRequest }: Offer, about: { kind: "opened" | "updated" | "closed"; at: number }): void {
  world.events.push(...changes.map((change) => ({ ...change, ...about, pullRequest: pullRequest.number })));
}

function describe(changes: readonly Change[]): string {
  return changes.map(({ environment, release, to }) => `${environment} ${release} ${to}`).join("\n");
}

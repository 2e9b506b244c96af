import { UserError } from "../../../core/user-error.ts";
import type { LivePullRequest } from "../../../dryrun/index.ts";
import type { Change } from "../../../rehearsal/index.ts";
import { hasEarned, isOffered } from "./gates.ts";
import { mergeOffer, noteMerge } from "./team.ts";
import { listChanges, readMain, readTexts, runningOf, tick, type Offer, type World } from "./simulated-repository.ts";

/** How long before the end of Renovate's visit its own merges count from: what a gate asks for in days is then over on a day's visit. */
export const head = 900_000;

/** Lets Renovate run, notes what it opened, changed and closed, and merges what it may merge by itself. */
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
      message: `Renovate gave the repository up on ${new Date(now).toISOString().slice(0, 10)} of the rehearsal: ${first}`,
      hint: "npx desalt plan shows what is wrong with the config",
    });
  }
  await adoptMerges(world, before, now);
  await readOffers(world, now);
  for (const offer of [...world.offers.values()].filter(({ pullRequest }) => pullRequest.automerge)) {
    const isMerged = await mergeOffer(world, offer, { by: "automerge", now, committedAt: now - head });
    world.isRestless ||= isMerged;
  }
}

/** Renovate merges a branch without a pull request where the config says so. */
async function adoptMerges(world: World, before: NonNullable<World["read"]>, now: number): Promise<void> {
  const at = tick(world, now - head);
  if (!(await world.session.repository.adoptPushes(at))) return;
  world.isRestless = true;
  for (const change of listChanges(before.running, (await readMain(world)).running)) {
    noteMerge(world, change, { at, by: "automerge" });
    if (hasEarned(world, change, now)) continue;
    world.breaches.push({ ...change, at, invariant: "merged-unsoaked", message: `${change.to} was merged, and had not soaked` });
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

/** After its visit, Renovate offers nothing whose gate is shut. */
async function checkOffer(
  world: World,
  change: Change,
  { pullRequest, now }: { pullRequest: LivePullRequest; now: number },
): Promise<void> {
  if (await isOffered(world, change, now)) return;
  const message = `pull request ${pullRequest.number} offers ${change.to}, which the gate does not let through`;
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

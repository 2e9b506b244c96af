import { listApprovals, type Approval, type Decisions } from "../decisions/decisions.ts";
import type { GateInput } from "./gate-input.ts";
import { chartName } from "../history/chart-source.ts";
import { versionKey } from "../history/version.ts";
import type { LostVersion } from "./soak.ts";

/** A version of a release in one environment. */
interface ApprovalSubject {
  readonly input: Pick<GateInput, "decisions" | "verifications" | "earlier">;
  readonly environment: { readonly name: string; readonly promotion: { readonly verify?: string } };
  readonly release: { readonly name: string; readonly chart: string; readonly version: string };
  /** How versions of its chart ended, upstream and in the environment itself. */
  readonly losses: readonly LostVersion[];
}

/**
 * The approval of a version that counts; one for emergencies first. An approval that stood already when the version was rolled
 * back, or when verification said no, does not count against that.
 */
export function findLivingApproval({ input, environment, release, losses }: ApprovalSubject): Approval | undefined {
  const isIt = (other: { readonly version: string }): boolean => versionKey(other.version) === versionKey(release.version);
  const approvals = listApprovals(input.decisions, environment.name, release.name).filter(isIt);
  if (approvals.length === 0) return undefined;
  const results = environment.promotion.verify === undefined ? [] : (input.verifications ?? []);
  const result = results.findLast(
    (one) => one.environment === environment.name && one.release === release.name && chartName(one) === chartName(release) && isIt(one),
  );
  const rollbacks = losses.filter((loss) => loss.end === "rolled back" && isIt(loss));
  const earlier = [
    ...rollbacks.map(({ commit = "" }) => input.earlier?.get(commit)),
    ...(result?.ok === false ? [input.earlier?.get(Date.parse(result.at))] : []),
  ];
  const living = approvals.filter((approval) => earlier.every((decisions) => isNew(approval, decisions)));
  return living.find(({ emergency }) => emergency === true) ?? living[0];
}

/** Whether an approval did not stand at an earlier moment. With other words it is another decision. What is unknown stood. */
function isNew({ release, version, to, reason, emergency = false }: Approval, decisions: Decisions | undefined): boolean {
  if (decisions === undefined) return false;
  return listApprovals(decisions, to, release).every(
    (other) => versionKey(other.version) !== versionKey(version) || other.reason !== reason || (other.emergency ?? false) !== emergency,
  );
}

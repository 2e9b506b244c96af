import { renderJson } from "../../../core/json-text.ts";
import { suggestName } from "../../../core/suggestion.ts";
import { UserError } from "../../../core/user-error.ts";
import { describeCommits, listCommitsOf } from "../../../io/git/describe-commits.ts";
import { recall, type Recalled } from "../../../project/evidence/recall.ts";
import { listVersions, readDecisionsAt } from "../../../project/promotion-input.ts";
import {
  computeGates,
  decisionsName,
  findFreeze,
  findRunningSince,
  foreseeVersion,
  isoTime,
  parseVersion,
  type Decisions,
} from "../../../promotion/index.ts";
import type { ExitCode } from "../../terminal/exit-code.ts";
import { warn } from "../../terminal/report-issues.ts";
import { renderExplanations, type Decided, type Explanation } from "./explain-text.ts";

export interface ExplainOptions {
  readonly directory: string;
  readonly json: boolean;
  /** `portal` or `portal@2.5.0`. */
  readonly explain: string;
  readonly to?: string | undefined;
  readonly now: number;
}

/** `desalt promote --explain`: what runs, what opens next and what holds it, who decided, and what can be done now. Asks no remote. */
export async function runExplain({ directory, json, explain, to, now }: ExplainOptions): Promise<ExitCode> {
  const at = explain.lastIndexOf("@");
  const [release, version] = at > 0 ? [explain.slice(0, at), explain.slice(at + 1)] : [explain, undefined];
  const recalled = await recall(directory, now);
  const { gateInput } = recalled.input;
  const { environments } = gateInput.fleet;
  const known = listVersions(gateInput.histories, gateInput.running);
  if (!known.has(release)) {
    throw new UserError({ message: `release "${release}" was not found`, hint: suggestName(release, [...known.keys()], "releases") });
  }
  if (version !== undefined && parseVersion(version) === undefined) {
    throw new UserError({ message: `"${version}" is not a version (--explain)`, hint: `write --explain ${release}@1.2.3` });
  }
  const followers = environments.flatMap(({ name, follows }) => (follows === undefined ? [] : [name]));
  if (to !== undefined && !followers.includes(to)) {
    const message = `"${to}" is not an environment that follows another (--to)`;
    throw new UserError({ message, hint: suggestName(to, followers, "environments that follow another") });
  }
  warn(recalled.warnings);
  const decided = await listDecided(recalled, release);
  const names = followers.filter((name) => to === undefined || name === to);
  const explanations = names.map((name) => explainRelease(recalled, { environment: name, release, version, decided }));
  process.stdout.write(json ? renderJson(explanations) : renderExplanations(explanations, now));
  return 0;
}

interface Question {
  readonly environment: string;
  readonly release: string;
  readonly version: string | undefined;
  readonly decided: readonly Decided[];
}

function explainRelease({ input, recorded, past }: Recalled, { environment, release, version, decided }: Question): Explanation {
  const { gateInput } = input;
  const { now } = gateInput;
  const subject = gateInput.fleet.environments.find(({ name }) => name === environment);
  const gate = computeGates(gateInput).gates.find((one) => one.environment === environment && one.release === release);
  const upstream = gate?.upstream ?? subject?.follows ?? "";
  const [runs, upstreamRuns] = [environment, upstream].map((name) => findRunningSince(gateInput, name, release));
  const freeze = subject && findFreeze(gateInput.decisions, subject, now);
  const describe = (running: typeof runs): Explanation["runs"] =>
    running && { version: running.version, since: isoTime(running.since), commit: running.commit };
  const hasIt = gateInput.running.get(environment)?.some(({ name }) => name === release) === true;
  return {
    environment,
    upstream,
    release,
    ...(runs && { runs: describe(runs) }),
    ...(upstreamRuns && { upstreamRuns: describe(upstreamRuns) }),
    ...(gate && { gate }),
    ...(freeze && { freeze: { until: isoTime(freeze.until), reason: freeze.reason } }),
    decisions: decided.filter(({ to }) => to === undefined || to === environment),
    past: past.filter((item) => item.environment === environment && item.release === release && item.ended === undefined),
    ...(recorded.lastRun !== undefined && { lastRun: isoTime(recorded.lastRun) }),
    ...(version !== undefined && hasIt && { asked: { version, ...foreseeVersion(gateInput, environment, { release, version }) } }),
  };
}

/** So many changes of promotion.yaml are read, to find the one that brought a decision. */
const limit = 50;

/** The decisions about a release, and the commits that brought them. */
async function listDecided({ input }: Recalled, release: string): Promise<readonly Decided[]> {
  const { directory } = input.loaded;
  const found = new Map(decisionsAbout(input.gateInput.decisions, release).map((one) => [JSON.stringify(one), one]));
  if (found.size === 0) return [];
  const brought = new Map<string, string>();
  let open = [...found.keys()];
  for (const commit of await listCommitsOf(directory, decisionsName, limit)) {
    const there = decisionsAbout(await readDecisionsAt({ directory, commit }, input.known), release).map((one) => JSON.stringify(one));
    open = open.filter((key) => there.includes(key));
    if (open.length === 0) break;
    for (const key of open) brought.set(key, commit);
  }
  const commits = await describeCommits(directory, [...new Set(brought.values())]);
  return [...found].map(([key, one]) => {
    const commit = brought.get(key);
    return { ...one, ...(commit !== undefined && { commit, subject: commits.get(commit)?.subject ?? "" }) };
  });
}

function decisionsAbout({ approve, hold }: Decisions, release: string): readonly Decided[] {
  return [
    ...approve
      .filter((one) => one.release === release)
      .map(({ version, to, reason }) => ({ kind: "approval" as const, version, to, reason })),
    ...hold
      .filter((one) => one.release === release)
      .map(({ version, reason, until }) => ({
        kind: "hold" as const,
        version,
        reason,
        ...(until !== undefined && { until: isoTime(until) }),
      })),
  ];
}

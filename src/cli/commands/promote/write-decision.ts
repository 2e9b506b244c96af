import { join } from "node:path";
import { suggestName } from "../../../core/suggestion.ts";
import { day } from "../../../core/time.ts";
import { UserError } from "../../../core/user-error.ts";
import type { ResolvedEnvironment } from "../../../fleet/index.ts";
import { readIfFile } from "../../../io/files/read-file.ts";
import { replaceFile } from "../../../io/files/replace-file.ts";
import type { PromotionInput } from "../../../project/promotion-input.ts";
import { readSide } from "../../../project/read-side.ts";
import {
  addDecision,
  decisionsName,
  digestOfUnread,
  endFreeze,
  findFreeze,
  findHold,
  isoTime,
  parseDecisions,
  type NewDecision,
} from "../../../promotion/index.ts";
import { warn } from "../../terminal/report-issues.ts";
import type { DecisionRequest } from "./decision-flags.ts";

/** A freeze without `--until` ends by itself. */
const freezeLength = 14 * day;

/** Writes a decision to promotion.yaml, if the whole file is then valid. Returns what to print. */
export async function writeDecision(directory: string, request: DecisionRequest, input: PromotionInput): Promise<string> {
  const { known } = input;
  const { now } = input.gateInput;
  const before = readIfFile(directory, decisionsName) ?? "";
  if (request.kind === "thaw") {
    requireEnvironment(request, input);
    const text = endFreeze(before, { environment: request.subject, known, now }, decisionsName);
    if (text === undefined) {
      const message = `environment "${request.subject}" is not frozen now (${decisionsName}, freeze)`;
      throw new UserError({ message, hint: `for a freeze that begins later, edit ${decisionsName}` });
    }
    parseDecisions(text, decisionsName, known);
    replaceFile(join(directory, decisionsName), text);
    return describe(request, undefined);
  }
  const decision = await toDecision(directory, request, input);
  const text = addDecision(before, decision, decisionsName);
  if (text === undefined) return `nothing to add to ${decisionsName}\n`;
  parseDecisions(text, decisionsName, known);
  // A new decision about an unknown name is a typing error. An unknown version may be a hotfix.
  const { idle } = parseDecisions(addDecision("", decision, decisionsName) ?? "", decisionsName, known);
  const [unknown, ahead] = [idle.filter(({ kind }) => kind === "name"), idle.filter(({ kind }) => kind === "version")];
  if (unknown.length > 0) throw new UserError(unknown.map(({ message, hint }) => ({ message, ...(hint !== undefined && { hint }) })));
  warn(ahead);
  warnOfStronger(request, input);
  replaceFile(join(directory, decisionsName), text);
  return describe(request, decision);
}

async function toDecision(directory: string, request: DecisionRequest, input: PromotionInput): Promise<NewDecision> {
  const { kind, subject, object, to, reason, until } = request;
  const emergency = request.emergency ? { emergency: true } : {};
  if (kind === "approve") return { list: "approve", entry: { release: subject, version: object, to, reason, ...emergency } };
  if (kind === "hold") return { list: "hold", entry: { release: subject, version: object, reason, ...(until !== undefined && { until }) } };
  const environment = requireEnvironment(request, input);
  if (kind === "freeze") {
    const { now } = input.gateInput;
    const entry = { from: isoTime(now), until: until ?? isoTime(now + freezeLength), environments: [subject], reason };
    return { list: "freeze", entry };
  }
  const digest = object === "" ? await digestOf(environment, directory, input) : object;
  return { list: "approve", entry: { files: subject, digest, reason, ...emergency } };
}

/** The digest that the check would compute of all files that the environment's helmfiles pull in. */
async function digestOf(environment: ResolvedEnvironment, directory: string, { loaded }: PromotionInput): Promise<string> {
  const readings = await readSide({ ...loaded.fleet, environments: [environment] }, directory);
  return digestOfUnread(readings.get(environment.name) ?? []);
}

function requireEnvironment({ subject }: DecisionRequest, { loaded }: PromotionInput): ResolvedEnvironment {
  const { environments } = loaded.fleet;
  const environment = environments.find(({ name }) => name === subject);
  if (environment !== undefined) return environment;
  const names = environments.map(({ name }) => name);
  throw new UserError({ message: `environment "${subject}" is not declared (${loaded.source})`, hint: suggestName(subject, names) });
}

/** Says that a new approval is weaker than a decision that stands. */
function warnOfStronger({ kind, subject, object, to, emergency }: DecisionRequest, { gateInput, loaded }: PromotionInput): void {
  if (kind !== "approve" && kind !== "approveFiles") return;
  const { decisions, now } = gateInput;
  const hold = kind === "approve" ? findHold(decisions, subject, { version: object, now }) : undefined;
  if (hold !== undefined) {
    const message = `${subject} ${object} is on hold, which is stronger than an approval: ${hold.reason}`;
    warn([{ message, hint: `end the hold in ${decisionsName} first` }]);
  }
  const name = kind === "approve" ? to : subject;
  const environment = loaded.fleet.environments.find((other) => other.name === name);
  const freeze = environment === undefined || emergency ? undefined : findFreeze(decisions, environment, now);
  if (freeze === undefined) return;
  const message = `${name} is frozen until ${isoTime(freeze.until)}, and the approval does not count until then: ${freeze.reason}`;
  warn([{ message, hint: "for an emergency, add --emergency" }]);
}

/** Says what was decided, what goes on all the same, and the next step. */
function describe(request: DecisionRequest, decision: NewDecision | undefined): string {
  const next = "next: commit it and open a pull request; the decision takes effect when it is merged";
  return [`updated ${decisionsName}`, ...listEffects(request, decision).map((line) => `  ${line}`), next, ""].join("\n");
}

function listEffects({ kind, subject, object, to, emergency }: DecisionRequest, decision: NewDecision | undefined): readonly string[] {
  const until = decision?.list === "freeze" ? decision.entry.until : "";
  const effects: Readonly<Record<DecisionRequest["kind"], readonly string[]>> = {
    approve: [
      `${to} may then get ${subject} ${object}. ${emergency ? "It beats the soak and a freeze, but no hold." : "It beats the soak, but no hold and no freeze."}`,
      "A later rollback of the version ends the approval.",
      "The pull request that upgrades comes after this one, because a change cannot approve itself.",
    ],
    approveFiles: [
      `${subject} may then get exactly this content, whatever it runs. The next change ends the approval.`,
      emergency ? "It counts in a freeze as well." : "In a freeze it does not count.",
      "The pull request with the content comes after this one, because a change cannot approve itself.",
    ],
    hold: [
      `No follower gets ${subject} ${object}, whether it has soaked or is approved.`,
      "Environments that run it already keep it; roll them back in a pull request.",
      "It goes on soaking, and environments that follow no other may still take it.",
    ],
    freeze: [
      `${subject} takes no upgrades and no additions until ${until}.`,
      "Rollbacks and removals pass, versions go on soaking, and open pull requests stay open.",
      "An approval with --emergency passes. --thaw ends the freeze.",
    ],
    thaw: [`${subject} takes upgrades again. Holds still count, and versions that have not soaked still wait.`],
  };
  return effects[kind];
}

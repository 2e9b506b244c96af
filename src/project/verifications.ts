import { runVerification } from "../io/programs/run-verification.ts";
import {
  computeGates,
  type Gate,
  type GateInput,
  type Gates,
  type HeldVersion,
  isoTime,
  type RecordedVerification,
} from "../promotion/index.ts";

/** The default timeout of a script. */
const timeLimit = 5 * 60_000;

/** Shows the progress of verification. */
export interface VerificationReporter {
  /** Shows that a version is being verified. The returned function ends the display. */
  readonly onStart: (text: string) => () => void;
  /** Shows the output of a script that failed. */
  readonly onFailure: (text: string) => void;
}

export interface PendingVerification extends VerificationReporter {
  readonly directory: string;
  readonly gateInput: GateInput;
  /** Results of earlier runs. */
  readonly recorded: readonly RecordedVerification[];
  /** Run no scripts. Versions without a result stay blocked. */
  readonly dryRun: boolean;
}

/** Runs the script for every version that would open, one after the other, and computes the gates with the results. */
export async function verifyPending(options: PendingVerification): Promise<{ gates: Gates; results: RecordedVerification[] }> {
  const { gateInput, recorded, dryRun } = options;
  const first = computeGates({ ...gateInput, verifications: recorded });
  // What a script said no to is asked about again; in a freeze nothing is.
  const pending = first.gates
    .filter(({ frozen }) => frozen === undefined)
    .flatMap((gate) => gate.held.flatMap((version) => (version.by === "verification" ? [{ gate, version }] : [])));
  if (dryRun || pending.length === 0) return { gates: first, results: [] };
  const results: RecordedVerification[] = [];
  for (const subject of pending) {
    const result = await verify(options, subject);
    if (result !== undefined) results.push(result);
  }
  return { gates: computeGates({ ...gateInput, verifications: [...recorded, ...results] }), results };
}

interface Subject {
  readonly gate: Gate;
  readonly version: HeldVersion;
}

async function verify(options: PendingVerification, { gate, version }: Subject): Promise<RecordedVerification | undefined> {
  const { fleet, now } = options.gateInput;
  const { verify: command, verifySecrets } = fleet.environments.find(({ name }) => name === gate.environment)?.promotion ?? {};
  if (command === undefined) return undefined;
  const { environment, upstream, release, chart } = gate;
  const what = `${release} ${version.version} for ${environment}`;
  const stop = options.onStart(`verifying ${what}`);
  const end = await runVerification({
    directory: options.directory,
    command,
    variables: {
      DESALT_RELEASE: release,
      DESALT_CHART: chart,
      DESALT_VERSION: version.version,
      DESALT_CURRENT_VERSION: gate.current,
      DESALT_ENVIRONMENT: environment,
      DESALT_UPSTREAM: upstream,
    },
    ...(verifySecrets === undefined ? {} : { secrets: verifySecrets }),
    timeLimit: Number(process.env["DESALT_VERIFY_TIMEOUT"] ?? Number.NaN) * 1000 || timeLimit,
  }).finally(stop);
  if (!end.isHealthy) options.onFailure(`verification of ${what} failed: ${command}\n${indent(end.output)}`);
  const { isHealthy, reason, output } = end;
  return { environment, release, chart, version: version.version, at: isoTime(now), ok: isHealthy, reason, output };
}

function indent(text: string): string {
  return text.trim() === "" ? "" : `${text.trimEnd().replaceAll(/^/gmu, "  ")}\n`;
}

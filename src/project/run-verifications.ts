import { runVerification } from "../io/programs/run-verification.ts";
import {
  computeGates,
  isoTime,
  type Gate,
  type GateInput,
  type Gates,
  type HeldVersion,
  type RecordedVerification,
} from "../promotion/index.ts";

/** How long a script may take where nothing else is said. */
const timeLimit = 5 * 60_000;

/** Where verification shows what it does. */
export interface VerificationReporter {
  /** Shows what is verified; the returned function ends that. */
  readonly onStart: (text: string) => () => void;
  /** Shows the output of a script that failed. */
  readonly onFailure: (text: string) => void;
}

export interface PendingVerification extends VerificationReporter {
  readonly directory: string;
  readonly gateInput: GateInput;
  /** Results of earlier runs that count. */
  readonly recorded: readonly RecordedVerification[];
  /** Leave the scripts alone: what they would be asked about stays shut. */
  readonly dryRun: boolean;
}

/** Asks the scripts about every version that would open, one after the other, and computes the gates with their answers. */
export async function verifyPending(options: PendingVerification): Promise<{ gates: Gates; results: RecordedVerification[] }> {
  const { gateInput, recorded, dryRun } = options;
  const first = computeGates({ ...gateInput, verifications: recorded });
  const pending = first.gates.flatMap((gate) => gate.held.flatMap((version) => (version.pending === true ? [{ gate, version }] : [])));
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

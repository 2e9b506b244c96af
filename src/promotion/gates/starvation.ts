import type { GateSubject } from "./gate-input.ts";
import { soakRule } from "./soak.ts";
import type { SoakState } from "./soak.ts";
import { formatDays } from "../history/times.ts";
import { compareVersions } from "../history/version.ts";

/**
 * Explains why nothing opens although the upstream has been ahead for longer than the soak: it is upgraded too often for the
 * rule. Returns undefined otherwise.
 */
export function describeStarvation(subject: GateSubject, { soaked }: SoakState): string | undefined {
  const { environment, release, input } = subject;
  const ahead = soaked.filter(({ version }) => compareVersions(version, release.version) > 0);
  const [first] = ahead;
  if (first === undefined || ahead.length < 2) return undefined;
  const soak = Math.max(...ahead.map(({ version }) => soakRule(subject, version).soak));
  const { superseded, minimum } = environment.promotion;
  const began = ahead.map(({ since }) => since);
  const waited = input.now - Math.min(...began);
  if (waited < soak) return undefined;
  const every = formatDays((Math.max(...began) - Math.min(...began)) / (ahead.length - 1));
  const pace = `${environment.follows} upgrades ${release.name} every ${every}, and has been ahead for ${formatDays(waited)}`;
  if (superseded === "restarts") {
    return `${pace}; no version ran for ${formatDays(soak)} itself: "superseded": "continues", a shorter soak or a slower schedule in ${environment.follows} would help`;
  }
  if (ahead.some(({ own }) => own >= minimum)) return undefined;
  return `${pace}; no version ran for ${formatDays(minimum)} itself: a shorter "superseded": { "minimum" } or a slower schedule in ${environment.follows} would help`;
}

import { validRange, intersects } from "semver";
import type { ManifestObject, RenderedChart, Subchart } from "../manifests/objects/index.ts";
import type { CheckFinding } from "./check.generated.ts";
import { compareMinors, type Minor } from "./minor.ts";
import { findProject, findWindow, parseRelease, supportOf, type SupportWindow } from "./windows.ts";

type ChartFacts = RenderedChart | Subchart;

interface Judged {
  readonly minor: Minor;
  /** The day of the check: 2026-11-29. */
  readonly today: string;
}

/** Findings about the chart of a release and its subcharts: ranges, support windows, deprecation. */
export function findChartProblems(chart: RenderedChart, objects: readonly ManifestObject[], judged: Judged): CheckFinding[] {
  const subcharts = (chart.subcharts ?? []).filter((subchart) => isRendered(subchart, objects));
  return [
    // helm looks at the range of the outermost chart only.
    ...findRangeProblems(chart, judged.minor, ", and helm refuses to install it there"),
    ...subcharts.flatMap((each) => findRangeProblems(each, judged.minor, "")),
    ...[chart, ...subcharts].flatMap(findDeprecation),
    ...findWindowProblems(chart, judged),
    // An own chart is untested anyway. Of what it contains, only the bad news counts.
    ...subcharts.flatMap((each) => findWindowProblems(each, judged)).filter(({ status }) => status !== "untested" && status !== "fine"),
  ];
}

/** Whether the project of a chart lists a minor. */
export function isListed(chart: Pick<RenderedChart, "name" | "appVersion" | "home" | "sources">, minor: Minor): boolean {
  const project = findProject(chart);
  const release = parseRelease(chart.appVersion ?? "");
  const window = project === undefined || release === undefined ? undefined : findWindow(project, release);
  return window !== undefined && supportOf(window, minor) === "listed";
}

/** Whether the values enable a subchart: helm names it as the source of an object. */
function isRendered({ keys }: Subchart, objects: readonly ManifestObject[]): boolean {
  return objects.some(({ source = "" }) => keys.some((key) => source.includes(`/charts/${key}/`)));
}

function findRangeProblems({ name, kubeVersion }: ChartFacts, minor: Minor, effect: string): CheckFinding[] {
  if (kubeVersion === undefined || kubeVersion.trim() === "") return [];
  const verdict = allowsMinor(kubeVersion, minor);
  if (verdict === true) return [];
  const problem = verdict === undefined ? "is not a range that desalt can read" : `excludes Kubernetes ${minor}${effect}`;
  return [{ rule: "kube-version", status: "warns", message: `the kubeVersion of chart ${name}, "${kubeVersion}", ${problem}` }];
}

/** The newest of some minors that a range accepts. */
export function findAccepted(range: string, minors: readonly Minor[]): Minor | undefined {
  return minors.toSorted(compareMinors).findLast((minor) => allowsMinor(range, minor) === true);
}

/** Whether a range of helm's (https://github.com/Masterminds/semver) has any patch of a minor. Undefined if it cannot be read. */
function allowsMinor(range: string, minor: Minor): boolean | undefined {
  const written = range.replaceAll(",", " ").replaceAll("=>", ">=").replaceAll("=<", "<=");
  if (validRange(written, { includePrerelease: true }) === null) return undefined;
  return intersects(written, `~${minor}.0`, { includePrerelease: true });
}

function findDeprecation({ name, deprecated }: ChartFacts): CheckFinding[] {
  if (deprecated !== true) return [];
  return [
    {
      rule: "chart-deprecated",
      status: "warns",
      message: `its maintainers have deprecated chart ${name}`,
      fix: "use the chart's successor",
    },
  ];
}

function findWindowProblems(chart: ChartFacts, { minor, today }: Judged): CheckFinding[] {
  const { name, appVersion } = chart;
  const project = findProject(chart);
  if (project === undefined) return [untested(`desalt has no support table for chart ${name}`)];
  if (appVersion === undefined) return [unknown(`chart ${name} has no appVersion, so its release of ${project} is not known`)];
  const release = parseRelease(appVersion);
  if (release === undefined) return [unknown(`the appVersion of chart ${name}, "${appVersion}", is not a release of ${project}`)];
  const window = findWindow(project, release);
  if (window === undefined) return [untested(`desalt's support table of ${project} has no release ${appVersion}`)];
  return [...findEnd(window, today), describeSupport(window, minor)];
}

function findEnd({ project, release, endOfLife, source, asOf }: SupportWindow, today: string): CheckFinding[] {
  if (endOfLife === undefined || endOfLife >= today) return [];
  return [
    { rule: "end-of-life", status: "warns", message: `${project} ${release} has been out of support since ${endOfLife}`, source, asOf },
  ];
}

function describeSupport(window: SupportWindow, minor: Minor): CheckFinding {
  const { project, release, listed, minimum, source, asOf } = window;
  const support = supportOf(window, minor);
  const row = { rule: "support-window", source, asOf } as const;
  if (support === "excluded") {
    return { ...row, status: "warns", message: `${project} ${release} needs Kubernetes ${minimum ?? ""} or newer` };
  }
  if (support === "listed") return { ...row, status: "fine", message: `${project} ${release} lists Kubernetes ${minor}` };
  const range = listed?.from === listed?.to ? listed?.to : `${listed?.from ?? "older"} to ${listed?.to ?? ""}`;
  const says =
    listed === undefined
      ? minimum === undefined
        ? "lists no versions of Kubernetes"
        : `names only a minimum, ${minimum}`
      : `lists Kubernetes ${range}`;
  return { ...row, status: "untested", message: `${project} ${release} ${says}` };
}

function untested(message: string): CheckFinding {
  return { rule: "support-window", status: "untested", message };
}

function unknown(message: string): CheckFinding {
  return { rule: "support-window", status: "unknown", message };
}

/** Two years of a repository without promotion, in which a bot brings each upgrade to production hours after development. Dates count from today. */
import { execa } from "execa";

const hour = 3_600_000;
const day = 24 * hour;
const addOns = ["cert-manager", "external-secrets", "ingress-nginx", "portal", "velero"];

type Environment = "dev" | "prd";

interface Upgrade {
  /** Days before today. */
  readonly daysAgo: number;
  readonly addOn: string;
  readonly version: string;
  /** From dev to prd, in hours; absent if prd never got it. */
  readonly lag?: number;
  /** How many hours later dev, and a little later prd, went back to the version before. */
  readonly backAfter?: number;
}

/** One upgrade of each add-on every five weeks; two of them were bad. */
function listUpgrades(): readonly Upgrade[] {
  const upgrades = Array.from({ length: 100 }, (_, index): Upgrade => {
    const addOn = addOns[index % addOns.length] ?? "";
    // Nearly all within a day, a few later, as people are away.
    const lag = index % 17 === 0 ? 80 + index : 1 + ((index * 7) % 20);
    return { daysAgo: 720 - index * 7, addOn, version: `1.${1 + Math.floor(index / addOns.length)}.0`, lag };
  });
  const bad: readonly Upgrade[] = [
    { daysAgo: 401, addOn: "ingress-nginx", version: "1.10.1", lag: 2, backAfter: 30 },
    { daysAgo: 151, addOn: "portal", version: "1.17.1", lag: 3, backAfter: 20 },
  ];
  return [...upgrades, ...bad].toSorted((a, b) => b.daysAgo - a.daysAgo);
}

interface Change {
  readonly time: number;
  readonly environment: Environment;
  readonly addOn: string;
  readonly version: string;
  readonly isBack: boolean;
}

function listChanges(today: number): readonly Change[] {
  const running = new Map<string, string>();
  return listUpgrades()
    .flatMap(({ daysAgo, addOn, version, lag = 0, backAfter }): Change[] => {
      const [time, before] = [today - daysAgo * day, running.get(addOn) ?? "1.0.0"];
      const change = (environment: Environment, hours: number, isBack = false): Change => {
        return { time: time + hours * hour, environment, addOn, version: isBack ? before : version, isBack };
      };
      const there = [change("dev", 0), change("prd", lag)];
      if (backAfter === undefined) {
        running.set(addOn, version);
        return there;
      }
      return [...there, change("dev", backAfter, true), change("prd", backAfter + 1, true)];
    })
    .toSorted((a, b) => a.time - b.time);
}

/** Makes the repository in an empty folder. */
export async function writeHistory(directory: string, today: Date): Promise<void> {
  const initial = () => new Map(addOns.map((name) => [name, "1.0.0"]));
  const running = { dev: initial(), prd: initial() };
  const commits = [renderCommit({ time: today.getTime() - 730 * day, author: "Ann", message: "Install the add-ons" }, { ...running })];
  for (const { time, environment, addOn, version, isBack } of listChanges(today.getTime())) {
    running[environment].set(addOn, version);
    const message = isBack
      ? `Back to ${addOn} ${version} (${environment})`
      : `Update Helm release ${addOn} to v${version} (${environment})`;
    commits.push(renderCommit({ time, author: isBack ? "Ann" : "renovate[bot]", message }, { [environment]: running[environment] }));
  }
  await execa("git", ["init", "--quiet", "--initial-branch=main"], { cwd: directory });
  await execa("git", ["fast-import", "--quiet"], { cwd: directory, input: commits.join("") });
  await execa("git", ["reset", "--quiet", "--hard"], { cwd: directory });
  await execa("git", ["config", "user.name", "Ann"], { cwd: directory });
  await execa("git", ["config", "user.email", "ann@example.com"], { cwd: directory });
}

interface Commit {
  readonly time: number;
  readonly author: string;
  readonly message: string;
}

function renderCommit(
  { time, author, message }: Commit,
  files: Readonly<Partial<Record<Environment, ReadonlyMap<string, string>>>>,
): string {
  const who = `${author} <ann@example.com> ${Math.floor(time / 1000)} +0000`;
  const changes = Object.entries(files).map(
    ([environment, versions]) => `M 644 inline ${environment}/helmfile.yaml\n${data(renderHelmfile(versions))}`,
  );
  return `commit refs/heads/main\nauthor ${who}\ncommitter ${who}\n${data(message)}${changes.join("")}\n`;
}

/** The helmfile of an environment. */
export function renderHelmfile(versions: ReadonlyMap<string, string>): string {
  const releases = [...versions].map(
    ([name, version]) => `  - name: ${name}\n    namespace: ${name}\n    chart: charts/${name}\n    version: ${version}\n`,
  );
  return `repositories:\n  - name: charts\n    url: https://charts.example.com\nreleases:\n${releases.join("")}`;
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

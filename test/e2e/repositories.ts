import { stringify } from "yaml";
import type { ChartRegistries } from "./charts.ts";
import type { ForgeRepository } from "./push-repository.ts";

/** Cron lines of the day that a test plays on, and of another one. */
export interface Schedules {
  readonly today: string;
  readonly otherDay: string;
}

interface Release {
  readonly chart: string;
  readonly version: string;
}

const billing = { chart: "platform/billing", version: "3.1.0" };
const ledger = { chart: "platform/ledger", version: "1.0.0" };
const mesh = { chart: "platform/mesh", version: "1.20.0" };
const demo = { chart: "platform/demo", version: "0.1.0" };
const portal = { chart: "shared/portal", version: "2.4.0" };
const gateway = { chart: "shared/gateway", version: "1.0.0" };
const sharedDemo = { chart: "shared/demo", version: "5.0.0" };

export const fleetName = "acme/fleet";
export const fleetLabels = ["renovate", "env/dev", "env/stg", "env/prd"];

/** A secret that a branch's name gives away. */
export const leakedSecret = "hush-hush";

/** A fleet with everything that decides whether, when and how a pull request opens, as `desalt.yaml`. */
export function renderFleetConfig({ classic, oci }: ChartRegistries, { today, otherDay }: Schedules): string {
  return stringify({
    repository: fleetName,
    environments: {
      dev: { automerge: "patch", labels: ["renovate", "env/dev"], schedule: [today], minimumReleaseAge: "7 days" },
      stg: { labels: ["renovate", "env/stg"], schedule: [otherDay] },
      // The only follower: without gates, none of its pull requests opens.
      qa: { follows: "dev" },
      prd: { labels: ["renovate", "env/prd"], minimumReleaseAge: "30 days" },
    },
    repositories: { platform: { url: classic, private: true }, shared: { url: oci.replace("oci://", ""), oci: true, private: true } },
    defaults: { namespace: "apps" },
    releases: {
      billing,
      "billing-again": { ...billing, only: ["dev"] },
      ledger: { ...ledger, group: "payments" },
      gateway: { ...gateway, group: "payments" },
      mesh: { ...mesh, separateMultipleMinor: true },
      demo,
      "shared-demo": sharedDemo,
      portal,
    },
  });
}

/** Repositories with a renovate.json that people wrote, each about one thing. */
export function listHandWritten(registries: ChartRegistries, { today, otherDay }: Schedules): readonly ForgeRepository[] {
  const repository = (name: string, releases: readonly Release[], config: object): ForgeRepository => ({
    name: `acme/${name}`,
    files: {
      "dev/helmfile.yaml": renderHelmfile(registries, releases),
      "prd/helmfile.yaml": renderHelmfile(registries, releases.slice(0, 1)),
      "renovate.json": JSON.stringify({ prHourlyLimit: 0, hostRules: logIn(registries), ...config }),
    },
  });
  const inProduction = { matchFileNames: ["prd/**"] };
  const labels = ["upgrade", "dev"];
  const preset = { packageRules: [{ ...inProduction, schedule: [otherDay] }], commitMessagePrefix: "chore(charts):" };
  return [
    repository("shared-branches", [billing, demo, sharedDemo, ledger], {}),
    repository("split", [billing, portal], { additionalBranchPrefix: "{{packageFileDir}}-", commitMessageSuffix: "({{packageFileDir}})" }),
    repository("scheduled", [billing], {
      schedule: [today],
      packageRules: [{ ...inProduction, additionalBranchPrefix: "prd-", schedule: [otherDay] }],
    }),
    repository("aged", [billing, portal], { minimumReleaseAge: "30 days" }),
    repository("approved", [billing, portal], { packageRules: [{ matchPackageNames: ["billing"], dependencyDashboardApproval: true }] }),
    { ...repository("labelled", [billing, ledger], { labels: ["upgrade"], addLabels: ["dev"], groupName: "payments" }), labels },
    repository("merging", [billing], { automerge: true, platformAutomerge: false, separateMinorPatch: true }),
    repository("closed", [billing], { packageRules: [{ matchPackageNames: ["billing"], allowedVersions: "/^$/" }] }),
    repository("minors", [mesh], { separateMultipleMinor: true }),
    repository("prereleases", [billing, portal], { ignoreUnstable: false }),
    repository("extending", [billing], { extends: ["local>acme/presets:charts"] }),
    { ...repository("conventional", [billing, portal], {}), history: ["feat: add billing", "Tidy up", "fix(dev): name the portal"] },
    { ...repository("unconventional", [billing], {}), history: ["feat: add billing", "Tidy up", "Name it"] },
    repository("leaking", [billing, portal], {
      packageRules: [{ matchPackageNames: ["billing"], additionalBranchPrefix: `${leakedSecret}-` }],
    }),
    repository("lacking", [billing], { extends: ["local>acme/presets:absent"] }),
    repository("invalid", [billing], { automrge: true }),
    repository("unlabelled", [billing], { labels: ["nowhere"] }),
    repository("limited", [billing, portal], { prConcurrentLimit: 1 }),
    repository("merging-at-once", [billing], { automerge: true }),
    { name: "acme/presets", files: { "charts.json": JSON.stringify(preset) } },
  ];
}

function renderHelmfile({ classic, oci }: ChartRegistries, releases: readonly Release[]): string {
  return stringify({
    repositories: [
      { name: "platform", url: classic },
      { name: "shared", url: oci.replace("oci://", ""), oci: true },
    ],
    releases: releases.map(({ chart, version }) => ({ name: chart.replace("/", "-"), chart, version })),
  });
}

function logIn({ classic }: ChartRegistries) {
  return [{ matchHost: new URL(classic).origin, username: "{{ secrets.PLATFORM_USERNAME }}", password: "{{ secrets.PLATFORM_PASSWORD }}" }];
}

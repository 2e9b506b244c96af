/** What a repository of a case holds at a moment; paths of helmfiles are `<environment>/helmfile.yaml`. */
interface Moment {
  readonly daysAgo: number;
  readonly files: Readonly<Record<string, string>>;
}

/** A repository with a history, and what Renovate is to open in the environments that follow another. */
export interface GateCase {
  readonly says: string;
  /** `environments` of desalt.yaml; dev, and prd behind it with 7 days, unless it is said. */
  readonly environments?: readonly string[];
  readonly history: readonly Moment[];
  /** Runs `promote` first, so that scripts are asked. */
  readonly isPromoted?: true;
  readonly opens: readonly string[];
}

/** The moment so many days ago, such as `2026-11-01T00:00:00.000Z`. */
export function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString();
}

interface ChartSource {
  readonly url?: string;
  readonly oci?: true;
}

type Entry = readonly [name: string, version: string, chart?: string];

/** A hand-kept helmfile; a release's chart is named like it unless it is said. */
function helmfile(entries: readonly Entry[], { url = "https://charts.example.com", oci }: ChartSource = {}): string {
  const releases = entries.map(
    ([name, version, chart = name]) => `  # of the ${name} team\n  - name: ${name}\n    chart: charts/${chart}\n    version: ${version}\n`,
  );
  return `repositories:\n  - name: charts\n    url: ${url}\n${oci === true ? "    oci: true\n" : ""}releases:\n${releases.join("")}`;
}

/** What environments ran portal from so many days ago on. */
function ran(days: number, versions: Readonly<Record<string, string>>): Moment {
  const files = Object.entries(versions).map(([name, version]) => [`${name}/helmfile.yaml`, helmfile([["portal", version]])]);
  return { daysAgo: days, files: Object.fromEntries(files) };
}

function of(days: number, files: Readonly<Record<string, string>>): Moment {
  return { daysAgo: days, files };
}

/** dev runs 1.1.0 for 20 days and 1.2.0 for 2; prd has 1.0.0, and the registry 1.3.0. */
const usual = [ran(30, { dev: "1.0.0", prd: "1.0.0" }), ran(22, { dev: "1.1.0" }), ran(2, { dev: "1.2.0" })];

const decided = (text: string): Moment => of(1, { "promotion.yaml": text });

function withAddress({ daysAgo: days, files }: Moment, url: string): Moment {
  return of(days, Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.replace("https://charts.example.com", url)])));
}

/** dev runs the second for 20 days and the third for 2; prd has the first. */
function climb(name: string, versions: readonly [string, string, string], source: ChartSource = {}): readonly Moment[] {
  const [first, second, third] = versions.map((version) => helmfile([[name, version]], source));
  return [
    of(30, { "dev/helmfile.yaml": first ?? "", "prd/helmfile.yaml": first ?? "" }),
    of(22, { "dev/helmfile.yaml": second ?? "" }),
    of(2, { "dev/helmfile.yaml": third ?? "" }),
  ];
}

export const gateCases: readonly GateCase[] = [
  { says: "nothing soaked", history: [ran(30, { dev: "1.0.0", prd: "1.0.0" }), ran(6, { dev: "1.1.0" })], opens: [] },
  { says: "an older one has soaked, and a newer one has not", history: usual, opens: ["prd portal 1.1.0"] },
  {
    says: "one of two releases has soaked",
    history: [
      of(30, {
        "dev/helmfile.yaml": helmfile([
          ["portal", "1.1.0"],
          ["redis", "1.0.0"],
        ]),
        "prd/helmfile.yaml": helmfile([
          ["portal", "1.0.0"],
          ["redis", "1.0.0"],
        ]),
      }),
      of(3, {
        "dev/helmfile.yaml": helmfile([
          ["portal", "1.1.0"],
          ["redis", "1.1.0"],
        ]),
      }),
    ],
    opens: ["prd portal 1.1.0"],
  },
  {
    says: "a fast chart goes on soaking in its successors",
    history: [ran(30, { dev: "1.0.0", prd: "1.0.0" }), ran(8, { dev: "1.1.0" }), ran(5, { dev: "1.2.0" }), ran(2, { dev: "1.3.0" })],
    opens: ["prd portal 1.1.0"],
  },
  {
    says: "a fast chart waits where the soak begins anew",
    environments: ["dev: { helmfile: dev/helmfile.yaml }", "prd: { helmfile: prd/helmfile.yaml, follows: dev, superseded: restarts }"],
    history: [ran(30, { dev: "1.0.0", prd: "1.0.0" }), ran(8, { dev: "1.1.0" }), ran(5, { dev: "1.2.0" }), ran(2, { dev: "1.3.0" })],
    opens: [],
  },
  {
    says: "what dev rolled back does not come, and what it went back to does",
    history: [...usual.slice(0, 2), ran(12, { dev: "1.2.0" }), ran(3, { dev: "1.1.0" })],
    opens: ["prd portal 1.1.0"],
  },
  {
    says: "a chain hands on step by step",
    environments: [
      "dev: { helmfile: dev/helmfile.yaml }",
      "stg: { helmfile: stg/helmfile.yaml, follows: dev, soak: 3 days }",
      "prd: { helmfile: prd/helmfile.yaml, follows: stg, soak: 7 days }",
    ],
    history: [ran(30, { dev: "1.0.0", stg: "1.0.0", prd: "1.0.0" }), ran(20, { dev: "1.2.0" }), ran(10, { stg: "1.1.0" })],
    opens: ["prd portal 1.1.0", "stg portal 1.2.0"],
  },
  {
    says: "two that follow one soak for as long as each says",
    environments: [
      "dev: { helmfile: dev/helmfile.yaml }",
      "tokyo: { helmfile: tokyo/helmfile.yaml, follows: dev, soak: 3 days }",
      "osaka: { helmfile: osaka/helmfile.yaml, follows: dev, soak: 14 days }",
    ],
    history: [ran(30, { dev: "1.0.0", tokyo: "1.0.0", osaka: "1.0.0" }), ran(20, { dev: "1.1.0" }), ran(4, { dev: "1.2.0" })],
    opens: ["osaka portal 1.1.0", "tokyo portal 1.2.0"],
  },
  {
    says: "a chart from an OCI registry",
    history: climb("loki", ["1.0.0", "1.1.0", "1.2.0"], { url: "ghcr.io/example/charts", oci: true }),
    opens: ["prd loki 1.1.0"],
  },
  {
    says: "versions with v, as the registry has them",
    history: climb("vault", ["v1.0.0", "v1.1.0", "v1.2.0"]),
    opens: ["prd vault v1.1.0"],
  },
  {
    says: "versions without the v that the registry has",
    history: climb("vault", ["1.0.0", "1.1.0", "1.2.0"]),
    opens: ["prd vault v1.1.0"],
  },
  {
    says: "an address with a slash at its end",
    history: usual.map((moment) => withAddress(moment, "https://charts.example.com/")),
    opens: ["prd portal 1.1.0"],
  },
  {
    says: "an address that is no plain pattern, with a slash at its end",
    history: usual.map((moment) => withAddress(moment, "https://charts.example.com/Team/")),
    opens: ["prd portal 1.1.0"],
  },
  {
    says: "two releases of one chart share the stricter gate",
    history: [
      of(30, {
        "dev/helmfile.yaml": helmfile([
          ["a", "1.1.0", "portal"],
          ["b", "1.0.0", "portal"],
          ["redis", "1.1.0"],
        ]),
        "prd/helmfile.yaml": helmfile([
          ["a", "1.0.0", "portal"],
          ["b", "1.0.0", "portal"],
          ["redis", "1.0.0"],
        ]),
      }),
      of(3, {
        "dev/helmfile.yaml": helmfile([
          ["a", "1.1.0", "portal"],
          ["b", "1.1.0", "portal"],
          ["redis", "1.1.0"],
        ]),
      }),
    ],
    opens: ["prd redis 1.1.0"],
  },
  {
    says: "a hold",
    history: [...usual, decided("hold:\n  - { release: portal, version: 1.1.0, reason: loses sessions }\n")],
    opens: [],
  },
  {
    says: "an approval",
    history: [...usual, decided("approve:\n  - { release: portal, version: 1.2.0, to: prd, reason: CVE-2026-1 }\n")],
    opens: ["prd portal 1.2.0"],
  },
  {
    says: "in a freeze what had opened stays, and nothing opens",
    history: [
      ran(30, { dev: "1.0.0", prd: "1.0.0" }),
      ran(20, { dev: "1.1.0" }),
      ran(12, { dev: "1.2.0" }),
      decided(
        `freeze:\n  - { from: ${daysAgo(6).slice(0, 10)}, until: ${daysAgo(-9).slice(0, 10)}, reason: sale }\n` +
          "approve:\n  - { release: portal, version: 1.3.0, to: prd, reason: too late }\n",
      ),
    ],
    opens: ["prd portal 1.1.0"],
  },
  {
    says: "verification fails for one of two",
    environments: ["dev: { helmfile: dev/helmfile.yaml }", "prd: { helmfile: prd/helmfile.yaml, follows: dev, verify: ./healthy.sh }"],
    history: [
      of(30, {
        "healthy.sh": '#!/bin/sh\necho "$DESALT_RELEASE"\ntest "$DESALT_RELEASE" = redis\n',
        "dev/helmfile.yaml": helmfile([
          ["portal", "1.1.0"],
          ["redis", "1.1.0"],
        ]),
        "prd/helmfile.yaml": helmfile([
          ["portal", "1.0.0"],
          ["redis", "1.0.0"],
        ]),
      }),
    ],
    isPromoted: true,
    opens: ["prd redis 1.1.0"],
  },
  { says: "prd is ahead of dev", history: [ran(30, { dev: "1.1.0", prd: "1.2.0" })], opens: [] },
  {
    says: "what dev never had is not gated",
    history: [of(30, { "dev/helmfile.yaml": helmfile([["redis", "1.0.0"]]), "prd/helmfile.yaml": helmfile([["portal", "1.0.0"]]) })],
    opens: ["prd portal 1.3.0"],
  },
  {
    says: "beside other managers and helmfiles, which the gates leave alone",
    environments: ["dev: { helmfile: clusters/dev/helmfile.yaml }", "prd: { helmfile: clusters/prd/helmfile.yaml, follows: dev }"],
    history: [
      of(30, {
        "package.json": '{ "dependencies": { "lodash": "4.0.0" } }\n',
        "tools/helmfile.yaml": helmfile([["portal", "1.0.0"]]),
        "clusters/dev/helmfile.yaml": helmfile([["portal", "1.1.0"]]),
        "clusters/prd/helmfile.yaml": helmfile([["portal", "1.0.0"]]),
      }),
    ],
    opens: [". lodash 4.1.0", "prd portal 1.1.0", "tools portal 1.3.0"],
  },
];

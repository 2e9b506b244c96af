import { expect, test } from "vitest";
import { day, follower, start, upstream } from "../../test/promoted-release.ts";
import { createFolder } from "../../test/run-desalt.ts";
import { checkChange, noDecisions, type GateFinding } from "../promotion/index.ts";
import { readReach } from "./read-reach.ts";
import { readSide } from "./read-side.ts";

type Files = Readonly<Record<string, string>>;

const head = "repositories:\n  - name: stable\n    url: https://charts.example.com\n";

/** A helmfile of portal and redis, with more lines in each. */
function helmfile({
  portal = "",
  redis = "",
  top = "",
  version = "1.0.0",
}: Partial<Record<"portal" | "redis" | "top" | "version", string>>): string {
  const release = (name: string, more: string): string => `  - name: ${name}\n    chart: stable/${name}\n    version: ${version}\n${more}`;
  return `${head}${top}releases:\n${release("portal", portal)}${release("redis", redis)}`;
}

/** Both environments with the same helmfile. */
const both = (text: string): Files => ({ "dev/helmfile.yaml": text, "prd/helmfile.yaml": text });
const values = (...files: readonly string[]): string => `    values:\n${files.map((file) => `      - ${file}\n`).join("")}`;
const own = both(helmfile({ portal: values("values/portal.yaml") }));
const shared = both(
  helmfile({ portal: values("../values/{{ .Release.Name }}.yaml"), redis: values("../values/{{ .Release.Name }}.yaml") }),
);

interface Case {
  readonly base: Files;
  readonly files: Files;
}

/** What the check says of a change, apart from versions. */
async function judge({ base, files }: Case): Promise<readonly GateFinding[]> {
  await using before = await createFolder(base);
  await using after = await createFolder({ ...base, ...files });
  const fleet = { environments: [upstream("dev"), follower("prd", "dev", { together: "fail" })] };
  const reach = readReach(fleet, Object.keys(files), {
    before: { folder: before.path, readings: await readSide(fleet, before.path) },
    after: { folder: after.path, readings: await readSide(fleet, after.path) },
  });
  const nothing = { histories: new Map(), running: new Map(), head: new Map(), decisions: noDecisions };
  return checkChange({ ...nothing, fleet, now: start + 10 * day, reach }).findings;
}

const plain = both(helmfile({}));
const template = (more: string, portal: string): string =>
  `${head}templates:\n  t:\n${more}releases:\n  - name: portal\n    chart: stable/portal\n    version: 1.0.0\n${portal}`;

test.each<readonly [says: string, change: Case, what: string, release: string | undefined]>([
  ["one key of one release", { base: plain, files: both(helmfile({ portal: "    wait: true\n" })) }, "wait", "portal"],
  [
    "values files of one release, each in its folder",
    {
      base: { ...own, "dev/values/portal.yaml": "replicas: 1\n", "prd/values/portal.yaml": "replicas: 2\n" },
      files: { "dev/values/portal.yaml": "replicas: 3\n", "prd/values/portal.yaml": "replicas: 4\n" },
    },
    "prd/values/portal.yaml (replicas)",
    "portal",
  ],
  [
    "a shared values file that both name by the release's name",
    {
      base: { ...shared, "values/portal.yaml": "{ image: { pullPolicy: Always } }\n", "values/redis.yaml": "{}\n" },
      files: { "values/portal.yaml": "{ image: { pullPolicy: Never } }\n" },
    },
    "values/portal.yaml (image.pullPolicy)",
    "portal",
  ],
  [
    "a shared values file behind a template that desalt does not resolve",
    {
      base: {
        ...both(helmfile({ portal: values('"../values/{{ .Release.Labels.size }}.yaml"') })),
        "values/large.yaml": "replicas: 1\n",
      },
      files: { "values/large.yaml": "replicas: 2\n" },
    },
    "values (values/large.yaml)",
    "portal",
  ],
  [
    "a shared file of many releases is said once",
    {
      base: { ...both(helmfile({ portal: values("../all.yaml"), redis: values("../all.yaml") })), "all.yaml": "debug: false\n" },
      files: { "all.yaml": "debug: true\n" },
    },
    "all.yaml (debug) of portal, redis",
    undefined,
  ],
  [
    "a default of all releases is said once",
    { base: plain, files: both(helmfile({ top: "helmDefaults: { timeout: 900 }\n" })) },
    "timeout of portal, redis",
    undefined,
  ],
  [
    "a template that both inherit",
    {
      base: both(template("    wait: true\n", "    inherit: [{ template: t }]\n")),
      files: both(template("    wait: false\n", "    inherit: [{ template: t }]\n")),
    },
    "wait",
    "portal",
  ],
  [
    "a shared base",
    {
      base: { ...both(`bases: [../base.yaml]\n---\n${helmfile({})}`), "base.yaml": "helmDefaults: { wait: false }\n" },
      files: { "base.yaml": "helmDefaults: { wait: true }\n" },
    },
    "wait of portal, redis",
    undefined,
  ],
  [
    "values of the environment, for a release that takes them",
    {
      base: {
        ...both(`environments: { default: { values: [../env.yaml] } }\n---\n${helmfile({ portal: values("portal.yaml.gotmpl") })}`),
        "env.yaml": "size: 1\n",
        "dev/portal.yaml.gotmpl": "replicas: {{ .Values.size }}\n",
        "prd/portal.yaml.gotmpl": "replicas: {{ .Values.size }}\n",
      },
      files: { "env.yaml": "size: 2\n" },
    },
    "env.yaml (size)",
    "portal",
  ],
  [
    "a file that a values template reads",
    {
      base: {
        ...both(helmfile({ portal: values("../portal.yaml.gotmpl") })),
        "portal.yaml.gotmpl": '{{ readFile "limits.yaml" }}\n',
        "limits.yaml": "memory: 1Gi\n",
      },
      files: { "limits.yaml": "memory: 2Gi\n" },
    },
    "values (portal.yaml.gotmpl)",
    "portal",
  ],
  [
    "an encrypted file",
    {
      base: { ...both(helmfile({ portal: "    secrets: [../secret.yaml]\n" })), "secret.yaml": "password: ENC[a]\nsops: {}\n" },
      files: { "secret.yaml": "password: ENC[b]\nsops: {}\n" },
    },
    "secrets (secret.yaml)",
    "portal",
  ],
  [
    "a program behind helm",
    {
      base: { ...both(helmfile({ portal: "    postRenderer: ../render.sh\n" })), "render.sh": "cat\n" },
      files: { "render.sh": "cat -n\n" },
    },
    "postRenderer (render.sh)",
    "portal",
  ],
  [
    "a shared chart in a folder",
    {
      base: {
        ...both(`${head}releases:\n  - name: portal\n    chart: ../charts/portal\n`),
        "charts/portal/Chart.yaml": "apiVersion: v2\nname: portal\nversion: 1.0.0\n",
        "charts/portal/templates/a.yaml": "a: 1\n",
      },
      files: { "charts/portal/templates/a.yaml": "a: 2\n" },
    },
    "chart 1.0.0 (charts/portal/templates/a.yaml)",
    "portal",
  ],
  [
    "one file in releases of different names",
    {
      base: {
        "dev/helmfile.yaml": helmfile({ portal: values("../all.yaml") }),
        "prd/helmfile.yaml": helmfile({ portal: values("../all.yaml") }).replace("name: portal", "name: portal-prd"),
        "all.yaml": "debug: false\n",
      },
      files: { "all.yaml": "debug: true\n" },
    },
    "all.yaml",
    "portal-prd",
  ],
  [
    "values that helm sets",
    {
      base: both(helmfile({ portal: "    set: [{ name: a, value: 1 }, { name: b, value: 1 }]\n" })),
      files: both(helmfile({ portal: "    set: [{ name: a, value: 2 }, { name: b, value: 1 }]\n" })),
    },
    "set (a)",
    "portal",
  ],
  [
    "a file that both take, where desalt cannot read all of a helmfile",
    {
      base: {
        "dev/helmfile.yaml": `${helmfile({ portal: values("../all.yaml") })}helmBinary: helm\n`,
        "prd/helmfile.yaml": helmfile({ portal: values("../all.yaml") }),
        "all.yaml": "a: 1\n",
      },
      files: { "all.yaml": "a: 2\n" },
    },
    "all that the helmfiles say, because desalt cannot read dev/helmfile.yaml",
    undefined,
  ],
  [
    "a key with a line break",
    {
      base: plain,
      files: both(helmfile({ portal: values(String.raw`{ "a\n::error": 1, b: { c: 1 } }`) })),
    },
    "values (a?::error, b.c)",
    "portal",
  ],
  [
    "a map in one, and a value of it in the other",
    {
      base: {
        "dev/helmfile.yaml": helmfile({ portal: values("{ b: { c: 1 } }") }),
        "prd/helmfile.yaml": helmfile({ portal: values("{ b: 1 }") }),
      },
      files: {
        "dev/helmfile.yaml": helmfile({ portal: values("{ b: { c: 2 } }") }),
        "prd/helmfile.yaml": helmfile({ portal: values("{ b: 2 }") }),
      },
    },
    "values (b)",
    "portal",
  ],
  [
    "what desalt cannot read, in both",
    {
      base: both(`${plain["dev/helmfile.yaml"] ?? ""}helmBinary: helm\n`),
      files: both(`${helmfile({ portal: "    wait: true\n" })}helmBinary: helm\n`),
    },
    "all that the helmfiles say, because desalt cannot read prd/helmfile.yaml",
    undefined,
  ],
])("what reaches both at once: %s", async (...[, change, what, release]) => {
  const message = `this change reaches dev and prd at once: ${what}; change dev first, and prd when it has proved itself`;
  const place = { environment: "prd", ...(release !== undefined && { release }) };
  expect(await judge(change)).toEqual([{ severity: "error", ...place, rule: "together", message }]);
});

const inline = (text: string): Files => both(helmfile({ portal: `    values:\n${text}` }));

test.each<readonly [string, Case]>([
  [
    "one key of another release in each environment",
    {
      base: plain,
      files: {
        "dev/helmfile.yaml": helmfile({ redis: "    wait: true\n" }),
        "prd/helmfile.yaml": helmfile({ portal: "    wait: true\n" }),
      },
    },
  ],
  [
    "other keys of one release",
    {
      base: plain,
      files: {
        "dev/helmfile.yaml": helmfile({ portal: "    wait: true\n" }),
        "prd/helmfile.yaml": helmfile({ portal: "    timeout: 900\n" }),
      },
    },
  ],
  [
    "comments, quotes and order of keys",
    {
      base: {
        ...both(helmfile({ portal: `    wait: true\n    timeout: 900\n${values("v.yaml", "{ a: x, b: { c: 1, d: [1, 2] } }")}` })),
        "dev/v.yaml": "e: 1\nf: text\n",
        "prd/v.yaml": "e: 1\nf: text\n",
      },
      files: {
        ...both(
          helmfile({
            portal: `    # why\n    timeout: 900 # seconds\n${values('"v.yaml"', '{ b: { d: [1, 2], c: 1 }, a: "x" }')}    wait: true\n`,
          }),
        ),
        "dev/v.yaml": "# why\nf: 'text'\ne: 1\n",
        "prd/v.yaml": "f: text # why\ne: 1\n",
      },
    },
  ],
  [
    "a template's keys moved into the release",
    {
      base: {
        ...both(template("    wait: true\n    values: ['../v/{{ .Release.Name }}.yaml']\n", "    inherit: [{ template: t }]\n")),
        "v/portal.yaml": "a: 1\n",
      },
      files: both(template("    wait: true\n", `    wait: true\n${values("../v/portal.yaml")}`)),
    },
  ],
  [
    "a values file moved, and values moved out of the helmfile",
    {
      base: { ...inline("      - old.yaml\n      - { b: { c: 1 } }\n"), "dev/old.yaml": "a: 1\n", "prd/old.yaml": "a: 1\n" },
      files: { ...inline("      - new.yaml\n"), "dev/new.yaml": "a: 1\nb:\n  c: 1\n", "prd/new.yaml": "a: 1\nb: { c: 1 }\n" },
    },
  ],
  [
    "a shared value that dev sets otherwise",
    {
      base: {
        "dev/helmfile.yaml": helmfile({ portal: values("../all.yaml", "{ debug: true }") }),
        "prd/helmfile.yaml": helmfile({ portal: values("../all.yaml") }),
        "all.yaml": "debug: false\n",
      },
      files: { "all.yaml": "debug: off\n" },
    },
  ],
  ["a file that no helmfile names", { base: plain, files: { "dev/values/portal.yaml": "a: 1\n", "prd/values/portal.yaml": "a: 1\n" } }],
  [
    "values in one environment only",
    {
      base: { ...own, "dev/values/portal.yaml": "replicas: 1\n", "prd/values/portal.yaml": "replicas: 2\n" },
      files: { "prd/values/portal.yaml": "replicas: 3\n" },
    },
  ],
  [
    "what desalt cannot read, in one of them",
    {
      base: { "dev/helmfile.yaml": helmfile({}), "prd/helmfile.yaml": helmfile({}) },
      files: { "dev/helmfile.yaml": `${helmfile({ portal: "    wait: true\n" })}helmBinary: helm\n` },
    },
  ],
])("what does not: %s", async (_, change) => {
  expect(await judge(change)).toEqual([]);
});

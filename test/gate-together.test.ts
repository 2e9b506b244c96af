import { expect, test } from "vitest";
import { config, createChange, gate } from "./gate-change.ts";

type Files = Readonly<Record<string, string>>;

const failing = config.replace("soak: 7 days", "soak: 7 days, together: fail");

/** A helmfile of portal and redis, with more lines in each. */
function helmfile({ portal = "", redis = "" }: { readonly portal?: string; readonly redis?: string }): string {
  const release = (name: string, more: string): string => `  - name: ${name}\n    chart: stable/${name}\n    version: 1.0.0\n${more}`;
  const repositories = "repositories:\n  - name: stable\n    url: https://charts.example.com\n";
  return `${repositories}releases:\n${release("portal", portal)}${release("redis", redis)}`;
}

const both = (text: string): Files => ({ "dev/helmfile.yaml": text, "prd/helmfile.yaml": text });

interface Case {
  readonly base: Files;
  readonly files: Files;
}

/** The exit code, and the findings about anything else than versions. */
async function judge({ base, files }: Case): Promise<readonly (string | number)[]> {
  // The base is the last commit, so that dev's versions are old enough for anything.
  await using repository = await createChange(files, { "desalt.yaml": failing }, [["2026-11-10T12:00:00Z", base]]);
  const { status, stdout, stderr } = await gate(repository);
  expect(stderr).toBe("");
  return [status, ...stdout.split("\n").filter((line) => /\((?:together|values)\)$/u.test(line))];
}

const refused = (what: string): string =>
  `error: prd portal: this change reaches dev and prd at once: ${what}; change dev first, and prd when it has proved itself (together)`;
const byName = `    values: ["../values/{{ .Release.Name }}.yaml"]\n`;
const own = {
  base: {
    ...both(helmfile({ portal: "    values: [values.yaml]\n" })),
    "dev/values.yaml": "replicas: 1\n",
    "prd/values.yaml": "replicas: 2\n",
  },
  files: { "dev/values.yaml": "replicas: 3\n", "prd/values.yaml": "replicas: 4\n" },
};

test("together: fail refuses what reaches one release in both environments", async () => {
  const shared = { ...both(helmfile({ portal: byName, redis: byName })), "values/portal.yaml": "a: 1\n", "values/redis.yaml": "a: 1\n" };
  expect(await judge({ base: shared, files: { "values/portal.yaml": "a: 2\n" } })).toEqual([1, refused("values/portal.yaml (a)")]);
  expect(await judge(own)).toEqual([1, refused("prd/values.yaml (replicas)")]);
});

test.each<readonly [string, Case]>([
  [
    "one key of another release in each environment",
    {
      base: both(helmfile({})),
      files: {
        "dev/helmfile.yaml": helmfile({ redis: "    wait: true\n" }),
        "prd/helmfile.yaml": helmfile({ portal: "    wait: true\n" }),
      },
    },
  ],
  [
    "a change of dev, with all helmfiles in one folder",
    {
      base: {
        "desalt.yaml": failing.replaceAll("/helmfile.yaml", ".yaml").replaceAll("helmfile: ", "helmfile: clusters/"),
        "clusters/dev.yaml": helmfile({}),
        "clusters/prd.yaml": helmfile({}),
      },
      files: { "clusters/dev.yaml": helmfile({ portal: "    wait: true\n" }) },
    },
  ],
  [
    "files that no helmfile names",
    { base: both(helmfile({})), files: { "dev/values/portal.yaml": "a: 1\n", "prd/values/portal.yaml": "a: 1\n" } },
  ],
])("together: fail lets %s pass", async (_, change) => {
  expect(await judge(change)).toEqual([0]);
});

test("together warns by default, and allow is silent", async () => {
  expect(await judge({ ...own, base: { ...own.base, "desalt.yaml": failing.replace("fail", "allow") } })).toEqual([0]);
  const warned = await judge({ ...own, base: { ...own.base, "desalt.yaml": config } });
  expect(warned).toEqual([0, refused("prd/values.yaml (replicas)").replace("error", "warning")]);
});

const image = (tag: string): string => helmfile({ portal: `    values: [{ image: { tag: ${tag} }, password: hunter2 }]\n` });

test("versions of images in a follower's values are said, with what the upstream has", async () => {
  const base = { "dev/helmfile.yaml": image("1.5.0"), "prd/helmfile.yaml": image("1.0.0") };
  expect(await judge({ base, files: { "prd/helmfile.yaml": image("1.5.0") } })).toEqual([
    0,
    "warning: prd portal: image.tag changes from 1.0.0 to 1.5.0 in its values; dev has 1.5.0 as well (values)",
  ]);
  expect(await judge({ base, files: { "dev/helmfile.yaml": image("2.0.0") } })).toEqual([0]);
});

test("nothing that could be a secret is printed", async () => {
  const secret = (tag: string, password: string): Files =>
    both(
      helmfile({
        portal: `    values: [{ image: { tag: "${tag}" }, password: ${password}, web: { image: "user:${password}@registry" } }]\n`,
      }),
    );
  await using repository = await createChange(secret("a secret, b", "hunter3"), {}, [["2026-11-10T12:00:00Z", secret("1.0.0", "hunter2")]]);
  const { stdout } = await gate(repository);
  expect(stdout).toContain("image.tag 1.0.0 is deleted");
  expect(stdout).toContain("values (image.tag, password, web.image)");
  expect(stdout).not.toMatch(/hunter|secret/u);
});

import { expect, test } from "vitest";
import { config, createChange, gate } from "./gate-change.ts";
import { createScriptedHistory, helmfile } from "./scripted-repository.ts";

const repositories = "repositories:\n  - name: stable\n    url: https://charts.example.com\n";
const portal = (lines: string, before = ""): string =>
  `${repositories}${before}releases:\n  - name: portal\n    chart: stable/portal\n${lines}`;

/** A change of prd, the files that the base has for it, and the rule by which it is refused. */
interface Refused {
  readonly prd: string;
  readonly base?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly rule: string;
}

/** A helmfile.lock of portal. */
const lock = (version: string): string =>
  `version: 1.8.0\ndependencies:\n- name: portal\n  repository: https://charts.example.com\n  version: ${version}\ndigest: ""\ngenerated: ""\n`;

const inBase = (prd: string): Readonly<Record<string, string>> => ({ "prd/helmfile.yaml": prd });
const template = "templates: { t: { version: 1.0.0 } }\n";

/** What helmfile 1.8 was seen to run is 9.9.9, the newest version, or another chart. */
const refused: Readonly<Record<string, Refused>> = {
  "braces in comments around a release": {
    prd: `${repositories}releases:\n  # {{\n  - name: portal\n    chart: stable/portal\n    version: 9.9.9\n  # }}\n`,
    rule: "unreadable",
  },
  "braces in comments over an inherited version": {
    base: inBase(portal("    inherit: [{ template: t }]\n", template)),
    prd: `${repositories}${template}releases:\n  - name: portal\n    inherit: [{ template: t }]\n    chart: stable/portal # {{\n    version: 9.9.9 # }}\n`,
    rule: "unreadable",
  },
  "U+2028 in a comment": { prd: portal("    version: 1.0.0\n    # x\u2028    version: 9.9.9\n"), rule: "unreadable" },
  "U+2029 in a comment": { prd: portal("    version: 1.0.0\n    # x\u2029    version: 9.9.9\n"), rule: "unreadable" },
  "NEL in a comment": { prd: portal("    version: 1.0.0\n    # x\u0085    version: 9.9.9\n"), rule: "unreadable" },
  "a carriage return in a comment": {
    prd: portal("    <<: *d # x\r    version: 9.9.9\n", "templates: { d: &d { version: 1.0.0 } }\n"),
    rule: "unreadable",
  },
  "an alias as a key": { prd: portal("    version: 1.0.0\n    *k : 9.9.9\n", "commonLabels: { a: &k version }\n"), rule: "unreadable" },
  "an alias as the key of a name": {
    prd: `${repositories}commonLabels: { a: &k name }\nreleases:\n  - *k : portal\n    chart: stable/portal\n    version: 9.9.9\n`,
    rule: "unreadable",
  },
  "null beside a merge key": {
    prd: portal("    <<: *d\n    version: null\n", "templates: { d: &d { version: 1.0.0 } }\n"),
    rule: "unreadable",
  },
  "nothing beside a merge key": {
    prd: portal("    <<: *d\n    version:\n", "templates: { d: &d { version: 1.0.0 } }\n"),
    rule: "unreadable",
  },
  bases: { prd: "bases: [base.yaml]\n", files: { "prd/base.yaml": helmfile({ portal: "9.9.9" }) }, rule: "not-soaked" },
  "a base that was there": {
    base: { "prd/helmfile.yaml": "bases: [base.yaml]\n", "prd/base.yaml": helmfile({ portal: "1.0.0" }) },
    prd: "bases: [base.yaml]\n",
    files: { "prd/base.yaml": helmfile({ portal: "9.9.9" }) },
    rule: "not-soaked",
  },
  "a base that cannot be read": {
    base: { "prd/helmfile.yaml": "bases: [base.yaml]\n", "prd/base.yaml": helmfile({ portal: "1.0.0" }) },
    prd: "bases: [base.yaml]\n",
    files: { "prd/base.yaml": `helmBinary: ./helm\n${helmfile({ portal: "1.0.0" })}` },
    rule: "unreadable",
  },
  "a base elsewhere": { prd: `bases: [../../base.yaml]\n${helmfile({ portal: "1.0.0" })}`, rule: "unreadable" },
  "a base of a later part": {
    prd: `${helmfile({ portal: "1.0.0" })}---\nbases: [base.yaml]\n`,
    files: { "prd/base.yaml": helmfile({ portal: "9.9.9" }) },
    rule: "unreadable",
  },
  helmfiles: {
    prd: "helmfiles: [{ path: more/helmfile.yaml }]\n",
    files: { "prd/more/helmfile.yaml": helmfile({ portal: "9.9.9" }) },
    rule: "not-soaked",
  },
  "helmfiles that a pattern finds": {
    base: { "prd/helmfile.yaml": "helmfiles: [apps/*/helmfile.yaml]\n", "prd/apps/a/helmfile.yaml": helmfile({ portal: "1.0.0" }) },
    prd: "helmfiles: [apps/*/helmfile.yaml]\n",
    files: { "prd/apps/b/helmfile.yaml": helmfile({ portal: "9.9.9" }) },
    rule: "not-soaked",
  },
  "helmfiles of an unknown pattern, one of which changes": {
    base: { "prd/helmfile.yaml": "helmfiles: ['apps/[a-z].yaml']\n", "prd/apps/a.yaml": helmfile({ portal: "1.0.0" }) },
    prd: "helmfiles: ['apps/[a-z].yaml']\n",
    files: { "prd/apps/a.yaml": helmfile({ portal: "9.9.9" }) },
    rule: "unreadable",
  },
  "a repository of a nested helmfile": {
    prd: "helmfiles: [more/helmfile.yaml]\n",
    files: { "prd/more/helmfile.yaml": helmfile({ portal: "1.0.0" }).replace("charts.example.com", "evil.example.com") },
    rule: "source",
  },
  "a condition that becomes true": {
    base: {
      "prd/helmfile.yaml": `environments: { default: { values: [on.yaml] } }\n---\n${portal("    version: 9.9.9\n    condition: portal.enabled\n")}`,
      "prd/on.yaml": "portal: { enabled: false }\n",
    },
    prd: `environments: { default: { values: [on.yaml] } }\n---\n${portal("    version: 9.9.9\n    condition: portal.enabled\n")}`,
    files: { "prd/on.yaml": "portal: { enabled: true }\n" },
    rule: "not-soaked",
  },
  "a lock over an exact version": {
    prd: helmfile({ portal: "1.0.0" }),
    files: { "prd/helmfile.lock": lock("1.0.0+x") },
    rule: "not-soaked",
  },
  "a lock over a range": {
    prd: helmfile({ portal: '">=1.0.0"' }),
    files: { "prd/helmfile.lock": lock("9.9.9") },
    rule: "not-soaked",
  },
  "a lock that does not fit": {
    prd: helmfile({ portal: "1.1.0" }),
    files: { "prd/helmfile.lock": lock("1.0.0") },
    rule: "unreadable",
  },
  "template text in a name": {
    prd: `${repositories}releases:\n  - name: 'por{{ "tal" }}'\n    chart: stable/portal\n    version: 9.9.9\n`,
    rule: "unreadable",
  },
  "a version of one number": { prd: portal("    version: 1\n"), rule: "no-version" },
  "a quoted version of one number": { prd: portal('    version: "1"\n'), rule: "no-version" },
  "a version of one number where one was": {
    base: inBase(portal('    version: "1.0"\n')),
    prd: portal('    version: "1"\n'),
    rule: "no-version",
  },
  "no version": { prd: portal(""), rule: "no-version" },
  "a twin that is not installed, and a range": {
    prd: `${portal("    namespace: old\n    version: 1.0.0\n    installed: false\n")}  - name: portal\n    chart: stable/portal\n    version: 1.x\n`,
    rule: "no-version",
  },
  "a twin that is not installed, and a version that soaks": {
    prd: `${portal("    namespace: old\n    version: 1.0.0\n    installed: no\n")}  - name: portal\n    chart: stable/portal\n    version: 1.2.0\n`,
    rule: "soaking",
  },
  "a local chart under the old version": {
    prd: portal("    version: 1.0.0\n").replace("stable/portal", "./vendored/portal"),
    files: { "prd/vendored/portal/Chart.yaml": "name: portal\nversion: 9.9.9\n" },
    rule: "not-soaked",
  },
  "a local chart without a version": {
    prd: portal("    version: 1.0.0\n").replace("stable/portal", "./vendored/portal"),
    files: { "prd/vendored/portal/values.yaml": "a: 1\n" },
    rule: "source",
  },
  "a folder in place of an alias": {
    prd: helmfile({ portal: "1.0.0" }),
    files: { "prd/stable/portal/Chart.yaml": "name: portal\nversion: 9.9.9\n" },
    rule: "not-soaked",
  },
  "a chart from git": {
    prd: portal("    version: 1.0.0\n").replace("stable/portal", "git::https://example.com/x@charts/portal"),
    rule: "no-version",
  },
  "another chart from git": {
    base: inBase(portal("").replace("stable/portal", "git::https://example.com/x@charts/portal?ref=v1")),
    prd: portal("").replace("stable/portal", "git::https://example.com/y@charts/portal?ref=v1"),
    rule: "no-version",
  },
  "a chart from an address": {
    prd: portal("    version: 1.0.0\n").replace("stable/portal", "https://example.com/portal"),
    rule: "no-version",
  },
  "an alias twice": {
    prd: `repositories:\n  - name: stable\n    url: https://charts.example.com\n  - name: stable\n    url: https://evil.example.com\nreleases:\n  - name: portal\n    chart: stable/portal\n    version: 1.0.0\n`,
    rule: "source",
  },
  "an alias of another host": { prd: helmfile({ portal: "1.0.0" }).replace("charts.example.com", "evil.example.com"), rule: "source" },
  "another helm": { prd: `helmBinary: ./helm\n${helmfile({ portal: "1.0.0" })}`, rule: "unreadable" },
  "charts under dependencies": {
    prd: portal("    version: 1.0.0\n    dependencies: [{ chart: stable/x, version: 9.9.9 }]\n"),
    rule: "no-version",
  },
  "arguments of helm": { prd: `helmDefaults: { args: [--version=9.9.9] }\n${helmfile({ portal: "1.0.0" })}`, rule: "unreadable" },
  "arguments of helm for sync": {
    prd: `helmDefaults: { syncArgs: [--repo=https://evil.example.com] }\n${helmfile({ portal: "1.0.0" })}`,
    rule: "unreadable",
  },
  "one chart for all releases": { prd: `chart: stable/evil\n${helmfile({ portal: "1.0.0" })}`, rule: "unreadable" },
  "a lock file elsewhere": { prd: `lockFilePath: /tmp/lock\n${helmfile({ portal: "1.0.0" })}`, rule: "unreadable" },
  "a comment with braces": { prd: `# {{ exec "x" }}\n${helmfile({ portal: "1.0.0" })}`, rule: "unreadable" },
  "broken YAML": { prd: `${helmfile({ portal: "1.0.0" })}x: [\n`, rule: "unreadable" },
  "a key twice": { prd: portal("    version: 1.0.0\n    version: 1.1.0\n"), rule: "unreadable" },
  "a merged version": {
    prd: portal("    <<: [*a, *b]\n", "templates: { a: &a { version: 9.9.9 }, b: &b { version: 1.0.0 } }\n"),
    rule: "not-soaked",
  },
  "an inherited version": {
    prd: portal("    inherit: [{ template: a }, { template: b }]\n", "templates: { a: { version: 1.0.0 }, b: { version: 9.9.9 } }\n"),
    rule: "not-soaked",
  },
  "an escaped key": { prd: portal('    "ver\\x73ion": 9.9.9\n'), rule: "not-soaked" },
  "a list that a later document replaces": {
    prd: `${portal("    version: 1.0.0\n")}---\nreleases:\n  - name: portal\n    chart: stable/portal\n    version: 9.9.9\n`,
    rule: "not-soaked",
  },
};

test.concurrent.each(Object.entries(refused))("%s: refused", async (_, { prd, base, files, rule }) => {
  await using repository = await createChange({ "prd/helmfile.yaml": prd, ...files }, base);
  const { status, stdout, stderr } = await gate(repository, "--json");
  const rules =
    stdout === ""
      ? stderr
      : JSON.parse(stdout)
          .findings.filter((one: { severity: string }) => one.severity === "error")
          .map((one: { rule: string }) => one.rule);
  expect([status, rules]).toEqual([1, expect.arrayContaining([rule])]);
});

const plain = helmfile({ portal: "1.1.0" });

/** The same as 1.1.0, which has soaked. */
const passing: Readonly<Record<string, string | readonly [prd: string, base: string]>> = {
  "as it is": plain,
  "carriage returns": plain.replaceAll("\n", "\r\n"),
  "a byte order mark": `\uFEFF${plain}`,
  "comments and blank lines": `# first\n\n${plain}# last\n`,
  "flow style": `${repositories}releases: [{ name: portal, chart: stable/portal, version: 1.1.0 }]\n`,
  "quotes and v": portal('    version: "v1.1.0"\n'),
  "block scalars": portal("    version: |-\n      1.1.0\n"),
  "several documents": `${repositories}---\nreleases:\n  - name: portal\n    chart: stable/portal\n    version: 1.1.0\n`,
  "environments first": `environments: { default: { values: [{ a: 1 }] } }\n---\n${plain}`,
  "an anchor": portal("    version: *v\n", "commonLabels: { v: &v 1.1.0 }\n"),
  "a merge key": portal("    <<: *d\n", "templates: { d: &d { version: 1.1.0 } }\n"),
  "a template": portal("    inherit: [{ template: t }]\n", "templates: { t: { version: 1.1.0 } }\n"),
  "an explicit key": portal("    ? version\n    : 1.1.0\n"),
  "a tab behind a colon": portal("    version:\t1.1.0\n"),
  "an alias renamed": plain.replaceAll("stable", "other"),
  "a slash at the end of an address": plain.replace("example.com", "example.com/"),
  "values, labels and what else belongs to releases": portal(
    "    version: 1.1.0\n    namespace: portal\n    createNamespace: true\n    wait: true\n    timeout: 600\n    atomic: true\n    labels: { a: b }\n    values: ['values/{{ .Release.Name }}.yaml', { a: { b: '{{ x }}' } }]\n    set: [{ name: a, value: b }]\n    needs: [x/y]\n    hooks: []\n",
    "helmDefaults: { wait: true, timeout: 300, args: [--debug], historyMax: 5 }\ncommonLabels: { team: a }\n",
  ),
  "a file that was not understood, and is now": [plain, `bases: [base.yaml]\n${helmfile({ portal: "1.0.0" })}`],
};

test.concurrent.each(Object.entries(passing))("%s: passes", async (_, one) => {
  const [prd, base] = typeof one === "string" ? [one, undefined] : one;
  await using repository = await createChange({ "prd/helmfile.yaml": prd }, base === undefined ? {} : inBase(base));
  expect((await gate(repository)).status).toBe(0);
});

test("a file that is not understood names line and reason, and passes with a warning while a change leaves it alone", async () => {
  const unread = `bases: [base.yaml]\n${helmfile({ portal: "1.0.0" })}`;
  await using changed = await createChange({ "prd/helmfile.yaml": unread });
  expect((await gate(changed)).stdout).toMatchInlineSnapshot(`
    "error: prd: prd/helmfile.yaml cannot be read as helmfile reads it (line 1): the base base.yaml is not in the commit; write it without that, or approve exactly this content first, in a pull request of its own: npx desalt promote --approve-files prd@sha256:af5f8668b244ca1908f47f63a86aad6d828d51bc4e50e03f4715392cef63af7a --reason TEXT (unreadable)
    Failed: 1 change is blocked.
    "
  `);
  await using alone = await createChange({ "README.md": "text\n" }, { "prd/helmfile.yaml": unread });
  const { status, stdout } = await gate(alone);
  expect([status, stdout]).toMatchInlineSnapshot(`
    [
      0,
      "warning: prd: prd/helmfile.yaml cannot be read as helmfile reads it (line 1): the base base.yaml is not in the commit (unreadable)
    Passed: every version in this change has soaked.
    ",
    ]
  `);
  await using upstream = await createChange({ "dev/helmfile.yaml": unread });
  expect((await gate(upstream)).stdout).toMatchInlineSnapshot(`
    "warning: dev: dev/helmfile.yaml cannot be read as helmfile reads it (line 1): the base base.yaml is not in the commit; nothing soaks there meanwhile (unreadable)
    Passed: every version in this change has soaked.
    "
  `);
});

test("a chart in a folder of the repository that dev and prd share changes freely", async () => {
  const local = portal("").replace("stable/portal", "../charts/portal");
  const base = {
    "charts/portal/Chart.yaml": "name: portal\nversion: 1.0.0\n",
    "dev/helmfile.yaml": local,
    "prd/helmfile.yaml": local,
    "desalt.yaml": config,
  };
  await using repository = await createChange({ "charts/portal/Chart.yaml": "name: portal\nversion: 2.0.0\n" }, base);
  expect((await gate(repository)).status).toBe(0);
});

test("time under a text that is not understood counts for nothing", async () => {
  await using repository = await createChange({ "prd/helmfile.yaml": helmfile({ portal: "1.1.0" }) }, {}, [
    ["2026-11-10T01:00:00Z", { "dev/helmfile.yaml": `bases: [base.yaml]\n${helmfile({ portal: "1.1.0" })}` }],
    ["2026-11-10T02:00:00Z", { "dev/helmfile.yaml": helmfile({ portal: "1.1.0" }) }],
  ]);
  const { status, stdout } = await gate(repository);
  expect([status, stdout.split("\n")[0]]).toMatchInlineSnapshot(`
    [
      1,
      "error: prd portal 1.0.0 → 1.1.0: 1.1.0 soaks in dev since 2026-11-10T02:00:00Z; this passes from 2026-11-17T02:00:00Z on (soaking)",
    ]
  `);
});

/** By release: its repository and its own lines, before and after. */
const weakened: Readonly<Record<string, readonly [before: string, after: string]>> = {
  certificates: ["", "skipTLSVerify: true"],
  certificate: ["", "; insecureSkipTLSVerify: true"],
  http: ["", "plainHttp: true"],
  authority: ["caFile: a.pem", "caFile: b.pem"],
  signatures: ["verify: true", ""],
  signature: ["verify: true", "verify: true; verify: false"],
  keyring: ["verify: true, keyring: a.gpg", "verify: true, keyring: b.gpg"],
};

const trusting = (side: 0 | 1): string => {
  const all = Object.entries(weakened).map(([name, texts]) => [name, ...texts[side].split("; ")] as const);
  const sources = all.map(([name, own]) => `  - { name: ${name}, url: "https://${name}.example.com"${own === "" ? "" : `, ${own}`} }\n`);
  const releases = all.map(
    ([name, , own = ""]) => `  - { name: ${name}, chart: ${name}/${name}, version: 1.0.0${own === "" ? "" : `, ${own}`} }\n`,
  );
  return `repositories:\n${sources.join("")}releases:\n${releases.join("")}`;
};

test("a weaker way to a chart is refused, unless the upstream takes it or people approve", async () => {
  const files = { "desalt.yaml": config, "dev/helmfile.yaml": trusting(0), "prd/helmfile.yaml": trusting(0) };
  await using change = await createScriptedHistory([["2026-10-01T00:00:00Z", files]]);
  await change.git("switch", "--quiet", "--create", "change");
  await change.commit("2026-11-11T00:00:00Z", { "prd/helmfile.yaml": trusting(1) });
  const { stdout } = await gate(change);
  expect(stdout.replaceAll(/^ hint.*\n/gmu, "")).toMatchInlineSnapshot(`
    "error: prd certificates: chart certificates comes from https://certificates.example.com without a check of certificates, where the same version may have other content; dev has never trusted that; let dev do so first, or approve 1.0.0 (source)
    error: prd certificate: chart certificate comes from https://certificate.example.com without a check of certificates, where the same version may have other content; dev has never trusted that; let dev do so first, or approve 1.0.0 (source)
    error: prd http: chart http comes from https://http.example.com over plain HTTP, where the same version may have other content; dev has never trusted that; let dev do so first, or approve 1.0.0 (source)
    error: prd authority: chart authority comes from https://authority.example.com trusting b.pem, where the same version may have other content; dev has never trusted that; let dev do so first, or approve 1.0.0 (source)
    error: prd signatures: chart signatures comes from https://signatures.example.com without a check of signatures, where the same version may have other content; dev has never trusted that; let dev do so first, or approve 1.0.0 (source)
    error: prd signature: chart signature comes from https://signature.example.com without a check of signatures, where the same version may have other content; dev has never trusted that; let dev do so first, or approve 1.0.0 (source)
    error: prd keyring: chart keyring comes from https://keyring.example.com signed with the keys of b.gpg, where the same version may have other content; dev has never trusted that; let dev do so first, or approve 1.0.0 (source)
    Failed: 7 changes are blocked.
    "
  `);
  await change.git("switch", "--quiet", "main");
  const approve = Object.keys(weakened).map((release) => ({ release, version: "1.0.0", to: "prd", reason: "a test" }));
  await change.commit("2026-11-11T00:00:00Z", { "promotion.yaml": JSON.stringify({ approve }) });
  await change.git("rebase", "--quiet", "main", "change");
  expect((await gate(change)).status).toBe(0);
  await change.git("switch", "--quiet", "main");
  await change.commit("2026-11-11T01:00:00Z", { "promotion.yaml": "{}\n", "dev/helmfile.yaml": trusting(1) });
  await change.git("rebase", "--quiet", "main", "change");
  expect((await gate(change)).status).toBe(0);
  // The way back is always free.
  await change.git("switch", "--quiet", "main");
  await change.commit("2026-11-11T01:00:00Z", { "prd/helmfile.yaml": trusting(1) });
  await change.git("switch", "--quiet", "--create", "back");
  await change.commit("2026-11-11T02:00:00Z", { "prd/helmfile.yaml": trusting(0) });
  expect((await gate(change)).status).toBe(0);
});

test("an upstream that takes the context of a follower is refused", async () => {
  const inContext = (context: string): string => `helmDefaults: { kubeContext: ${context} }\n${helmfile({ portal: "1.0.0" })}`;
  const base = inBase(inContext("production"));
  await using taken = await createChange({ "dev/helmfile.yaml": inContext("production").replace("1.0.0", "9.9.9") }, base);
  expect((await gate(taken)).stdout).toMatchInlineSnapshot(`
    "error: dev: it takes "production", which is the context of prd, so that nothing in dev would wait; name another one (context)
    Failed: 1 change is blocked.
    "
  `);
  await using other = await createChange({ "dev/helmfile.yaml": inContext("development").replace("1.0.0", "9.9.9") }, base);
  expect((await gate(other)).status).toBe(0);
  await using hidden = await createChange(
    { "dev/helmfile.yaml": `helmBinary: ./helm\n${portal("    version: 9.9.9\n    kubeContext: production\n")}` },
    base,
  );
  const { findings } = JSON.parse((await gate(hidden, "--json")).stdout);
  expect(findings[0]).toMatchObject({ severity: "error", environment: "dev", rule: "context" });
});

test("a refused version says why nobody can tell which one runs", async () => {
  const release = (name: string, rest: string): string => `  - { name: ${name}, chart: stable/portal, ${rest} }\n`;
  const digest = `sha256:${"a".repeat(64)}`;
  const prd = `${repositories}releases:\n${[
    release("condition", "version: 1.1.0, condition: portal.enabled"),
    release("field", `version: "1.1.0@${digest}"`),
    release("address", `version: 1.1.0`).replace("stable/portal", `"oci://charts.example.com/portal:1.1.0@${digest}"`),
    release("tag", `version: 1.1.0`).replace("stable/portal", `"oci://charts.example.com/portal:1.1.0"`),
    release("missing", "wait: true"),
  ].join("")}`;
  await using repository = await createChange({ "prd/helmfile.yaml": prd });
  const { findings } = JSON.parse((await gate(repository, "--json")).stdout);
  const texts = findings.filter((one: { rule: string }) => one.rule === "no-version").map((one: { message: string }) => one.message);
  expect(texts).toMatchInlineSnapshot(`
    [
      "nobody can say whether it runs: the values have no "portal"; write it without that",
      "a digest decides what runs, and nothing compares it with a version; write an exact version, for example 1.2.3",
      "a digest decides what runs, and nothing compares it with a version; write it without that",
      "the chart's address has a tag, and versions belong under version; write it without that",
      "it has no version, so that the newest one runs; write an exact version, for example 1.2.3",
    ]
  `);
});

test("what a follower pulls in is not a helmfile that the config does not name", async () => {
  const prd = (version: string): Readonly<Record<string, string>> => ({
    "prd/helmfile.yaml": "helmfiles: [more/helmfile.yaml]\n",
    "prd/more/helmfile.yaml": helmfile({ portal: version }),
  });
  await using repository = await createChange(prd("1.1.0"), prd("1.0.0"));
  expect((await gate(repository)).stdout).toBe("Passed: every version in this change has soaked.\n");
});

test("a release that only the lock moves along is named, with the line to put back", async () => {
  const both = (first: string, second: string): string =>
    lock(first).replace("digest:", lock(second).split("\n").slice(2, 5).join("\n").replace("portal", "web").concat("\ndigest:"));
  const prd = (range: string): string => `${helmfile({ portal: range })}  - { name: web, chart: stable/web, version: 1.x }\n`;
  const dev = { "dev/helmfile.yaml": prd("1.0.0").replace("1.x", "1.0.0") };
  await using repository = await createChange(
    { "prd/helmfile.yaml": prd('">=1.1.0 <2"'), "prd/helmfile.lock": both("1.1.0", "1.9.0") },
    { ...dev, "prd/helmfile.yaml": prd("1.x"), "prd/helmfile.lock": both("1.0.0", "1.0.0") },
  );
  expect((await gate(repository)).stdout).toMatchInlineSnapshot(`
    "error: prd web 1.0.0 → 1.9.0: 1.9.0 has not soaked in dev, and does not soak there now; upgrade dev first, or approve 1.9.0; only the lock file moves web along; to leave it out of this change, write there: web with version: 1.0.0 (not-soaked)
    Failed: 1 change is blocked.
     hint: npx desalt promote --explain web@1.9.0 --to prd
    "
  `);
});

test("a file that git converts when it is checked out is not understood where the change brings that", async () => {
  await using repository = await createChange({ ".gitattributes": "prd/*.yaml filter=other\n" });
  const { findings } = JSON.parse((await gate(repository, "--json")).stdout);
  expect(findings).toMatchObject([{ severity: "error", environment: "prd", rule: "unreadable" }]);
  await using harmless = await createChange({ ".gitattributes": "*.tgz filter=lfs\n*.yaml text\n", ...inBase(plain) });
  expect((await gate(harmless)).status).toBe(0);
});

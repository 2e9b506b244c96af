import { describe, expect, it, test } from "vitest";
import { readHelmfiles } from "./read-files.ts";
import type { Surroundings } from "./surroundings.ts";

type Files = Readonly<Record<string, string>>;

function surroundings(files: Files): Surroundings {
  const below = (path: string): string => (path === "." ? "" : `${path}/`);
  const paths = Object.keys(files);
  return {
    isFolder: (path) => paths.some((file) => file.startsWith(below(path))),
    readText: (path) => files[path],
    list: (path) => {
      const names = paths.flatMap((file) => (file.startsWith(below(path)) ? [file.slice(below(path).length).split("/")[0] ?? ""] : []));
      return [...new Set(names)].toSorted();
    },
  };
}

const read = (files: Files, environment = "default") =>
  readHelmfiles({ path: "prd/helmfile.yaml", files: surroundings(files), environment });

const repositories = "repositories: [{ name: acme, url: https://charts.example.com }]\n";
const release = (version: string, more = ""): string => `releases:\n- { name: portal, chart: acme/portal, version: ${version}${more} }\n`;

/** What runs, in a few words; the reason if it is not understood. */
function show(files: Files, environment?: string): unknown {
  const { notUnderstood, releases, nested = [] } = read(files, environment);
  if (notUnderstood !== undefined) return `${notUnderstood.path ?? ""}: ${notUnderstood.reason}`;
  return [...releases, ...nested.flatMap((one) => one.releases)].map(
    ({ name, version, chartVersion, lockedVersion, isUninstalled, inexact }) =>
      `${name} ${inexact?.reason ?? chartVersion ?? lockedVersion ?? version ?? ""}${isUninstalled === true ? " off" : ""}`,
  );
}

describe("bases", () => {
  it("come before the file, and lists of one part are joined", () => {
    const files = {
      "prd/helmfile.yaml": `bases: [../base.yaml]\n${release("1.1.0").replace("portal,", "second,")}`,
      "base.yaml": repositories + release("9.9.9"),
    };
    expect(show(files)).toEqual(["portal 9.9.9", "second 1.1.0"]);
    expect(read(files).repositories).toHaveLength(1);
  });
  it("lose their releases to a later part that has some", () => {
    const base = { "prd/base.yaml": repositories + release("9.9.9") };
    expect(show({ ...base, "prd/helmfile.yaml": `bases: [base.yaml]\n---\n${release("1.0.0")}` })).toEqual(["portal 1.0.0"]);
    expect(show({ ...base, "prd/helmfile.yaml": "bases: [base.yaml]\n---\nreleases: []\n" })).toEqual(["portal 9.9.9"]);
  });
  it("hand down templates", () => {
    const files = {
      "prd/helmfile.yaml": "bases: [base.yaml]\nreleases:\n- { name: portal, inherit: [{ template: t }] }\n",
      "prd/base.yaml": "templates:\n  t: { chart: acme/portal, version: 9.9.9 }\n",
    };
    expect(show(files)).toEqual(["portal 9.9.9"]);
  });
  it.each([
    ["../../base.yaml", 'the base "../../base.yaml" is not a path inside of the repository'],
    ["/etc/base.yaml", 'the base "/etc/base.yaml" is not a path inside of the repository'],
    ["git::https://example.com/x@base.yaml", 'the base "git::https://example.com/x@base.yaml" is not a path inside of the repository'],
    ["gone.yaml", "the base gone.yaml is not in the commit"],
    ["base.yaml.gotmpl", "only helmfile can render the base base.yaml.gotmpl"],
    ["chain.yaml", "a base has bases of its own, which helmfile refuses"],
  ])("are not understood at %s", (name, reason) => {
    const files = { "prd/base.yaml.gotmpl": "releases: []\n", "prd/chain.yaml": "bases: [x.yaml]\n" };
    expect(show({ ...files, "prd/helmfile.yaml": `bases: ["${name}"]\n${release("1.0.0")}` })).toMatch(reason);
  });
});

describe("helmfiles", () => {
  it.each(["more/helmfile.yaml", "more", "mo*/helmfile.yaml", "./more/*"])("are read at %s, with repositories of their own", (path) => {
    const files = {
      "prd/helmfile.yaml": `helmfiles: [{ path: "${path}" }]\n${repositories}${release("1.0.0")}`,
      "prd/more/helmfile.yaml": `${repositories.replace("acme", "other").replace("charts", "other")}${release("9.9.9")}`,
    };
    expect(show(files)).toEqual(["portal 1.0.0", "portal 9.9.9"]);
    expect(read(files).nested?.[0]?.repositories[0]?.url).toBe("https://other.example.com");
  });
  it("are not understood if one gives the name of a repository another address, which helmfile then uses for all", () => {
    const above = `helmfiles: [more.yaml]\n${repositories}${release("1.0.0")}`;
    const files = (below: string) => ({ "prd/helmfile.yaml": above, "prd/more.yaml": below + release("9.9.9") });
    const said = 'prd/helmfile.yaml: the repository "acme" has two addresses in two helmfiles';
    expect(show(files(repositories.replace("charts.", "other.")))).toBe(said);
    expect(show(files(repositories.replace("}", ", oci: true }")))).toBe(said);
    expect(show(files(repositories.replace(".com", ".com/")))).toEqual(["portal 1.0.0", "portal 9.9.9"]);
  });
  it.each([
    ["{ path: more/helmfile.yaml, selectors: [a=b] }", /"selectors" in helmfiles/u],
    ["{ path: more/helmfile.yaml, inherits: [repositories] }", /"inherits" in helmfiles/u],
    ["{ path: 'more/[a-z]*.yaml' }", /the pattern is not understood/u],
    ["{ path: 'git::https://example.com/x@helmfile.yaml' }", /not a path inside of the repository/u],
    ["gone.yaml", /it is not in the commit/u],
    ["helmfile.yaml", /it leads back to itself/u],
    ["{ path: more/helmfile.yaml, unknown: 1 }", /desalt does not know the key "unknown"/u],
  ])("are not understood as %s", (entry, reason) => {
    const files = { "prd/helmfile.yaml": `helmfiles: [${entry}]\n`, "prd/more/helmfile.yaml": release("9.9.9") };
    expect(show(files)).toMatch(reason);
  });
});

it("an environment that is declared again loses its kubeContext, so that both are not understood", () => {
  const again = `environments:\n  default: { kubeContext: a }\n---\nenvironments:\n  default: {}\n---\n${repositories}${release("1.0.0")}`;
  expect(show({ "prd/helmfile.yaml": again })).toMatch(/the environment default is declared more than once/u);
});

describe("conditions", () => {
  const conditional = release("1.0.0", ", condition: portal.enabled");
  const withValues = (values: string): string => `environments:\n  default:\n    values: ${values}\n---\n${conditional}`;
  it.each([
    ["[{ portal: { enabled: true } }]", ["portal 1.0.0"]],
    ["[{ portal: { enabled: false } }]", ["portal 1.0.0 off"]],
    ["[{ portal: { enabled: true } }, { portal: { enabled: false } }]", ["portal 1.0.0 off"]],
    ["[on.yaml, { portal: { other: 1 } }]", ["portal 1.0.0"]],
    ["[on.yaml, off.yaml]", ["portal 1.0.0 off"]],
    ["[{ portal: {} }]", ["portal 1.0.0 off"]],
    ["[{ portal: { enabled: 'true' } }]", ['portal "portal.enabled" is not true or false in the values']],
    ["[gone.yaml]", ["portal the values gone.yaml: it is not in the commit"]],
    ["[rendered.yaml.gotmpl]", ["portal the values file prd/rendered.yaml.gotmpl: only helmfile can read it"]],
    ["[{ other: 1 }]", ['portal the values have no "portal"']],
  ])("are decided by values %s", (values, expected) => {
    const files = {
      "prd/on.yaml": "portal: { enabled: true }\n",
      "prd/off.yaml": "portal:\n  enabled: false\n",
      "prd/rendered.yaml.gotmpl": "portal: { enabled: true }\n",
    };
    expect(show({ ...files, "prd/helmfile.yaml": withValues(values) })).toEqual(expected);
  });
  it("read the values of the environment that is asked for", () => {
    const text = `environments:\n  default: { values: [{ portal: { enabled: true } }] }\n  blue: { values: [{ portal: { enabled: false } }] }\n---\n${conditional}`;
    expect([show({ "prd/helmfile.yaml": text }), show({ "prd/helmfile.yaml": text }, "blue")]).toEqual([
      ["portal 1.0.0"],
      ["portal 1.0.0 off"],
    ]);
    expect(show({ "prd/helmfile.yaml": text }, "green")).toMatch(/the environment green is not declared/u);
  });
});

describe("helmfile.lock", () => {
  const locked = (version: string): string =>
    `version: 1.8.0\ndependencies:\n- name: portal\n  repository: https://charts.example.com\n  version: ${version}\ndigest: x\n`;
  it.each([
    [">=1.0.0", "9.9.9", ["portal 9.9.9"]],
    ["1.0.0", "1.0.0+x", ["portal 1.0.0+x"]],
    ["1.0.0", "1.1.0", 'prd/helmfile.lock: it does not say which version of acme/portal runs for "1.0.0"'],
    ["1.x", "2.0.0", 'prd/helmfile.lock: it does not say which version of acme/portal runs for "1.x"'],
    ["1.x", '"1.1"', "prd/helmfile.lock: desalt cannot read this lock file"],
  ])("decides for %s with %s", (version, lock, expected) => {
    expect(show({ "prd/helmfile.yaml": repositories + release(`"${version}"`), "prd/helmfile.lock": locked(lock) })).toEqual(expected);
  });
  it("counts for nothing without a repository, and is not read if it is no YAML", () => {
    expect(show({ "prd/helmfile.yaml": release("1.0.0"), "prd/helmfile.lock": locked("1.0.0+x") })).toEqual(["portal 1.0.0"]);
    expect(show({ "prd/helmfile.yaml": repositories + release("1.0.0"), "prd/helmfile.lock": "[" })).toMatch(/cannot read this lock file/u);
  });
});

test("a folder at the path of a chart makes it a local one, whatever repositories say", () => {
  const text = { "prd/helmfile.yaml": repositories + release("1.0.0") };
  const chart = "name: portal\nversion: 9.9.9\n";
  const ranged = `${chart}dependencies: [{ name: x, version: 1.x, repository: "https://charts.example.com" }]\n`;
  expect(show({ ...text, "prd/acme/portal/Chart.yaml": chart })).toEqual(["portal 9.9.9"]);
  expect(show({ ...text, "prd/acme/portal/Chart.yaml": ranged })).toEqual([
    "portal the chart in the folder acme/portal depends on a range, and has no Chart.lock",
  ]);
  expect(show({ ...text, "prd/acme/portal/Chart.yaml": ranged, "prd/acme/portal/Chart.lock": "" })).toEqual(["portal 9.9.9"]);
  expect(show({ ...text, "prd/acme/portal/kustomization.yaml": "" })).toEqual([
    "portal the chart is the folder acme/portal, and its version is that of its Chart.yaml",
  ]);
  expect(show({ ...text, "prd/acme/other/Chart.yaml": chart })).toEqual(["portal 1.0.0"]);
});

test("context and trust are those of the release, its helmfile and its repository", () => {
  const text = `helmDefaults: { kubeContext: one, plainHttp: true }\nrepositories: [{ name: acme, url: https://charts.example.com, skipTLSVerify: true }]\n${release("1.0.0", ", kubeContext: two")}`;
  const { releases, repositories: declared } = read({ "prd/helmfile.yaml": text });
  expect([releases[0]?.kubeContext, releases[0]?.trust, declared[0]?.trust]).toEqual([
    "two",
    ["over plain HTTP"],
    ["without a check of certificates"],
  ]);
  expect(read({ "prd/helmfile.yaml": `kubeContext: three\n${text}` }).releases[0]?.kubeContext).toBe("three");
  expect(read({ "prd/helmfile.yaml": text.replace(", kubeContext: two", "") }).releases[0]?.kubeContext).toBe("one");
});

describe("what is trusted for a chart", () => {
  const trustOf = (text: string): unknown => {
    const { releases } = read({ "prd/helmfile.yaml": text });
    return releases.map(({ trust, isVerified, keyring }) => ({ trust, isVerified, keyring }));
  };
  it.each([
    [`helmDefaults: { insecureSkipTLSVerify: true }\n${release("1.0.0")}`, { trust: ["without a check of certificates"] }],
    [`helmDefaults: { plainHttp: true }\n${release("1.0.0", ", plainHttp: false")}`, { trust: ["over plain HTTP"] }],
    [`helmDefaults: { verify: true, keyring: a.gpg }\n${release("1.0.0")}`, { isVerified: true, keyring: "a.gpg" }],
    [`helmDefaults: { verify: true }\n${release("1.0.0", ", verify: false")}`, { isVerified: false }],
    [
      `templates: { t: { verify: false, keyring: t.gpg } }\n${release("1.0.0", ", inherit: [{ template: t }], verify: true")}`,
      { isVerified: false, keyring: "t.gpg" },
    ],
    [release("1.0.0"), {}],
  ])("%s", (text, expected) => {
    expect(trustOf(text)).toEqual([expected]);
  });
});

test("the namespace of the helmfile replaces that of every release", () => {
  const text = `namespace: all\n${repositories}${release("1.0.0", ", namespace: own")}`;
  expect(read({ "prd/helmfile.yaml": text }).releases[0]?.namespace).toBe("all");
  expect(read({ "prd/helmfile.yaml": text.replace("namespace: all", "namespace: ''") }).releases[0]?.namespace).toBe("own");
});

test("an alias that is declared twice stands for the first address if that is OCI, and otherwise for the last that is not", () => {
  const oci = (host: string): string => `{ name: acme, url: ${host}.example.com/x, oci: true }`;
  const web = (host: string): string => `{ name: acme, url: https://${host}.example.com }`;
  const addressOf = (...entries: readonly string[]): readonly (string | undefined)[] =>
    read({ "prd/helmfile.yaml": `repositories: [${entries.join(", ")}]\n${release("1.0.0")}` }).repositories.map(({ url }) => url);
  expect(addressOf(oci("a"), web("b"))).toEqual(["a.example.com/x"]);
  expect(addressOf(oci("a"), oci("b"))).toEqual(["a.example.com/x"]);
  expect(addressOf(web("a"), oci("b"))).toEqual(["https://a.example.com"]);
  expect(addressOf(web("a"), oci("b"), web("c"))).toEqual(["https://c.example.com"]);
});

test("a folder does not stand in for a chart of an OCI registry", () => {
  const text = `repositories: [{ name: acme, url: charts.example.com/x, oci: true }]\n${release("1.0.0")}`;
  const folder = { "prd/acme/portal/Chart.yaml": "name: portal\nversion: 9.9.9\n" };
  expect(show({ ...folder, "prd/helmfile.yaml": text })).toEqual(["portal 1.0.0"]);
  expect(show({ ...folder, "prd/helmfile.yaml": text.replace("acme/portal", "./acme/portal") })).toEqual(["portal 9.9.9"]);
});

test("a mistake counts also where a later part replaces the list", () => {
  const files = { "prd/more.yaml": release("9.9.9"), "prd/last.yaml": repositories };
  const text = (name: string): string => `helmfiles: [${name}]\n---\nhelmfiles: [last.yaml]\n---\n${repositories}${release("1.0.0")}`;
  expect(show({ ...files, "prd/helmfile.yaml": text("more.yaml") })).toEqual(["portal 1.0.0"]);
  expect(show({ ...files, "prd/helmfile.yaml": text("gone.yaml") })).toMatch(/it is not in the commit/u);
  const mistaken = `${release("9.9.9", ", installed: 'false'")}---\n${repositories}${release("1.0.0")}`;
  expect(show({ "prd/helmfile.yaml": mistaken })).toMatch(/is not a boolean/u);
  expect(show({ "prd/helmfile.yaml": mistaken.replace("'false'", "false") })).toEqual(["portal 1.0.0"]);
});

test("except takes values and labels, and nothing that decides what runs", () => {
  const text = (key: string): string =>
    `templates: { t: { version: 9.9.9 } }\n${repositories}releases: [{ name: portal, chart: acme/portal, inherit: [{ template: t, except: [${key}] }] }]\n`;
  expect(show({ "prd/helmfile.yaml": text("labels") })).toEqual(["portal 9.9.9"]);
  expect(show({ "prd/helmfile.yaml": text("version") })).toMatch(/"version" stands under except/u);
});

import { expect, test } from "vitest";
import { bump, config, createChange, gate } from "./gate-change.ts";
import { runDesalt } from "./run-desalt.ts";
import { helmfile, type ScriptedCommit, type ScriptedRepository } from "./scripted-repository.ts";

interface Judgement {
  readonly findings: readonly { readonly severity: string; readonly rule: string }[];
}

/** The exit code and the rules of the findings: errors as they are, warnings in brackets. */
async function judge(repository: ScriptedRepository, ...args: readonly string[]): Promise<readonly [number, ...string[]]> {
  const { status, stdout } = await gate(repository, "--json", ...args);
  const { findings }: Judgement = JSON.parse(stdout);
  return [status, ...findings.map(({ severity, rule }) => (severity === "error" ? rule : `(${rule})`))];
}

const strict = config.replace("soak: 7 days", "soak: 7 days, strict: true");

test("a range or a missing version in a follower is refused, whatever was there before", async () => {
  for (const text of ['">=1.0.0"', '"1"', '"1.0"', "1.x", ""]) {
    await using changed = await createChange(bump(text));
    expect([text, ...(await judge(changed))]).toEqual([text, 1, "no-version"]);
  }
  await using wider = await createChange(bump('">=1.1.0"'), bump('">=1.0.0"'));
  expect(await judge(wider)).toEqual([1, "no-version"]);
  await using dropped = await createChange(bump(""), bump('">=1.0.0"'));
  expect(await judge(dropped)).toEqual([1, "no-version"]);
});

test("a range that a change leaves alone passes", async () => {
  const range = bump('">=1.0.0"')["prd/helmfile.yaml"] ?? "";
  await using repository = await createChange({ "prd/helmfile.yaml": `# A comment.\n${range}` }, { "prd/helmfile.yaml": range });
  expect(await judge(repository)).toEqual([0]);
});

test("a new release with a range is refused, in a freeze, with strict, and where the upstream never ran it", async () => {
  const other = {
    "prd/helmfile.yaml": `${bump("1.0.0")["prd/helmfile.yaml"]}  - name: other\n    chart: stable/other\n    version: "1"\n`,
  };
  const freeze = { "promotion.yaml": "freeze:\n  - { from: 2026-11-11, until: 2026-12-01, reason: sale }\n" };
  for (const base of [{}, { "desalt.yaml": strict }, freeze]) {
    await using repository = await createChange(other, base);
    expect(await judge(repository)).toEqual([1, "no-version"]);
  }
});

const none = { "prd/helmfile.yaml": helmfile({}) };

test("a new release needs a version that has soaked upstream for its chart, under any name", async () => {
  await using soaked = await createChange(bump("1.1.0"), none);
  expect(await judge(soaked)).toEqual([0]);
  await using soaking = await createChange(bump("1.2.0"), none);
  expect(await judge(soaking)).toEqual([1, "soaking"]);
  await using unknown = await createChange(bump("9.9.9"), none);
  expect(await judge(unknown)).toEqual([1, "not-soaked"]);
  const release = (version: string, more = ""): string => `  - name: portal\n    chart: stable/portal\n    version: ${version}\n${more}`;
  const prd = bump("1.0.0")["prd/helmfile.yaml"] ?? "";
  await using renamed = await createChange({ "prd/helmfile.yaml": `${prd}${release("9.9.9").replace("name: portal", "name: web")}` });
  expect(await judge(renamed)).toEqual([1, "not-soaked"]);
  await using twin = await createChange({ "prd/helmfile.yaml": `${prd}${release("1.2.0", "    namespace: green\n")}` });
  expect(await judge(twin)).toEqual([1, "soaking"]);
  await using tenant = await createChange({ "prd/helmfile.yaml": `${prd}${release("1.0.0").replace("name: portal", "name: web")}` });
  expect(await judge(tenant)).toEqual([0]);
});

test("a release that one change removed is gated when the next one adds it", async () => {
  const later: ScriptedCommit = ["2026-11-10T12:00:00Z", none];
  await using upgraded = await createChange(bump("1.2.0"), {}, [later]);
  expect(await judge(upgraded)).toEqual([1, "soaking"]);
  await using reverted = await createChange(bump("1.0.0"), {}, [later]);
  expect(await judge(reverted)).toEqual([0]);
});

test("an addition of what dev rolled back is refused", async () => {
  const later: ScriptedCommit = ["2026-11-11T00:00:00Z", { "dev/helmfile.yaml": helmfile({ portal: "1.1.0" }) }];
  await using repository = await createChange({ "prd/helmfile.yaml": helmfile({ portal: "1.2.0" }) }, none, [later]);
  expect(await judge(repository)).toEqual([1, "rollback", "(rolled-back-upstream)"]);
});

test("a chart that dev never ran is free with a warning, and with strict needs an approval", async () => {
  const other = { "prd/helmfile.yaml": helmfile({ portal: "1.0.0", other: "3.0.0" }) };
  await using free = await createChange(other);
  expect(await judge(free)).toEqual([0, "(added)"]);
  await using refused = await createChange(other, { "desalt.yaml": strict });
  expect(await judge(refused)).toEqual([1, "added"]);
  const approval = "approve:\n  - { release: portal, version: 1.2.0, to: prd, reason: CVE }\n";
  await using gated = await createChange(bump("1.2.0"), { ...none, "promotion.yaml": approval });
  expect(await judge(gated)).toEqual([0]);
});

test("additions: free lets a release start with what dev runs, with a warning", async () => {
  const free = { ...none, "desalt.yaml": config.replace("soak: 7 days", "soak: 7 days, additions: free") };
  await using repository = await createChange(bump("1.2.0"), free);
  expect(await judge(repository)).toEqual([0, "(added)"]);
  await using newer = await createChange(bump("9.9.9"), free);
  expect(await judge(newer)).toEqual([1, "not-soaked"]);
});

test("a rollback goes to what ran and is not held, and to nothing else", async () => {
  for (const version of ["0.9.9", "1.0.99"]) {
    await using repository = await createChange(bump(version), bump("1.1.0"));
    expect(await judge(repository)).toEqual([1, "rollback"]);
  }
  await using own = await createChange(bump("0.9.0"), bump("0.9.0"), [["2026-11-10T12:00:00Z", bump("1.1.0")]]);
  expect(await judge(own)).toEqual([0]);
  const hold = { "promotion.yaml": "hold:\n  - { release: portal, version: 1.0.0, reason: leaks }\n" };
  await using held = await createChange(bump("1.0.0"), { ...hold, ...bump("1.1.0") });
  expect(await judge(held)).toEqual([1, "hold"]);
});

test("what a follower itself rolled back is held, with the commit, until it is approved", async () => {
  const later: readonly ScriptedCommit[] = [
    ["2026-11-09T00:00:00Z", bump("1.1.0")],
    ["2026-11-10T20:00:00Z", bump("1.0.0")],
  ];
  await using repository = await createChange(bump("1.1.0"), {}, later);
  const commit = (await repository.git("rev-parse", "main")).slice(0, 10);
  expect(await gate(repository)).toEqual({
    status: 1,
    stdout: expect.stringContaining(`1.1.0 was rolled back in prd on 2026-11-10 (commit ${commit})`),
    stderr: "",
  });
  await repository.git("switch", "--quiet", "main");
  const { stdout } = await runDesalt(repository.path, ["promote", "--dry-run", "--now", "2026-11-12", "--json"]);
  expect(JSON.parse(stdout)).toMatchObject({
    gates: [{ allowed: [], held: [{ version: "1.1.0", by: "rollback", reason: expect.stringContaining(commit) }] }],
  });
  await repository.commit("2026-11-11T00:00:00Z", {
    "promotion.yaml": "approve:\n  - { release: portal, version: 1.1.0, to: prd, reason: the cause was another }\n",
  });
  expect(await judge(repository, "--head", "change")).toEqual([0]);
});

test("a chart from an address that dev never took it from is refused where a change brings it", async () => {
  const from = (url: string, version = "1.0.0") => ({
    "prd/helmfile.yaml": helmfile({ portal: version }).replace("https://charts.example.com", url),
  });
  await using moved = await createChange(from("https://evil.example.com"));
  expect(await judge(moved)).toEqual([1, "source"]);
  await using same = await createChange(from("https://CHARTS.example.com:443/", "1.1.0"));
  expect(await judge(same)).toEqual([0]);
  await using mirror = await createChange(from("https://mirror.example.com", "1.1.0"), from("https://mirror.example.com"));
  expect(await judge(mirror)).toEqual([0]);
});

test("an approval may name a version that nothing ran, a hotfix, and the check says so", async () => {
  const approval = "approve:\n  - { release: portal, version: 1.0.1, to: prd, reason: fixes the login }\n";
  await using repository = await createChange(bump("1.0.1"), { "promotion.yaml": approval });
  expect(await judge(repository)).toEqual([0, "(never-ran)"]);
  const { status, stdout, stderr } = await gate(repository);
  expect([status, stdout, stderr]).toEqual([
    0,
    expect.stringContaining("1.0.1 is approved, and no environment has run it"),
    expect.stringContaining('warning: version "1.0.1" of "portal" has not run in any environment'),
  ]);
});

test("a decision about what only prd has run stays valid", async () => {
  const approval = "approve:\n  - { release: portal, version: 1.0.1, to: prd, reason: fixes the login }\n";
  await using repository = await createChange({ "README.md": "hello\n" }, { ...bump("1.0.1"), "promotion.yaml": approval }, [
    ["2026-11-10T12:00:00Z", bump("1.2.0")],
  ]);
  expect(await gate(repository)).toMatchObject({ status: 0, stderr: "" });
});

test("a change of the rules is told, and may not change versions of followers", async () => {
  const changes = [
    config.replace(", follows: dev, soak: 7 days", ""),
    config.replace("7 days", "1 hour"),
    config.replace("soak: 7 days", "soak: 7 days, verify: ./healthy.sh"),
    config.replace("dev/helmfile.yaml", "sample/helmfile.yaml"),
    config.replace(/ {2}prd.*\n/u, ""),
  ];
  const sample = { "sample/helmfile.yaml": helmfile({ portal: "9.9.9" }) };
  for (const text of changes) {
    await using alone = await createChange({ "desalt.yaml": text }, sample);
    expect([...new Set(await judge(alone))]).toEqual([0, "(config)"]);
    await using both = await createChange({ "desalt.yaml": text, ...bump("1.1.0") }, sample);
    expect((await judge(both)).slice(0, 2)).toEqual([1, "config"]);
  }
});

test("a deleted config is told", async () => {
  await using repository = await createChange({});
  await repository.git("rm", "--quiet", "desalt.yaml");
  expect(await judge(repository)).toEqual([0, "(config)", "(config)"]);
  await repository.write(bump("9.9.9"));
  expect((await judge(repository)).slice(0, 3)).toEqual([1, "config", "not-soaked"]);
});

test("an environment that is renamed together with its helmfile is compared with its old place", async () => {
  const renamed = config.replace("prd: { helmfile: prd/", "production: { helmfile: production/");
  await using same = await createChange({ "desalt.yaml": renamed });
  await same.git("mv", "prd", "production");
  expect((await judge(same)).filter((rule) => rule !== "(config)")).toEqual([0]);
  await using other = await createChange({ "desalt.yaml": renamed, "production/helmfile.yaml": helmfile({ portal: "9.9.9" }) });
  await other.git("rm", "--quiet", "-r", "prd");
  expect((await judge(other)).filter((rule) => rule !== "(config)")).toEqual([1, "config", "not-soaked"]);
});

test("a new environment passes", async () => {
  const more = `${config}  eu: { helmfile: eu/helmfile.yaml, follows: prd }\n`;
  await using repository = await createChange({ "desalt.yaml": more, "eu/helmfile.yaml": helmfile({ portal: "1.0.0" }) });
  expect(await judge(repository)).toEqual([0]);
});

test("a base whose config cannot be read stops neither a repair nor other changes, but versions of followers", async () => {
  const broken = { "desalt.yaml": config.replace("follows", "folows") };
  await using repair = await createChange({ "desalt.yaml": config }, broken);
  expect(await gate(repair)).toMatchObject({ status: 0, stderr: expect.stringContaining('the base: unknown key "folows"') });
  await using unrelated = await createChange({ "README.md": "hello\n" }, broken);
  expect(await judge(unrelated)).toEqual([0]);
  await using both = await createChange({ "desalt.yaml": config, ...bump("1.1.0") }, broken);
  expect(await judge(both)).toEqual([1, "config"]);
  await using neither = await createChange(bump("1.1.0"), broken);
  expect((await gate(neither)).status).toBe(2);
});

test("a change that breaks the config is refused", async () => {
  await using repository = await createChange({ "desalt.yaml": "environments: [\n" });
  expect((await judge(repository)).slice(0, 2)).toEqual([1, "config"]);
  await using missing = await createChange({});
  await missing.git("rm", "--quiet", "prd/helmfile.yaml");
  expect(await judge(missing)).toEqual([1, "config"]);
});

test("a tag that is called like a branch decides nothing", async () => {
  await using repository = await createChange(bump("1.2.0"));
  await repository.git("update-ref", "refs/remotes/origin/main", "main");
  await repository.git("tag", "origin/main", "change");
  await repository.git("tag", "main", "change");
  expect(await judge(repository, "--base", "origin/main")).toEqual([1, "soaking"]);
  expect(await judge(repository, "--base", "main")).toEqual([1, "soaking"]);
});

test("a replaced commit decides nothing", async () => {
  await using repository = await createChange(bump("1.2.0"));
  const [main, change] = [await repository.git("rev-parse", "main"), await repository.git("rev-parse", "change")];
  await repository.git("replace", "--force", main, change);
  expect(await judge(repository, "--base", "main")).toEqual([1, "soaking"]);
});

test("for a release that the upstream never had, the nearest environment up the chain counts", async () => {
  const chain = config
    .replace("  prd:", "  stg: { helmfile: stg/helmfile.yaml, follows: dev }\n  prd:")
    .replace("helmfile.yaml, follows: dev, soak: 7", "helmfile.yaml, follows: stg, soak: 7");
  const base = { "desalt.yaml": chain, "stg/helmfile.yaml": helmfile({ redis: "1.0.0" }) };
  await using refused = await createChange(bump("1.2.0"), base);
  expect(await judge(refused)).toEqual([1, "soaking"]);
  await using soaked = await createChange(bump("1.1.0"), base);
  expect(await judge(soaked)).toEqual([0]);
});

test("a chart that one change brings to dev and prd waits like one that dev has since yesterday", async () => {
  const both = (name: string, version = "3.0.0") => ({
    "dev/helmfile.yaml": helmfile({ portal: "1.2.0", [name]: version }),
    "prd/helmfile.yaml": helmfile({ portal: "1.0.0", [name]: version }),
  });
  const rulesOf = async (change: ScriptedRepository) => (await judge(change)).filter((rule) => rule !== "(together)");
  await using together = await createChange(both("other"));
  expect(await rulesOf(together)).toEqual([1, "not-soaked"]);
  await using free = await createChange(both("other"), { "desalt.yaml": config.replace("soak: 7 days", "soak: 7 days, additions: free") });
  expect(await rulesOf(free)).toEqual([0, "(added)"]);
  // prd has had it for long, and dev gets it now: its upgrade waits as well.
  await using upgraded = await createChange(both("other", "4.0.0"), { "prd/helmfile.yaml": helmfile({ portal: "1.0.0", other: "3.0.0" }) });
  expect(await rulesOf(upgraded)).toEqual([1, "not-soaked"]);
  await using kept = await createChange(both("other"), { "prd/helmfile.yaml": helmfile({ portal: "1.0.0", other: "3.0.0" }) });
  expect(await rulesOf(kept)).toEqual([0]);
  await using elsewhere = await createChange({ ...both("other"), "prd/helmfile.yaml": helmfile({ portal: "1.0.0", backup: "1.0.0" }) });
  expect(await rulesOf(elsewhere)).toEqual([0, "(added)"]);
});

/** Two releases of the chart of portal. */
const shops = (a: string, b: string): string =>
  `repositories:\n  - name: stable\n    url: https://charts.example.com\nreleases:\n${[
    ["shop-a", a],
    ["shop-b", b],
  ]
    .map(([name, version]) => `  - { name: ${name}, chart: stable/portal, version: ${version} }\n`)
    .join("")}`;

test("a release is judged by itself, and what its sibling left is told", async () => {
  const base = { "dev/helmfile.yaml": shops("1.0.0", "1.0.0"), "prd/helmfile.yaml": shops("1.0.0", "1.0.0") };
  const dev = (a: string, b: string) => ({ "dev/helmfile.yaml": shops(a, b) });
  const later: readonly ScriptedCommit[] = [
    ["2026-11-10T00:00:01Z", dev("1.0.0", "1.0.0")],
    ["2026-11-10T00:00:02Z", dev("1.1.0", "1.1.0")],
    ["2026-11-10T20:00:00Z", dev("1.1.0", "1.0.0")],
  ];
  await using repository = await createChange({ "prd/helmfile.yaml": shops("1.1.0", "1.0.0") }, base, later);
  const at = ["--now", "2026-11-20"];
  expect(await judge(repository, ...at)).toEqual([0, "(shared)"]);
  const { stdout } = await gate(repository, ...at);
  expect(stdout).toContain("warning: prd shop-a 1.0.0 → 1.1.0: 1.1.0 of shop-b was rolled back in dev on 2026-11-10 (shared)");
  await using sibling = await createChange({ "prd/helmfile.yaml": shops("1.0.0", "1.1.0") }, base, later);
  expect((await judge(sibling, ...at)).slice(0, 2)).toEqual([1, "rollback"]);
});

test("a mirror that the config declares is where the chart comes from", async () => {
  const from = (url: string, version = "1.0.0") => ({
    "prd/helmfile.yaml": helmfile({ portal: version }).replace("https://charts.example.com", url),
  });
  const mirrors = (text: string) => ({ "desalt.yaml": `${config}sources: { ${text} }\n` });
  const declared = mirrors('mirrors: { "https://mirror.example.com/": "https://CHARTS.example.com" }');
  await using moved = await createChange(from("https://mirror.example.com", "1.1.0"), declared);
  expect(await judge(moved)).toEqual([0]);
  await using other = await createChange(from("https://evil.example.com"), declared);
  expect(await judge(other)).toEqual([1, "source"]);
  await using warned = await createChange(from("https://evil.example.com"), mirrors("unknown: warn"));
  expect(await judge(warned)).toEqual([0, "(source)"]);
  await using declaring = await createChange({ ...declared, ...from("https://mirror.example.com") });
  expect(await judge(declaring)).toEqual([1, "source", "(config)"]);
  await using alone = await createChange(declared);
  expect(await judge(alone)).toEqual([0, "(config)"]);
});

test("promote prints the mirrors to declare, and none that are declared", async () => {
  const mirrored = { "prd/helmfile.yaml": helmfile({ portal: "1.0.0" }).replace("charts.example.com", "mirror.example.com") };
  await using repository = await createChange({}, mirrored);
  await repository.git("switch", "--quiet", "main");
  const promote = () => runDesalt(repository.path, ["promote", "--dry-run", "--now", "2026-11-12"]);
  const { stderr } = await promote();
  expect(stderr).toMatchInlineSnapshot(`
    "warning: prd takes chart portal from https://mirror.example.com, and dev from https://charts.example.com
     hint: if that is a mirror, add to desalt.yaml:
    sources: {
      mirrors: {
        "https://mirror.example.com": "https://charts.example.com"
      }
    }
    "
  `);
  const block = stderr.slice(stderr.indexOf("sources:"));
  await repository.commit("2026-11-11T00:00:00Z", { "desalt.yaml": `${config}${block}` });
  expect((await promote()).stderr).toBe("");
});

test("a release may not leave a follower for a helmfile that nothing gates, in another version", async () => {
  const prd = { "prd/helmfile.yaml": helmfile({}) };
  const to = (path: string, text: string) => createChange({ ...prd, [path]: text });
  for (const path of ["prd/apps/helmfile.yaml", "prd/helmfile.d/portal.yaml", "prd/portal.yaml", "prd/helmfile-2.yaml.gotmpl"]) {
    await using repository = await to(path, helmfile({ portal: "9.9.9" }));
    expect([path, ...(await judge(repository))]).toEqual([path, 1, "uncovered", "(uncovered)"]);
  }
  await using renamed = await to("prd/portal.yaml", helmfile({ portal: "9.9.9" }).replace("name: portal", "name: web"));
  expect(await judge(renamed)).toEqual([1, "uncovered", "(uncovered)"]);
  await using same = await to("prd/apps/helmfile.yaml", helmfile({ portal: "1.0.0" }));
  expect(await gate(same)).toMatchInlineSnapshot(`
    {
      "status": 0,
      "stderr": "",
      "stdout": "warning: prd/apps/helmfile.yaml is a helmfile that the config does not name, so nothing in it is gated; to name it, add to environments: apps: { helmfile: prd/apps/helmfile.yaml } (uncovered)
    Passed: every version in this change has soaked.
    ",
    }
  `);
  await using values = await to("prd/values/portal.yaml", "portal: { version: 9.9.9 }\n");
  expect(await judge(values)).toEqual([0]);
  await using removed = await createChange(prd, { "prd/apps/helmfile.yaml": helmfile({ portal: "9.9.9" }) });
  expect(await judge(removed)).toEqual([0]);
});

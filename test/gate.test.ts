import { join } from "node:path";
import { expect, test } from "vitest";
import { bump, config, createChange, gate } from "./gate-change.ts";
import { createFolder, runDesalt } from "./run-desalt.ts";
import { createScriptedRepository, helmfile } from "./scripted-repository.ts";

test("a version that has soaked passes", async () => {
  await using repository = await createChange(bump("1.1.0"));
  expect(await gate(repository)).toMatchInlineSnapshot(`
    {
      "status": 0,
      "stderr": "",
      "stdout": "Passed: every version in this change has soaked.
    ",
    }
  `);
});

test("a version that still soaks fails, with the moment when it passes", async () => {
  await using repository = await createChange(bump("1.2.0"));
  expect(await gate(repository)).toMatchInlineSnapshot(`
    {
      "status": 1,
      "stderr": "",
      "stdout": "error: prd portal 1.0.0 → 1.2.0: 1.2.0 soaks in dev since 2026-11-10T00:00:00Z; this passes from 2026-11-17T00:00:00Z on (soaking)
    Failed: 1 change is blocked.
     hint: npx desalt promote --explain portal@1.2.0 --to prd
    ",
    }
  `);
  const later = await runDesalt(repository.path, ["gate", "--now", "2026-11-17T00:00:00Z"]);
  expect(later.status).toBe(0);
});

test("--json prints verdict and findings, and --head takes a commit in place of the working tree", async () => {
  await using repository = await createChange(bump("1.2.0"));
  await repository.git("switch", "--quiet", "main");
  const { status, stdout } = await gate(repository, "--json", "--base", "main", "--head", "change");
  expect([status, JSON.parse(stdout)]).toEqual([
    1,
    {
      verdict: "fail",
      findings: [
        {
          environment: "prd",
          release: "portal",
          from: "1.0.0",
          to: "1.2.0",
          severity: "error",
          rule: "soaking",
          message: expect.stringContaining("2026-11-17T00:00:00Z"),
          opensAt: "2026-11-17T00:00:00Z",
        },
      ],
    },
  ]);
});

test("a change that is not committed counts", async () => {
  await using repository = await createChange({});
  await repository.write(bump("1.2.0"));
  expect((await gate(repository)).status).toBe(1);
});

test("a change cannot approve itself, nor let itself through by its config", async () => {
  await using approving = await createChange({
    ...bump("1.2.0"),
    "promotion.yaml": "approve:\n  - { release: portal, version: 1.2.0, to: prd, reason: mine }\n",
  });
  expect((await gate(approving)).status).toBe(1);
  await using loosening = await createChange({ ...bump("1.2.0"), "desalt.yaml": config.replace(", follows: dev, soak: 7 days", "") });
  expect((await gate(loosening)).status).toBe(1);
});

test("a helmfile that moves is checked in both places", async () => {
  await using repository = await createChange({
    "desalt.yaml": config.replace("prd/helmfile.yaml", "clusters/prd/helmfile.yaml"),
    "clusters/prd/helmfile.yaml": helmfile({ portal: "1.2.0" }),
  });
  const { status, stdout } = await gate(repository);
  expect([status, stdout.split("\n").at(-3)]).toEqual([1, "Failed: 1 change is blocked."]);
});

test("an approval of the base passes; a hold fails, and so does a freeze", async () => {
  await using approved = await createChange(bump("1.2.0"), {
    "promotion.yaml": "approve:\n  - { release: portal, version: 1.2.0, to: prd, reason: CVE }\n",
  });
  expect((await gate(approved)).status).toBe(0);
  await using held = await createChange(bump("1.1.0"), {
    "promotion.yaml": "hold:\n  - { release: portal, version: 1.1.0, reason: loses sessions }\n",
  });
  expect((await gate(held)).stdout).toMatchInlineSnapshot(`
    "error: prd portal 1.0.0 → 1.1.0: 1.1.0 is held: loses sessions; use another version, or end the hold in promotion.yaml (hold)
    Failed: 1 change is blocked.
     hint: npx desalt promote --explain portal@1.1.0 --to prd
    "
  `);
  await using frozen = await createChange(bump("1.1.0"), {
    "promotion.yaml": "freeze:\n  - { from: 2026-11-11, until: 2026-12-01, reason: sale }\n",
  });
  expect((await gate(frozen)).stdout).toMatchInlineSnapshot(`
    "error: prd portal 1.0.0 → 1.1.0: prd is frozen until 2026-12-01T00:00:00Z: sale (frozen)
    Failed: 1 change is blocked.
     hint: npx desalt promote --explain portal@1.1.0
    "
  `);
});

test("rolling back to what ran, removing, and adding what has soaked are allowed", async () => {
  await using back = await createChange(bump("1.0.0"), bump("1.1.0"));
  expect((await gate(back)).status).toBe(0);
  await using removed = await createChange({ "prd/helmfile.yaml": helmfile({}) });
  expect((await gate(removed)).status).toBe(0);
  await using added = await createChange(bump("1.1.0"), { "prd/helmfile.yaml": helmfile({}) });
  expect((await gate(added)).status).toBe(0);
});

test("decisions that a change breaks are refused, and those that match nothing are told", async () => {
  await using broken = await createChange({ "promotion.yaml": "holds: []\n" });
  expect(await gate(broken)).toMatchInlineSnapshot(`
    {
      "status": 1,
      "stderr": "",
      "stdout": "error: unknown key "holds" (promotion.yaml) (decisions)
    Failed: 1 change is blocked.
    ",
    }
  `);
  await using idle = await createChange({ "promotion.yaml": "hold:\n  - { release: portl, version: 1.1.0, reason: r }\n" });
  expect(await gate(idle)).toMatchInlineSnapshot(`
    {
      "status": 0,
      "stderr": "warning: release "portl" does not run in any environment (promotion.yaml, hold[0].release)
     hint: did you mean "portal"? releases: portal
    ",
      "stdout": "Passed: every version in this change has soaked.
    ",
    }
  `);
});

test("decisions that are broken in the base stop upgrades, and neither a repair nor anything else", async () => {
  const broken = { "promotion.yaml": "holds: []\n" };
  await using repair = await createChange({ "promotion.yaml": "hold: []\n" }, broken);
  expect((await gate(repair)).status).toBe(0);
  await using unrelated = await createChange({ "README.md": "hello\n" }, broken);
  expect(await gate(unrelated)).toMatchInlineSnapshot(`
    {
      "status": 0,
      "stderr": "warning: the base: unknown key "holds" (promotion.yaml)
     hint: did you mean "hold"? keys: approve, hold, freeze
    ",
      "stdout": "Passed: every version in this change has soaked.
    ",
    }
  `);
  await using upstream = await createChange({ "dev/helmfile.yaml": helmfile({ portal: "1.3.0" }) }, broken);
  expect((await gate(upstream)).status).toBe(0);
  await using back = await createChange(bump("1.0.0"), { ...broken, ...bump("1.1.0") });
  expect((await gate(back)).status).toBe(0);
  await using upgrade = await createChange({ ...bump("1.1.0"), "promotion.yaml": "hold: []\n" }, broken);
  expect((await gate(upgrade)).stdout).toMatchInlineSnapshot(`
    "error: prd portal 1.0.0 → 1.1.0: promotion.yaml of the base cannot be read, so this version cannot be judged; fix the file first, in a pull request of its own (decisions)
    Failed: 1 change is blocked.
     hint: npx desalt promote --explain portal@1.1.0 --to prd
    "
  `);
});

test("recorded verification results count, and nothing else of the gates branch", async () => {
  const script = {
    "healthy.sh": "#!/bin/sh\nexit 0\n",
    "desalt.yaml": config.replace("soak: 7 days", "soak: 7 days, verify: sh healthy.sh"),
  };
  await using repository = await createChange(bump("1.1.0"), script);
  const before = await gate(repository);
  expect([before.status, before.stdout]).toMatchInlineSnapshot(`
    [
      1,
      "error: prd portal 1.0.0 → 1.1.0: 1.1.0 is held: soaked, and not verified yet; run desalt promote and then this check again, or approve the version (verification)
    Failed: 1 change is blocked.
     hint: npx desalt promote --explain portal@1.1.0 --to prd
    ",
    ]
  `);
  await repository.git("switch", "--quiet", "main");
  await runDesalt(repository.path, ["promote", "--now", "2026-11-11T12:00:00Z"]);
  await repository.git("switch", "--quiet", "change");
  expect((await gate(repository)).status).toBe(0);
  await repository.commit("2026-11-11T01:00:00Z", bump("1.2.0"));
  expect((await gate(repository)).status).toBe(1);
});

test("a follower that runs what its upstream rolled back is told", async () => {
  await using repository = await createChange({ "README.md": "hello\n" }, bump("1.2.0"));
  await repository.git("switch", "--quiet", "main");
  await repository.commit("2026-11-11T00:00:00Z", { "dev/helmfile.yaml": helmfile({ portal: "1.1.0" }) });
  expect(await gate(repository, "--head", "change")).toMatchInlineSnapshot(`
    {
      "status": 0,
      "stderr": "",
      "stdout": "warning: prd portal: prd runs 1.2.0, which dev rolled back on 2026-11-11 and runs 1.1.0 now (rolled-back-upstream)
    Passed: every version in this change has soaked.
    ",
    }
  `);
});

test("a base or head that is not there is named", async () => {
  await using repository = await createChange({});
  expect(await gate(repository, "--base", "origin/man")).toMatchInlineSnapshot(`
    {
      "status": 2,
      "stderr": "error: git ref "origin/man" was not found
     hint: fetch it: git fetch origin man; in a workflow, check out with fetch-depth: 0
    ",
      "stdout": "",
    }
  `);
  expect((await gate(repository, "--head", "nowhere")).stderr).toContain('git ref "nowhere" was not found');
});

test("a helmfile of the change that is no YAML is refused with its line", async () => {
  await using repository = await createChange({ "prd/helmfile.yaml": "releases:\n  - name: [\n" });
  const { status, stdout } = await gate(repository);
  expect([status, stdout]).toMatchInlineSnapshot(`
    [
      1,
      "error: prd: prd/helmfile.yaml cannot be read as helmfile reads it (line 3): not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]; write it without that, or approve exactly this content first, in a pull request of its own: npx desalt promote --approve-files prd@sha256:408fd2970354894c9f1d2214eca01aad0c98423cf6fd31a9c4c7f216855010c8 --reason TEXT (unreadable)
    Failed: 1 change is blocked.
    ",
    ]
  `);
});

test("a folder of a repository is checked by the config in it", async () => {
  await using repository = await createScriptedRepository();
  const at = (version: string) => ({ "infra/prd/helmfile.yaml": helmfile({ portal: version }) });
  await repository.commit("2026-11-10T00:00:00Z", {
    "infra/desalt.yaml": config,
    "infra/dev/helmfile.yaml": helmfile({ portal: "1.2.0" }),
    ...at("1.0.0"),
  });
  await repository.git("switch", "--quiet", "--create", "change");
  await repository.commit("2026-11-11T00:00:00Z", at("1.2.0"));
  expect((await gate({ path: join(repository.path, "infra") })).status).toBe(1);
});

test("a folder without git is refused", async () => {
  await using folder = await createFolder({ "desalt.yaml": config });
  expect((await gate(folder)).status).toBe(2);
});

test("the change that brings the config passes, and says that nothing is gated yet", async () => {
  await using repository = await createScriptedRepository();
  await repository.commit("2026-11-01T00:00:00Z", { "dev/helmfile.yaml": helmfile({ portal: "1.1.0" }), ...bump("1.0.0") });
  await repository.git("switch", "--quiet", "--create", "change");
  await repository.commit("2026-11-02T00:00:00Z", { "desalt.yaml": config });
  expect(await gate(repository)).toEqual({
    status: 0,
    stdout: "Passed: every version in this change has soaked.\n",
    stderr: "warning: no environment follows another in the base, so nothing is gated yet\n",
  });
});

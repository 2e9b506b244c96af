import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bump, config, createChange, gate } from "./gate-change.ts";
import { runDesalt } from "./run-desalt.ts";
import { helmfile } from "./scripted-repository.ts";

const approve = (reason: string, more = ""): string =>
  `approve:\n  - { release: portal, version: 1.1.0, to: prd, reason: ${reason}${more} }\n`;

test("an approval from before a rollback does not survive it, and one with a new reason does", async () => {
  const later = [
    ["2026-11-10T06:00:00Z", { "promotion.yaml": approve("CVE") }],
    ["2026-11-10T12:00:00Z", bump("1.1.0")],
    ["2026-11-11T00:00:00Z", { ...bump("1.0.0"), "README.md": "it lost sessions\n" }],
  ] as const;
  await using held = await createChange(bump("1.1.0"), {}, later);
  const { status, stdout } = await gate(held);
  expect(status).toBe(1);
  expect(stdout).toMatch(
    /prd portal 1\.0\.0 → 1\.1\.0: 1\.1\.0 was rolled back in prd on 2026-11-11 \(commit [0-9a-f]{10}\); use a newer version, or approve this one; its approval is older than that, so a new one needs a new reason \(rollback\)/u,
  );
  const offer = await runDesalt(held.path, ["promote", "--dry-run", "--now", "2026-11-12"]);
  expect(offer.stdout).not.toContain("opened   portal 1.0.0 → 1.1.0");
  await held.git("switch", "--quiet", "main");
  const again = ["promote", "--approve", "portal@1.1.0", "--to", "prd", "--reason"];
  expect((await runDesalt(held.path, [...again, "CVE"])).stdout).toBe("nothing to add to promotion.yaml\n");
  await runDesalt(held.path, [...again, "the database was full"]);
  const renewed = await readFile(join(held.path, "promotion.yaml"), "utf8");
  await using lifted = await createChange(bump("1.1.0"), {}, [...later, ["2026-11-11T12:00:00Z", { "promotion.yaml": renewed }]]);
  expect(await gate(lifted)).toMatchObject({ status: 0, stderr: "" });
});

test("an emergency passes in a freeze and is shown, and nothing else passes", async () => {
  const freeze = "freeze:\n  - { from: 2026-11-09, until: 2026-12-01, reason: sale }\n";
  await using urgent = await createChange(bump("1.1.0"), { "promotion.yaml": `${approve("CVE", ", emergency: true")}${freeze}` });
  expect(await gate(urgent)).toEqual({
    status: 0,
    stderr: "",
    stdout:
      "warning: prd portal 1.0.0 → 1.1.0: approved as an emergency: CVE (emergency)\nPassed: every version in this change has soaked.\n",
  });
  await urgent.git("switch", "--quiet", "main");
  const { stdout } = await runDesalt(urgent.path, ["promote", "--json", "--dry-run", "--now", "2026-11-12"]);
  expect(JSON.parse(stdout)).toMatchObject({
    gates: [{ allowed: [{ version: "1.1.0", by: "approval", emergency: true }] }],
  });
  await using other = await createChange(bump("1.1.0"), { "promotion.yaml": `${approve("CVE")}${freeze}` });
  expect((await gate(other)).stdout).toContain("prd is frozen until 2026-12-01T00:00:00Z: sale (frozen)");
});

test("a hotfix is approved by the command, and passes in the next pull request", async () => {
  await using repository = await createChange({ "README.md": "hello\n" });
  const { status, stderr } = await runDesalt(repository.path, ["promote", "--approve", "portal@1.0.1", "--to", "prd", "--reason", "CVE"]);
  expect([status, stderr]).toEqual([0, expect.stringContaining('version "1.0.1" of "portal" has not run in any environment')]);
  const written = await readFile(join(repository.path, "promotion.yaml"), "utf8");
  await using next = await createChange(bump("1.0.1"), { "promotion.yaml": written });
  const result = await gate(next);
  expect([result.status, result.stdout]).toEqual([0, expect.stringContaining("1.0.1 is approved, and no environment has run it")]);
});

const unreadable = (version: string): string => `bases: [base.yaml]\n${helmfile({ portal: version })}`;

test("the content of a file that cannot be read passes once it is approved, and only that content", async () => {
  const change = { "prd/helmfile.yaml": unreadable("1.0.0"), "prd/base.yaml": "helmBinary: helm\n" };
  await using refused = await createChange(change);
  const { status, stdout } = await gate(refused);
  expect(status).toBe(1);
  const [, command = ""] =
    /in a pull request of its own: npx desalt (promote --approve-files prd@sha256:[0-9a-f]{64}) --reason TEXT/u.exec(stdout) ?? [];
  await using approved = await createChange({ "README.md": "hello\n" });
  const written = await runDesalt(approved.path, [...command.split(" "), "--reason", "bases are needed"]);
  expect(written).toMatchObject({ status: 0, stderr: "" });
  const decisions = await readFile(join(approved.path, "promotion.yaml"), "utf8");
  const here = await runDesalt(refused.path, ["promote", "--approve-files", "prd", "--reason", "bases are needed"]);
  expect([here.status, await readFile(join(refused.path, "promotion.yaml"), "utf8")]).toEqual([0, decisions]);
  await using passing = await createChange(change, { "promotion.yaml": decisions });
  expect(await gate(passing)).toMatchObject({
    status: 0,
    stdout: expect.stringContaining("exactly this content is approved: bases are needed (unreadable)"),
  });
  await using other = await createChange({ ...change, "prd/helmfile.yaml": unreadable("9.9.9") }, { "promotion.yaml": decisions });
  expect((await gate(other)).status).toBe(1);
  const freeze = `${decisions}freeze:\n  - { from: 2026-11-09, until: 2026-12-01, reason: sale }\n`;
  await using frozen = await createChange(change, { "promotion.yaml": freeze });
  expect((await gate(frozen)).stdout).toContain("prd is frozen until 2026-12-01T00:00:00Z: sale (frozen)");
  await using itself = await createChange({ ...change, "promotion.yaml": decisions });
  expect((await gate(itself)).status).toBe(1);
}, 120_000);

test("a day of a freeze begins in the time zone of its environment", async () => {
  const zoned = config.replace("soak: 7 days", "soak: 7 days, timezone: Pacific/Auckland");
  const freeze = "freeze:\n  - { from: 2026-11-13, until: 2026-12-01, reason: sale }\n";
  await using repository = await createChange(bump("1.1.0"), { "desalt.yaml": zoned, "promotion.yaml": freeze });
  const at = async (now: string): Promise<number> => (await runDesalt(repository.path, ["gate", "--now", now])).status;
  expect([await at("2026-11-12T10:59:00Z"), await at("2026-11-12T11:00:00Z")]).toEqual([0, 1]);
});

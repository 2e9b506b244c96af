import { execa } from "execa";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runDesalt } from "./run-desalt.ts";
import { canMount, mountSmallDisk } from "./small-disk.ts";

const config = `repository: acme/infra
environments: { dev: {} }
repositories: { jetstack: { url: https://charts.jetstack.io } }
releases:
  cert-manager: { chart: jetstack/cert-manager, version: 1.16.2, namespace: cert-manager, values: { text: "${"x".repeat(9000)}" } }
`;

it.skipIf(!(await canMount()))("a full disk is an error of the disk and no bug, and leaves nothing half-written", async () => {
  await using disk = await mountSmallDisk("256k");
  await execa("git", ["init", "--quiet", "--initial-branch=main"], { cwd: disk.path });
  writeFileSync(join(disk.path, "desalt.yaml"), config);
  await execa("dd", ["if=/dev/zero", `of=${join(disk.path, "filler")}`, "bs=4096"], { reject: false });
  const { status, stderr } = await runDesalt(disk.path, ["generate"], { env: { XDG_CACHE_HOME: join(disk.path, "cache") } });
  expect(status).toBe(2);
  expect(stderr).toMatch(/error: ".+" cannot be written: ENOSPC: no space left on device\n hint: free space there/u);
  expect(readdirSync(disk.path, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});

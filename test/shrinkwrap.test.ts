import { execa } from "execa";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { inc } from "semver";
import { beforeAll, expect, test } from "vitest";
import { isRecord } from "../src/core/json-value.ts";
import { ownFile, readOwnVersion } from "../src/io/files/own-package.ts";
import { renderShrinkwrap } from "../tools/shrinkwrap.ts";
import { packVersion, startNpmRegistry, type PackedVersion } from "./npm-registry.ts";
import { createFolder, type Run } from "./run-desalt.ts";

/** The entries of a lock, by path: `node_modules/a/node_modules/b`. */
type Packages = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

let lock = "";
beforeAll(async () => {
  lock = await readFile(join(import.meta.dirname, "../package-lock.json"), "utf8");
});

function listPackages(text: string): Packages {
  const parsed: unknown = JSON.parse(text);
  const packages = isRecord(parsed) && isRecord(parsed["packages"]) ? parsed["packages"] : {};
  return Object.fromEntries(Object.entries(packages).flatMap(([path, entry]) => (isRecord(entry) ? [[path, entry]] : [])));
}

/** The paths of what a package needs, as Node finds them. */
function listNeeded(packages: Packages, path = "", found: ReadonlySet<string> = new Set()): ReadonlySet<string> {
  const { dependencies = {}, optionalDependencies = {}, peerDependencies = {}, peerDependenciesMeta } = packages[path] ?? {};
  const optional = isRecord(peerDependenciesMeta) ? Object.keys(peerDependenciesMeta) : [];
  const peers = Object.keys(isRecord(peerDependencies) ? peerDependencies : {}).filter((name) => !optional.includes(name));
  let all = found;
  for (const name of [...Object.keys(Object.assign({}, dependencies, optionalDependencies)), ...peers]) {
    const place = findInstalled(packages, path, name);
    if (!all.has(place)) all = listNeeded(packages, place, new Set([...all, place]));
  }
  return all;
}

function findInstalled(packages: Packages, from: string, name: string): string {
  const place = `${from}${from === "" ? "" : "/"}node_modules/${name}`;
  if (place in packages) return place;
  if (from === "") throw new Error(`package-lock.json has no "${name}"`);
  return findInstalled(packages, from.slice(0, Math.max(0, from.lastIndexOf("/node_modules/"))), name);
}

test("the shrinkwrap has what production needs, by digest, and no address", () => {
  const { "": own, ...rest } = listPackages(renderShrinkwrap(lock));
  const needed = [...listNeeded(listPackages(lock))].toSorted();
  const some = ["node_modules/ajv", "node_modules/fast-deep-equal", "node_modules/tsyringe/node_modules/tslib"];
  expect(needed).toEqual(expect.arrayContaining(some));
  expect(needed).not.toContain("node_modules/renovate");
  expect(Object.keys(rest).toSorted()).toEqual(needed);
  expect(own).not.toHaveProperty("devDependencies");
  expect(Object.values(rest).filter(({ resolved }) => resolved !== undefined)).toEqual([]);
  expect(Object.values(rest).filter(({ integrity }) => !String(integrity).startsWith("sha512-"))).toEqual([]);
});

test("a lock without a digest is refused, and an address is left out", () => {
  const entry = { version: "1.0.0", resolved: "https://npm.example.com/a/-/a-1.0.0.tgz" };
  const render = (one: Readonly<Record<string, string>>): string =>
    renderShrinkwrap(JSON.stringify({ packages: { "": {}, "node_modules/a": one } }));
  expect(() => render(entry)).toThrow("package-lock.json has no integrity for node_modules/a");
  expect(listPackages(render({ ...entry, integrity: "sha512-a" }))["node_modules/a"]).toEqual({ version: "1.0.0", integrity: "sha512-a" });
});

/** In place of desalt: prints what npx installed. */
const bin = `#!/usr/bin/env node
import { globSync, readFileSync } from "node:fs";
const folder = new URL("../../../../", import.meta.url);
for (const path of globSync("**/node_modules/{*,@*/*}/package.json", { cwd: folder })) {
  const { name, version } = JSON.parse(readFileSync(new URL(path, folder), "utf8"));
  console.log(name + "@" + version);
}
`;

interface LockedPackage {
  /** The digest in package-lock.json. */
  readonly integrity: string;
  readonly locked: PackedVersion;
  /** A version that every range allows. */
  readonly newer: PackedVersion;
}

/** The packages that desalt needs, without their code. */
async function packLocked(): Promise<readonly LockedPackage[]> {
  const { "": _, ...packages } = listPackages(renderShrinkwrap(lock));
  return await Promise.all(
    Object.entries(packages).map(async ([path, { version, integrity, dependencies, peerDependencies, peerDependenciesMeta }]) => {
      const name = path.replace(/^.*node_modules\//u, "");
      const manifest = { name, version: String(version), dependencies, peerDependencies, peerDependenciesMeta };
      const newer = { ...manifest, version: inc(manifest.version, "patch") ?? "" };
      return { integrity: String(integrity), locked: await packVersion({ manifest }), newer: await packVersion({ manifest: newer }) };
    }),
  );
}

/** Runs `npx desalt@VERSION` where the registry has newer versions of all that desalt needs. */
async function runNpx(packages: readonly LockedPackage[], shrinkwrap: string | undefined): Promise<Run> {
  const files = { "dist/cli/bin.js": bin, ...(shrinkwrap !== undefined && { "npm-shrinkwrap.json": shrinkwrap }) };
  const { devDependencies: _, ...manifest } = JSON.parse(await readFile(ownFile("package.json"), "utf8"));
  const own = await packVersion({ manifest, files, said: { _hasShrinkwrap: shrinkwrap !== undefined } });
  await using registry = await startNpmRegistry([own, ...packages.flatMap(({ locked, newer }) => [locked, newer])]);
  await using home = await createFolder({ ".npmrc": `registry=${registry.address}\nupdate-notifier=false\nfetch-retries=0\n` });
  const options = { cwd: home.path, env: { PATH: `${dirname(process.execPath)}:${process.env["PATH"]}`, HOME: home.path } } as const;
  const run = await execa("npx", ["--yes", `desalt@${manifest.version}`], { ...options, extendEnv: false, reject: false, stdin: "ignore" });
  return { status: run.exitCode ?? -1, stdout: run.stdout, stderr: run.stderr };
}

test("npx desalt@X installs the versions of package-lock.json, whatever newer ones the registry has", async () => {
  const packages = await packLocked();
  const digests = packages.reduce((text, { integrity, locked }) => text.replaceAll(integrity, locked.integrity), renderShrinkwrap(lock));
  const exact = await runNpx(packages, digests);
  const locked = packages.map(({ locked: { manifest } }) => `${manifest.name}@${manifest.version}`);
  expect(exact.stdout.split("\n").toSorted()).toEqual([...locked, `desalt@${readOwnVersion()}`].toSorted());
  const loose = await runNpx(packages, undefined);
  const newer = packages.map((one) => one.newer.manifest).find(({ name }) => name === "hono");
  expect(loose.stdout.split("\n")).toContain(`hono@${newer?.version}`);
});

test("npx desalt@X runs nothing where the registry serves another archive of a version", async () => {
  const { status, stdout, stderr } = await runNpx(await packLocked(), renderShrinkwrap(lock));
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toContain("EINTEGRITY");
});

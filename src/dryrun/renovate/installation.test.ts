import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findRenovate } from "./installation.ts";

describe("findRenovate", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "installation-")));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function install(name: string, manifest: object): Promise<string> {
    const place = join(folder, "node_modules", name);
    await mkdir(place, { recursive: true });
    await writeFile(join(place, "package.json"), JSON.stringify(manifest));
    return place;
  }

  const nowhere = () => ({ own: join(folder, "package.json"), path: "" });
  const bin = { renovate: "dist/renovate.js" };

  it("finds Renovate above a directory, and the npm package node beside it", async () => {
    await install("renovate", { version: "44.1.0", engines: { node: "^24.11.0" }, bin });
    const node = await install("node", { version: "24.12.0" });
    await mkdir(join(node, "bin"));
    await writeFile(join(node, "bin/node"), "");
    await chmod(join(node, "bin/node"), 0o755);
    await mkdir(join(folder, "deep/er"), { recursive: true });
    expect(await findRenovate({ directory: join(folder, "deep/er"), ...nowhere() })).toEqual({
      version: "44.1.0",
      program: join(folder, "node_modules/renovate/dist/renovate.js"),
      node: join(folder, "node_modules/node/bin/node"),
    });
  });

  it("takes the Node it runs under when that is new enough", async () => {
    await install("renovate", { version: "44.1.0", engines: { node: ">=22" }, bin });
    expect(await findRenovate({ directory: folder, ...nowhere() })).toMatchObject({ node: process.execPath });
  });

  it("finds Renovate on PATH", async () => {
    const place = await install("renovate", { version: "44.1.0", bin });
    await mkdir(join(place, "dist"));
    await writeFile(join(place, "dist/renovate"), "");
    const search = { directory: tmpdir(), own: join(tmpdir(), "package.json"), path: `/absent:${join(place, "dist")}` };
    expect(await findRenovate(search)).toMatchObject({ version: "44.1.0" });
  });

  it("says what to install when Renovate is missing", async () => {
    await expect(findRenovate({ directory: folder, ...nowhere() })).rejects.toMatchObject({
      issues: [
        {
          message: `Renovate was not found from "${folder}" upwards, nor on PATH`,
          hint: 'run "npm install --save-dev renovate node@24", or without a package.json "npx -p desalt -p renovate -p node@24 desalt plan"',
        },
      ],
    });
  });

  it("refuses a Renovate that is too old, and a Node that is", async () => {
    await install("renovate", { version: "43.9.0", bin });
    await expect(findRenovate({ directory: folder, ...nowhere() })).rejects.toThrow(
      "Renovate 43.9.0 is too old: desalt needs 44.0.0 or later",
    );
    await install("renovate", { version: "44.1.0", engines: { node: "^99" }, bin });
    await expect(findRenovate({ directory: folder, ...nowhere() })).rejects.toThrow(
      `Renovate needs Node ^99, and this is Node ${process.versions.node}`,
    );
  });
});

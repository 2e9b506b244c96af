import { execa } from "execa";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { canMount, mountSmallDisk } from "../../test/small-disk.ts";
import { createFolder } from "../../test/run-desalt.ts";
import { readHelmRecords, writeRecordingHelm, type RecordingHelm } from "./recording-helm.ts";

const values = `list:\n${"- 0123456789abcdef\n".repeat(10_000)}`;

/** The real helm is asked for secrets and charts only: here a shell does what is needed of it. */
function standIn(folder: string, more: { readonly helm?: string; readonly charts?: string } = {}): RecordingHelm {
  const { helm = "/bin/false", charts = join(folder, "charts") } = more;
  mkdirSync(join(folder, "run"), { recursive: true });
  return writeRecordingHelm({
    folder: join(folder, "run"),
    helm,
    version: "4.3.0",
    charts,
    downloads: join(folder, "downloads"),
    root: "/root-of-the-checkout",
    shared: join(folder, "shared"),
  });
}

async function run({ path }: RecordingHelm, args: readonly string[], input = ""): Promise<{ status: number | undefined; stderr: string }> {
  const { exitCode, stderr } = await execa(path, args, { reject: false, input });
  return { status: exitCode, stderr };
}

it("records values, charts and passwords byte for byte", async () => {
  await using folder = await createFolder({ "values.yaml": values, "chart/Chart.yaml": "name: a\n", "chart/templates/a b.yaml": "x\n\n" });
  const stand = standIn(folder.path);
  const at = (name: string): string => join(folder.path, name);
  const args = ["template", "web", at("chart"), "--namespace", "shop", "--values", at("values.yaml"), "--set", "a=b\n"];
  expect(await run(stand, args)).toEqual({ status: 0, stderr: "" });
  const add = ["repo", "add", "r", "https://charts.example.com", "--username", "u", "--password-stdin"];
  expect(await run(stand, add, "secret\n\n")).toMatchObject({ status: 0 });
  const { templates, repositories } = readHelmRecords(stand);
  const [template] = templates;
  expect(template).toMatchObject({ release: "web", namespace: "shop" });
  expect(template?.flags.slice(-2)).toEqual(["--set", "a=b\n"]);
  expect(readFileSync(template?.flags[3] ?? "", "utf8")).toBe(values);
  expect(readFileSync(join(template?.chart ?? "", "templates/a b.yaml"), "utf8")).toBe("x\n\n");
  expect(repositories.map(({ password }) => password)).toEqual(["secret\n\n"]);
});

it("gives decrypted text to helmfile as helm printed it, and helm's exit code", async () => {
  await using folder = await createFolder({ helm: '#!/bin/sh\nprintf "a: b\\n\\n"\nexit "$FAIL"\n' });
  await execa("chmod", ["+x", join(folder.path, "helm")]);
  const stand = standIn(folder.path, { helm: join(folder.path, "helm") });
  const decrypt = async (status: string) =>
    execa(stand.path, ["secrets", "decrypt", "x"], { reject: false, env: { FAIL: status }, stripFinalNewline: false });
  expect(await decrypt("0")).toMatchObject({ exitCode: 0, stdout: "a: b\n\n" });
  expect(await decrypt("3")).toMatchObject({ exitCode: 3 });
  expect(readHelmRecords(stand).decrypted).toEqual(["a: b\n\n", "a: b\n\n"]);
});

describe.skipIf(!(await canMount()))("on a full disk", () => {
  it.each([64, 128, 192])("the stand-in for helm refuses to record a part of what it was given (%i KiB)", async (size) => {
    await using source = await createFolder({ "values.yaml": values });
    await using disk = await mountSmallDisk(`${size}k`);
    const stand = standIn(disk.path);
    const { status, stderr } = await run(stand, ["template", "web", "repo/web", "--values", join(source.path, "values.yaml")]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/the temporary folder ".+" could not be written: free space there, or set TMPDIR to another folder/u);
    expect(readHelmRecords(stand).templates).toEqual([]);
  });

  it("no part of a list, a password or a secret is recorded, and nobody waits for a lock that cannot be made", async () => {
    await using source = await createFolder({ helm: "#!/bin/sh\necho secret: value\n" });
    await execa("chmod", ["+x", join(source.path, "helm")]);
    await using disk = await mountSmallDisk("1m");
    const stand = standIn(disk.path, { helm: join(source.path, "helm") });
    await fill(disk.path);
    for (const args of [
      ["template", "web", "repo/web"],
      ["repo", "add", "r", "u"],
      ["secrets", "decrypt", "x"],
      ["pull", "repo/web"],
    ])
      expect(await run(stand, args)).toMatchObject({ status: 1, stderr: expect.stringContaining("could not be written") });
    expect(readHelmRecords(stand)).toEqual({ templates: [], repositories: [], decrypted: [] });
  });

  it("a full cache of charts is no error, and keeps no part of a chart", async () => {
    await using source = await createFolder({ helm: '#!/bin/sh\nmkdir -p "$4" && head -c 200000 /dev/zero > "$4/web.tgz"\n' });
    await execa("chmod", ["+x", join(source.path, "helm")]);
    await using disk = await mountSmallDisk("128k");
    const stand = standIn(source.path, { helm: join(source.path, "helm"), charts: join(disk.path, "charts") });
    const destination = join(source.path, "pulled");
    const pull = ["pull", "oci://registry.example.com/web", "--destination", destination, "--version", "1.0.0"];
    expect(await run(stand, pull)).toEqual({ status: 0, stderr: "" });
    expect(readFileSync(join(destination, "web.tgz"))).toHaveLength(200_000);
    expect(existsSync(join(disk.path, "charts/oci")) ? readdirSync(join(disk.path, "charts/oci")) : []).toEqual([]);
  });
});

/** Leaves room for nothing, not even an empty file or folder. */
async function fill(path: string): Promise<void> {
  await execa("dd", ["if=/dev/zero", `of=${join(path, "filler")}`, "bs=4096"], { reject: false });
  expect(() => {
    for (let index = 0; index < 1000; index += 1) writeFileSync(join(path, `filler-${index}`), "");
  }).toThrow("ENOSPC");
}

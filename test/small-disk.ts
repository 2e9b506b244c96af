import { execa } from "execa";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { expect } from "vitest";

/** A folder with a limit, which goes away at the end of the `await using` block. */
export interface SmallDisk extends AsyncDisposable {
  readonly path: string;
}

/** Whether this user may make a small disk. Where not, a line on stderr says which file skips tests. */
export async function canMount(): Promise<boolean> {
  try {
    await using disk = await mountSmallDisk("64k");
    return disk.path !== "";
  } catch {
    const file = relative(process.cwd(), expect.getState().testPath ?? "");
    process.stderr.write(`skipped: a test of ${file} needs the right to mount a tmpfs\n`);
    return false;
  }
}

/** Mounts a new file system in memory of that size, such as `64k`, which holds 200 files and folders. */
export async function mountSmallDisk(size: string): Promise<SmallDisk> {
  const path = await mkdtemp(join(tmpdir(), "desalt-disk-"));
  try {
    await execa("mount", ["-t", "tmpfs", "tmpfs", path, "-o", `size=${size},nr_inodes=200`]);
  } catch (error) {
    await rm(path, { recursive: true });
    throw error;
  }
  return {
    path,
    async [Symbol.asyncDispose]() {
      await execa("umount", ["--lazy", path]);
      await rm(path, { recursive: true });
    },
  };
}

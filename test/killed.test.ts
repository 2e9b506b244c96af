import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ownMark } from "../src/io/files/owner.ts";
import { createFolder } from "./run-desalt.ts";

/** Runs code of desalt in a process of its own, whose temporary folder is of its own too. */
function start(folder: string, code: string) {
  const temporary = join(folder, "tmp");
  mkdirSync(temporary, { recursive: true });
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], {
    cwd: process.cwd(),
    env: { ...process.env, TMPDIR: temporary },
    stdio: ["ignore", "pipe", "inherit"],
  });
  return { child, temporary };
}

const running = (folder: string): string => `
  import { makeTemporaryFolder } from "./src/io/files/temporary-folder.ts";
  import { runProgram } from "./src/io/programs/run-program.ts";
  await makeTemporaryFolder();
  const script = 'sleep 1000 & echo $! >> "$0"; echo $$ >> "$0"; echo ready >> "$0"; wait';
  const end = runProgram("/bin/sh", ["-c", script, ${JSON.stringify(join(folder, "processes"))}], { leadsGroup: true });
  process.stdout.write("ready");
  await end;
`;

function isRunning(id: number): boolean {
  try {
    process.kill(id, 0);
    // A process that nobody has waited for yet has ended as well.
    return !/^\d+ \(.*\) Z/u.test(readFileSync(`/proc/${id}/stat`, "utf8"));
  } catch {
    return false;
  }
}

async function until(isDone: () => boolean): Promise<void> {
  while (!isDone()) await new Promise((resolve) => setTimeout(resolve, 10));
}

function readIds(folder: string): readonly number[] | undefined {
  const path = join(folder, "processes");
  const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n") : [];
  return lines.includes("ready") ? lines.filter((line) => /^\d+$/u.test(line)).map(Number) : undefined;
}

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s ends what desalt has started, and deletes its folder", async (signal) => {
  await using folder = await createFolder({});
  const { child, temporary } = start(folder.path, running(folder.path));
  await until(() => readIds(folder.path) !== undefined);
  child.kill(signal);
  expect(await once(child, "exit")).toEqual([null, signal]);
  const ids = readIds(folder.path) ?? [];
  expect(ids).toHaveLength(2);
  await until(() => !ids.some(isRunning));
  expect(readdirSync(temporary)).toEqual([]);
});

test("the next run deletes the folder of one that was killed, and no other", async () => {
  await using folder = await createFolder({});
  const killed = start(folder.path, running(folder.path));
  await until(() => readIds(folder.path) !== undefined);
  killed.child.kill("SIGKILL");
  await once(killed.child, "exit");
  const left = readdirSync(killed.temporary);
  for (const id of readIds(folder.path) ?? []) if (isRunning(id)) process.kill(id, "SIGKILL");

  const elsewhere = "desalt-1-00000000-abcdef";
  const long = "desalt-1-00000000-old000";
  const live = `desalt-${ownMark}-abcdef`;
  for (const name of [elsewhere, long, live, "desalt-notes", "another"]) mkdirSync(join(killed.temporary, name));
  utimesSync(join(killed.temporary, long), 0, 0);
  const next = start(folder.path, `await (await import("./src/io/files/temporary-folder.ts")).makeTemporaryFolder();`);
  await once(next.child, "exit");
  expect(left).toHaveLength(1);
  expect(readdirSync(killed.temporary).toSorted()).toEqual(["another", elsewhere, live, "desalt-notes"].toSorted());
});

test("the next write deletes the half-written file of a process that was killed", async () => {
  await using folder = await createFolder({});
  const [, place] = ownMark.split("-");
  const gone = 2 ** 22 + 1;
  const strays = [`a.yaml.${gone}-${place}-0123abcd.tmp`, `a.yaml.${ownMark}-0123abcd.tmp`, "b.tmp"];
  for (const name of strays) writeFileSync(join(folder.path, name), "");
  const { replaceFile } = await import("../src/io/files/replace-file.ts");
  replaceFile(join(folder.path, "a.yaml"), "a: 1\n");
  expect(readdirSync(folder.path).toSorted()).toEqual(["a.yaml", ...strays.slice(1)].toSorted());
});

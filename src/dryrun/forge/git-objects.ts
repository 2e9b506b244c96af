import { spawn } from "node:child_process";
import { once } from "node:events";
import { gitEnvironment } from "./git-repository.ts";

/** Reads objects of a repository through one process, because starting one for each takes longer than reading. */
export interface GitObjects {
  /** Reads an object by any name of git, such as `main:dev/helmfile.yaml`. Throws if it does not exist. */
  read(name: string): Promise<string>;
  close(): Promise<void>;
}

/** Opens the objects of a `.git` folder. */
export function openGitObjects(gitFolder: string): GitObjects {
  const git = spawn("git", [`--git-dir=${gitFolder}`, "cat-file", "--batch"], { env: gitEnvironment(), stdio: ["pipe", "pipe", "ignore"] });
  const closed = once(git, "close");
  let pending = Buffer.alloc(0);
  let last: Promise<unknown> = Promise.resolve();
  git.stdout.on("data", (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
  });

  async function readNext(name: string): Promise<string> {
    git.stdin.write(`${name}\n`);
    for (;;) {
      const end = pending.indexOf("\n");
      const header = end === -1 ? undefined : pending.subarray(0, end).toString("utf8");
      if (header?.endsWith(" missing") === true) throw new Error(`git has no object "${name}"`);
      const size = Number(header?.split(" ").at(-1) ?? Number.POSITIVE_INFINITY);
      if (pending.length > end + 1 + size) {
        const text = pending.subarray(end + 1, end + 1 + size).toString("utf8");
        pending = pending.subarray(end + 1 + size + 1);
        return text;
      }
      await once(git.stdout, "data");
    }
  }

  return {
    read(name) {
      const answer = last.then(() => readNext(name));
      last = answer.catch(() => undefined);
      return answer;
    },
    async close() {
      git.stdin.end();
      await closed;
    },
  };
}

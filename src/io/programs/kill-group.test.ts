import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { killGroup } from "./kill-group.ts";

it("ends a program with what it has started, and does nothing after that", async () => {
  const child = spawn("/bin/sh", ["-c", "sleep 60 & echo started; wait"], { detached: true, stdio: ["ignore", "pipe", "ignore"] });
  await once(child.stdout, "data");
  // Only when the last process of the group has ended is the output closed.
  const closed = once(child, "close");
  killGroup(child.pid);
  expect(await closed).toEqual([null, "SIGKILL"]);
  expect(() => killGroup(child.pid)).not.toThrow();
  expect(() => killGroup(undefined)).not.toThrow();
});

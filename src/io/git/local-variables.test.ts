import { expect, test } from "vitest";
import { runGit } from "./run-git.ts";
import { localVariables } from "./local-variables.ts";

test("every variable that the installed git calls local is known", async () => {
  const { stdout } = await runGit(".", ["rev-parse", "--local-env-vars"]);
  expect(localVariables).toEqual(expect.arrayContaining(stdout.split("\n")));
});

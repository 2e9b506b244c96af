import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { listHandedValues } from "./handed-values.ts";

it("lists what helmfile gives to helm, each scalar as it is written", async () => {
  const cwd = await mkdtemp(join(tmpdir(), "desalt-test-"));
  try {
    await writeFile(
      join(cwd, "values.yaml"),
      "db: { password: 0012345678901234567890 }\nlist: [{ name: TOKEN, value: a }]\n---\nempty: null\n",
    );
    const flags = [
      "--values",
      "values.yaml",
      "--set",
      String.raw`db.user=a\,b,list[0].password=c`,
      "--set-string",
      "key=x=y",
      "--version",
      "1.0.0",
    ];
    const values = listHandedValues({ flags, cwd });
    expect(values.map(({ path, text, label }) => [path.join("."), text, ...(label === undefined ? [] : [label])])).toEqual([
      ["db.password", "0012345678901234567890"],
      ["list.[0].name", "TOKEN", "TOKEN"],
      ["list.[0].value", "a", "TOKEN"],
      ["empty", "null"],
      ["db.user", "a,b"],
      ["list.password", "c"],
      ["key", "x=y"],
    ]);
  } finally {
    await rm(cwd, { recursive: true });
  }
});

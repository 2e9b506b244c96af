import { readFile } from "node:fs/promises";
import { Ajv } from "ajv";
import { expect, test } from "vitest";

// At run time schemas are not checked themselves, to save time.
for (const name of ["desalt", "helmfile", "plan"]) {
  test(`${name}.schema.json is a valid schema`, async () => {
    const schema = JSON.parse(await readFile(new URL(`../../schemas/${name}.schema.json`, import.meta.url), "utf8"));
    const ajv = new Ajv({ strict: false });
    expect(ajv.validateSchema(schema)).toBe(true);
  });
}

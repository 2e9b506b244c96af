import { readSchemaText } from "../core/schema-text.ts";
import { Ajv } from "ajv";
import { UserError } from "../core/user-error.ts";
import { renderSchemaErrors } from "../fleet/index.ts";
import type { Fixtures } from "./fixtures.generated.ts";

/** Checks the structure of fixtures that came from a file; throws a `UserError` with every mistake and its place. */
export function validateFixtures(value: unknown, source: string): Fixtures {
  const schema = JSON.parse(readSchemaText("fixtures"));
  const ajv = new Ajv({ allErrors: true, verbose: true, strict: false, validateSchema: false });
  const isFixtures = ajv.compile<Fixtures>(schema);
  if (isFixtures(value)) return value;
  throw new UserError(renderSchemaErrors(isFixtures.errors ?? [], { place: { source, path: [] }, definitions: schema.definitions }));
}

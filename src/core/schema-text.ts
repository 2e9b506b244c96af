// oxlint-disable-next-line no-restricted-imports -- the schemas are a part of the program; an import would put them into dist/
import { readFileSync } from "node:fs";

/** The text of one of our JSON Schemas, which are published beside `dist/` in `schemas/`. */
export function readSchemaText(name: "desalt" | "diff" | "evidence" | "fixtures" | "helmfile" | "promotion"): string {
  return readFileSync(new URL(`../../schemas/${name}.schema.json`, import.meta.url), "utf8");
}

/**
 * Writes npm-shrinkwrap.json, for the package only: `postpack` deletes it, because npm would read it here in place of
 * package-lock.json.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { renderShrinkwrap } from "./shrinkwrap.ts";

const root = join(import.meta.dirname, "..");
await writeFile(join(root, "npm-shrinkwrap.json"), renderShrinkwrap(await readFile(join(root, "package-lock.json"), "utf8")));

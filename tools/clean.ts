/** Removes what the last build, or a packing that was interrupted, left: it would get into the package, or in npm's way. */
import { rm } from "node:fs/promises";
import { join } from "node:path";

for (const path of ["../dist", "../npm-shrinkwrap.json"]) await rm(join(import.meta.dirname, path), { recursive: true, force: true });

/** Removes what the last build left, so that no file of an earlier version gets into the package. */
import { rm } from "node:fs/promises";
import { join } from "node:path";

await rm(join(import.meta.dirname, "../dist"), { recursive: true, force: true });

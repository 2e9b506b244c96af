// In CI, the same examples each time: a find by chance must not stop another change. Elsewhere, new ones.
import { configureGlobal } from "fast-check";

if (process.env["CI"] === "true") configureGlobal({ seed: 1 });

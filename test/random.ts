// In CI, the same examples each time: a find by chance must not stop another change. Elsewhere, new ones.
import fc from "fast-check";

if (process.env["CI"] === "true") fc.configureGlobal({ seed: 1 });

/**
 * Bundles the sources into `dist`: few files start faster than hundreds. What is imported when it is needed stays a file of its
 * own. The packages that nearly every command loads are bundled too, and are dev dependencies: yaml alone has seventy files.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { rolldown } from "rolldown";

const root = join(import.meta.dirname, "..");

/** Files that are found by their path: entry points, and programs that desalt starts. */
const entries = ["index", "testing", "cli/bin", "cli/main", "dryrun/renovate/preload", "dryrun/renovate/git-helper/process"];

const { dependencies = {} }: { dependencies?: Record<string, string> } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
const external = [/^node:/u, ...Object.keys(dependencies).map((name) => new RegExp(`^${name}(/|$)`, "u"))];

const bundle = await rolldown({
  input: Object.fromEntries(entries.map((name) => [name, join(root, "src", `${name}.ts`)])),
  external,
  platform: "node",
});
await bundle.write({ dir: join(root, "dist"), format: "esm", entryFileNames: "[name].js", chunkFileNames: "chunks/[name]-[hash].js" });
await bundle.close();

const bundled = ["commander", "semver", "yaml"];
const licenses = bundled.map(async (name) => `${name}\n\n${await readFile(join(root, "node_modules", name, "LICENSE"), "utf8")}`);
await writeFile(join(root, "dist/third-party-licenses.txt"), (await Promise.all(licenses)).join("\n\n"));

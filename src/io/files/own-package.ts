import { existsSync, readFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { pathToFileURL } from "node:url";

/** The folder of desalt's own package.json. Sources, `dist` and a bundle are at different depths below it. */
export const ownPackage: string = findOwnPackage(import.meta.dirname);

/** A file that is published with desalt, such as `assets/recording-helm.sh`. */
export function ownFile(path: string): string {
  return join(ownPackage, path);
}

const ending = extname(import.meta.filename);

/** The address of the folder that desalt's own code runs from, with a slash at its end: sources or `dist`. */
export const ownCode: string = pathToFileURL(ownFile(ending === ".ts" ? "src/" : "dist/")).href;

/** The address of a module of desalt's that is a file of its own, without its ending: `dryrun/renovate/preload`. */
export function ownModule(path: string): string {
  return `${ownCode}${path}${ending}`;
}

/** The version in desalt's own package.json. */
export function readOwnVersion(): string {
  const { version }: { version: string } = JSON.parse(readFileSync(ownFile("package.json"), "utf8"));
  return version;
}

function findOwnPackage(folder: string): string {
  return existsSync(join(folder, "package.json")) ? folder : findOwnPackage(dirname(folder));
}

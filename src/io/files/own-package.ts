import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder of desalt's own package.json. Sources, `dist` and a bundle lie at different depths below it. */
export const ownPackage: string = findOwnPackage(import.meta.dirname);

/** A file that is published with desalt, such as `assets/recording-helm.sh`. */
export function ownFile(path: string): string {
  return join(ownPackage, path);
}

/** The version in desalt's own package.json. */
export function readOwnVersion(): string {
  const { version }: { version: string } = JSON.parse(readFileSync(ownFile("package.json"), "utf8"));
  return version;
}

function findOwnPackage(folder: string): string {
  return existsSync(join(folder, "package.json")) ? folder : findOwnPackage(dirname(folder));
}

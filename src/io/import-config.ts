import { existsSync } from "node:fs";
import { registerHooks } from "node:module";
import { extname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { UserError } from "../core/user-error.ts";

let hooksAreRegistered = false;

/** Imports a config written in TypeScript or JavaScript, and returns its default export. */
export async function importConfig(path: string, name: string): Promise<unknown> {
  registerConfigHooks();
  const module = await importModule(path, name);
  if ("default" in module) return module["default"];
  throw new UserError({ message: `${name} has no default export`, hint: "write: export default defineFleet({ … })" });
}

async function importModule(path: string, name: string): Promise<Record<string, unknown>> {
  try {
    return await import(pathToFileURL(path).href);
  } catch (cause) {
    throw new UserError(explainImportError(cause, name), { cause });
  }
}

function explainImportError(cause: unknown, name: string): { message: string; hint: string } {
  const text = cause instanceof Error ? cause.message : String(cause);
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  const place = cause instanceof Error ? findPlace(cause.stack ?? "") : undefined;
  const message = `${name} cannot be loaded: ${text.split("\n", 1)[0] ?? text}${place === undefined ? "" : ` (${place})`}`;
  if (code === "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX") {
    return { message, hint: "Node runs the file by stripping its types; enum, namespace and parameter properties have no place in it" };
  }
  if (code === "ERR_MODULE_NOT_FOUND")
    return { message, hint: "install the package, or write the file's whole name, such as ./networking.ts" };
  return { message, hint: "mend the config; it must load without side effects" };
}

/** The first line of a stack that is in a file of the user's, as `file:line`. */
function findPlace(stack: string): string | undefined {
  const own = new URL("../", import.meta.url).href;
  for (const [, url = "", line] of stack.matchAll(/(file:\/\/[^\s()]+\.[cm]?[tj]s):(\d+)/gu)) {
    if (!url.startsWith(own) && !url.includes("/node_modules/")) return `${url.split("/").at(-1)}:${line}`;
  }
  return undefined;
}

/**
 * Lets a config import "desalt" where it is not installed (`npx` in a repository without package.json), leave out the
 * ending of its own files, and be an ES module whatever the package.json beside it says.
 */
function registerConfigHooks(): void {
  if (hooksAreRegistered) return;
  hooksAreRegistered = true;
  const ending = extname(import.meta.filename);
  const own = new Map([["desalt", new URL(`../index${ending}`, import.meta.url).href]]);
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const ownUrl = own.get(specifier);
      if (ownUrl !== undefined) return { url: ownUrl, shortCircuit: true };
      const resolved = nextResolve(withEnding(specifier, context.parentURL), context);
      if (isUserTypeScript(resolved.url)) return { ...resolved, format: "module-typescript" };
      return resolved;
    },
  });
}

function withEnding(specifier: string, parent: string | undefined): string {
  if (!/^\.{1,2}\//u.test(specifier) || parent === undefined || !isUserTypeScript(parent)) return specifier;
  const isFile = (candidate: string): boolean => existsSync(fileURLToPath(new URL(candidate, parent)));
  if (isFile(specifier) && extname(specifier) !== "") return specifier;
  return [`${specifier}.ts`, specifier.replace(/\.js$/u, ".ts")].find(isFile) ?? specifier;
}

function isUserTypeScript(url: string): boolean {
  return (
    url.startsWith("file:") &&
    url.endsWith(".ts") &&
    !url.includes("/node_modules/") &&
    !url.startsWith(new URL("../", import.meta.url).href)
  );
}

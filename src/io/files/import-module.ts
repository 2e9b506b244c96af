import { existsSync } from "node:fs";
import { registerHooks, type LoadHookContext, type LoadFnOutput } from "node:module";
import { extname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { UserError } from "../../core/user-error.ts";
import { ownCode, ownModule } from "./own-package.ts";

let hooksAreRegistered = false;

/** Texts that replace files on disk, by path. Node loads a module once per process, so a second load needs other addresses. */
let drafts: ReadonlyMap<string, string> = new Map();
const draftMark = "?draft";

/** Imports a config written in TypeScript or JavaScript, and returns its default export. */
export async function importConfig(path: string, name: string): Promise<unknown> {
  registerConfigHooks();
  return importDefault(pathToFileURL(path).href, name);
}

/** Imports a config with other texts for some of its files, by path. At most once per process. */
export async function importDraft(path: string, name: string, texts: ReadonlyMap<string, string>): Promise<unknown> {
  registerConfigHooks();
  drafts = texts;
  return importDefault(pathToFileURL(path).href + draftMark, name);
}

async function importDefault(url: string, name: string): Promise<unknown> {
  const module = await importModule(url, name);
  if ("default" in module) return module["default"];
  throw new UserError({ message: `${name} has no default export`, hint: "write: export default defineFleet({ … })" });
}

async function importModule(url: string, name: string): Promise<Record<string, unknown>> {
  try {
    return await import(url);
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
    return { message, hint: "remove enum, namespace and parameter properties, because Node only strips types" };
  }
  if (code === "ERR_MODULE_NOT_FOUND")
    return { message, hint: "install the package, or write the file's whole name, for example ./networking.ts" };
  return { message, hint: "fix the config; it must load without side effects" };
}

/** The first line of a stack that is in a file of the user's, as `file:line`. */
function findPlace(stack: string): string | undefined {
  for (const [, url = "", line] of stack.matchAll(/(file:\/\/[^\s()]+\.[cm]?[tj]s):(\d+)/gu)) {
    if (!url.startsWith(ownCode) && !url.includes("/node_modules/")) return `${url.split("/").at(-1)}:${line}`;
  }
  return undefined;
}

/**
 * Lets a config import "desalt" if it is not installed (`npx` in a repository without package.json), leave out the
 * ending of its own files, and be an ES module whatever the package.json beside it says.
 */
function registerConfigHooks(): void {
  if (hooksAreRegistered) return;
  hooksAreRegistered = true;
  const own = new Map([["desalt", ownModule("index")]]);
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const ownUrl = own.get(specifier);
      if (ownUrl !== undefined) return { url: ownUrl, shortCircuit: true };
      const parent = context.parentURL?.replace(draftMark, "");
      const resolved = nextResolve(withEnding(specifier, parent), context);
      const isDraft =
        context.parentURL?.endsWith(draftMark) === true && resolved.url.startsWith("file:") && !resolved.url.includes("/node_modules/");
      const url = isDraft ? resolved.url + draftMark : resolved.url;
      if (isUserTypeScript(resolved.url.replace(draftMark, ""))) return { ...resolved, url, format: "module-typescript" };
      return { ...resolved, url };
    },
    load: loadDraft,
  });
}

function loadDraft(
  url: string,
  context: LoadHookContext,
  nextLoad: (url: string, context?: Partial<LoadHookContext>) => LoadFnOutput,
): LoadFnOutput {
  const source = url.endsWith(draftMark) ? drafts.get(fileURLToPath(url.replace(draftMark, ""))) : undefined;
  return source === undefined ? nextLoad(url, context) : { format: context.format ?? "module", source, shortCircuit: true };
}

function withEnding(specifier: string, parent: string | undefined): string {
  if (!/^\.{1,2}\//u.test(specifier) || parent === undefined || !isUserTypeScript(parent)) return specifier;
  const isFile = (candidate: string): boolean => existsSync(fileURLToPath(new URL(candidate, parent)));
  if (isFile(specifier) && extname(specifier) !== "") return specifier;
  return [`${specifier}.ts`, specifier.replace(/\.js$/u, ".ts")].find(isFile) ?? specifier;
}

function isUserTypeScript(url: string): boolean {
  return url.startsWith("file:") && url.endsWith(".ts") && !url.includes("/node_modules/") && !url.startsWith(ownCode);
}

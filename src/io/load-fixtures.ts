import { basename, dirname, extname, resolve } from "node:path";
import { parseDocument } from "yaml";
import { UserError } from "../core/user-error.ts";
import { validateFixtures, type Fixtures, type VersionedContent } from "../dryrun/index.ts";
import { readIfFile } from "./read-file.ts";

/** Loads a file of fixtures, in YAML, JSON or TypeScript; its directories are relative to the file. */
export async function loadFixtures(path: string): Promise<Fixtures> {
  const fixtures = validateFixtures(await readValue(path), basename(path));
  const { presets } = fixtures;
  if (presets === undefined) return fixtures;
  const folder = dirname(path);
  return { ...fixtures, presets: Object.fromEntries(Object.entries(presets).map(([key, content]) => [key, locate(content, folder)])) };
}

function locate(content: VersionedContent, folder: string): VersionedContent {
  const { directory, refs } = content;
  return {
    ...content,
    ...(directory === undefined ? {} : { directory: resolve(folder, directory) }),
    ...(refs === undefined ? {} : { refs: Object.fromEntries(Object.entries(refs).map(([ref, part]) => [ref, locate(part, folder)])) }),
  };
}

async function readValue(path: string): Promise<unknown> {
  const name = basename(path);
  const text = readIfFile("", path);
  if (text === undefined)
    throw new UserError({ message: `"${path}" is not there`, hint: "name a file of fixtures, such as fixtures.yaml" });
  if (/^\.[cm]?[jt]s$/u.test(extname(path))) {
    const { importConfig } = await import("./import-config.ts");
    return importConfig(path, name);
  }
  const document = parseDocument(text, { prettyErrors: true });
  if (document.errors.length > 0) {
    throw new UserError(document.errors.map((error) => ({ message: `${name}: ${error.message.trimEnd()}`, hint: "mend the file" })));
  }
  return document.toJS();
}

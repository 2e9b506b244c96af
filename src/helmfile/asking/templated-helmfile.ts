import { dirname, join, normalize } from "node:path/posix";
import { markInexact } from "../reading/exact-releases.ts";
import type { Surroundings } from "../reading/files/surroundings.ts";
import type { NotUnderstood } from "../reading/not-understood.ts";
import type { ParsedHelmfile } from "../reading/parsed-helmfile.ts";
import { lastRepositories, markVariables, refuseTwoAddresses, toRelease } from "./asked-releases.ts";
import { inFile, shifted, Unclear } from "./unclear.ts";
import type { AskHelmfile } from "./asking.ts";
import { findOrderProblem } from "./file-order.ts";
import { goString } from "./go-string.ts";
import { checkPart, checkValues, type RenderedPart } from "./rendered-part.ts";
import { applySettings, type ReleaseSettings } from "./release-settings.ts";
import { scanTemplate } from "./scan-template.ts";

/** A helmfile to ask about, and what its templates may know. */
interface AskedHelmfile {
  /** Relative to the repository's root. */
  readonly path: string;
  readonly text: string;
  readonly surroundings: Surroundings;
  /** The environment's name in the helmfile. */
  readonly environment: string;
  /** Variables of the config, by name. */
  readonly variables: ReadonlyMap<string, string>;
  readonly ask: AskHelmfile;
  /** Is told of the text of each template after rendering. */
  readonly onRendered?: ((path: string, text: string) => void) | undefined;
}

/**
 * Reads a helmfile with templates. helmfile renders each template as a text in a file of ours, and never as a helmfile, until desalt has
 * checked every key of the result. Only then it lists the releases. What it could not ask for is not understood.
 */
export async function readAskedHelmfile(asked: AskedHelmfile): Promise<ParsedHelmfile> {
  try {
    return await readFile(asked, []);
  } catch (error) {
    if (!(error instanceof Unclear)) throw error;
    return { path: asked.path, repositories: [], releases: [], notUnderstood: error.at };
  }
}

/** What is read so far: files as helmfile gets them, and the parts before, which decide about values. */
interface Reading extends AskedHelmfile {
  readonly files: Map<string, string>;
  /** Of the helmfile and its bases. */
  readonly settings: ReleaseSettings[];
  /** Parts without templates, each as an action that prints it. */
  readonly before: readonly string[];
}

const wrapper = "desalt-question.yaml.gotmpl";
/** helmfile looks for a key before it renders, and finds this one in a comment. */
const aKey = "{{- /*\nvalues:\n*/ -}}";

async function readFile(asked: AskedHelmfile, parents: readonly string[]): Promise<ParsedHelmfile> {
  const { path, environment, surroundings, ask } = asked;
  if (parents.length > 3 || parents.includes(path)) throw new Unclear({ line: 1, reason: "helmfiles are nested too deeply" });
  const text = asked.text.replaceAll("\r\n", "\n");
  const problem = findOrderProblem(text);
  if (problem !== undefined) throw new Unclear(problem);
  const files = new Map<string, string>();
  const settings: ReleaseSettings[] = [];
  const { parts, literals, isTemplate, rendered } = await readParts({ ...asked, text, files, settings, before: [] });
  asked.onRendered?.(path, rendered);
  const nested = parts.flatMap(({ helmfiles }) => helmfiles).map((written) => locate(written, asked));
  // Each is asked on its own, so that its charts are looked for in its folder.
  for (const file of nested) files.set(file, "values: []\n");
  files.set(path, isTemplate ? `${aKey}${literals.join("\n---\n")}` : text);
  const lock = path.replace(/\.gotmpl$/u, "").replace(/\.ya?ml$/u, "");
  const locked = surroundings.readText(`${lock}.lock`);
  if (locked !== undefined) files.set(`${lock}.lock`, locked);
  const answer = await ask({ files, entry: path, environment });
  if ("failure" in answer) throw new Unclear({ line: 1, reason: `helmfile cannot list it: ${answer.failure}` });
  const repositories = lastRepositories(parts);
  const own = markInexact(
    { path, repositories, releases: answer.releases.map((release) => applySettings(toRelease(release, asked), settings)) },
    surroundings,
  );
  const children: ParsedHelmfile[] = [];
  for (const file of nested) {
    const child = { ...asked, path: file, text: read(file, asked) };
    children.push(await inFile(file, () => readFile(child, [...parents, path])));
  }
  const releases = own.releases.map((release) => markVariables(release, repositories));
  refuseTwoAddresses([own, ...children]);
  return { ...own, releases, ...(children.length > 0 && { nested: children }) };
}

interface Parts {
  readonly parts: readonly RenderedPart[];
  readonly literals: readonly string[];
  readonly isTemplate: boolean;
  /** The whole text. */
  readonly rendered: string;
}

async function readParts(reading: Reading): Promise<Parts> {
  const { path, text, environment, files } = reading;
  const isTemplate = path.endsWith(".gotmpl");
  const parts: RenderedPart[] = [];
  const literals: string[] = [];
  const texts: string[] = [];
  const before = [...reading.before];
  let hasBraces = false;
  let line = 1;
  for (const raw of text.split("\n---\n")) {
    const start = line;
    line += raw.split("\n").length + 1;
    const at = { ...reading, text: raw, before: [...before] };
    const rendered = isTemplate ? await shifted(start - 1, () => render(at, dirname(path))) : raw;
    const part = checkPart(rendered, path, environment);
    if ("reason" in part)
      throw new Unclear(isTemplate ? afterRendering(part, { raw, rendered, start }) : { ...part, line: part.line + start - 1 });
    for (const written of part.bases) await readBase(written, at);
    for (const written of part.valuesFiles) hasBraces = (await readValues(written, at)) || hasBraces;
    hasBraces ||= part.hasBraces;
    const literal = `{{ ${goString(rendered)} }}`;
    if (part.hasValues) before.push(literal);
    parts.push(part);
    reading.settings.push(...part.settings);
    literals.push(literal);
    texts.push(rendered);
    for (const written of part.helmfiles) {
      const nested = locate(written, reading);
      // A folder, or nothing, has no place among the files.
      read(nested, reading);
      files.set(nested, "values: []\n");
    }
  }
  if (hasBraces && parts.some(({ usesValues }) => usesValues)) {
    throw new Unclear({ line: 1, reason: "a field of a release takes a value, and values have braces" });
  }
  return { parts, literals, isTemplate, rendered: texts.join("\n---\n") };
}

/** A base sees the values of the parts before, and its paths are relative to the helmfile. */
async function readBase(written: string, reading: Reading): Promise<void> {
  const path = locate(written, reading);
  const text = read(path, reading).replaceAll("\r\n", "\n");
  await inFile(path, async () => {
    const problem = findOrderProblem(text);
    if (problem !== undefined) throw new Unclear(problem);
    // Paths in it start at the helmfile's folder, and so does the file that it is rendered in.
    const place = join(dirname(reading.path), path.endsWith(".gotmpl") ? "base.gotmpl" : "base.yaml");
    const { parts, literals, isTemplate, rendered } = await readParts({ ...reading, path: place, text });
    reading.onRendered?.(path, rendered);
    if (parts.some(({ bases }) => bases.length > 0)) throw new Unclear({ line: 1, reason: "a base has bases, which helmfile refuses" });
    if (parts.some(({ helmfiles, repositories }) => helmfiles.length > 0 || repositories.length > 0)) {
      throw new Unclear({ line: 1, reason: "desalt does not read repositories and helmfiles of a base" });
    }
    setFile(path, isTemplate ? `${aKey}${literals.join("\n---\n")}` : text, reading);
  });
}

/** Returns whether braces are in the values. */
async function readValues(written: string, reading: Reading): Promise<boolean> {
  const path = locate(written, reading);
  if (!/\.ya?ml(?:\.gotmpl)?$/u.test(path)) throw new Unclear({ line: 1, reason: `the values file "${path}" is not YAML` });
  const text = read(path, reading);
  return await inFile(path, async () => {
    const isTemplate = path.endsWith(".gotmpl");
    const rendered = isTemplate ? await render({ ...reading, text }, dirname(path)) : text;
    if (isTemplate) reading.onRendered?.(path, rendered);
    const checked = checkValues(rendered, path);
    if ("reason" in checked) throw new Unclear(isTemplate ? afterRendering(checked, { raw: text, rendered, start: 1 }) : checked);
    setFile(path, isTemplate ? `{{ ${goString(rendered)} }}` : text, reading);
    return checked.hasBraces;
  });
}

function setFile(path: string, text: string, { files }: Reading): void {
  if ((files.get(path) ?? text) !== text) throw new Unclear({ line: 1, reason: "it is read twice, with other values" });
  files.set(path, text);
}

/** Lets helmfile render a template as the label of a release that does not exist. */
async function render(reading: Reading, folder: string): Promise<string> {
  const { text, files, before, environment, variables, ask, surroundings } = reading;
  const scanned = scanTemplate(text, {
    variables,
    readFile: (written) => {
      const path = withinRepository(written, folder);
      return path === undefined ? undefined : surroundings.readText(path);
    },
  });
  if ("reason" in scanned) throw new Unclear(scanned);
  const probe = `releases:\n- name: question\n  chart: question/question\n  labels:\n    text: {{ tpl ${goString(scanned.text)} . | b64enc | quote }}\n`;
  const entry = join(dirname(reading.path), wrapper);
  // helmfile refuses an environment that no part declares, and here those that do may be missing.
  const declared = environment === "default" ? [] : [`environments: { ${goString(environment)}: {} }`];
  const answer = await ask({
    files: new Map([...files, [entry, [...declared, ...before, probe].join("\n---\n")]]),
    entry,
    environment,
  });
  if ("failure" in answer)
    throw new Unclear({ line: lineOfFailure(answer.failure), reason: `helmfile cannot render it: ${answer.failure}` });
  const [, encoded] = /(?:^|,)text:([A-Za-z0-9+/=]*)(?:,|$)/u.exec(answer.releases[0]?.labels ?? "") ?? [];
  if (encoded === undefined) throw new Unclear({ line: 1, reason: "helmfile did not render it" });
  return Buffer.from(encoded, "base64").toString("utf8");
}

function lineOfFailure(failure: string): number {
  return Number(/stringTemplate:(\d+)(?!.*stringTemplate:)/su.exec(failure)?.[1] ?? 1);
}

function locate(written: string, { path }: AskedHelmfile): string {
  const found = withinRepository(written, dirname(path));
  if (found !== undefined && !found.endsWith(wrapper)) return found;
  throw new Unclear({ line: 1, reason: `desalt does not read "${written}", because it is not the path of one file of the repository` });
}

/** Undefined for addresses, patterns, absolute paths, and paths that lead out. */
function withinRepository(written: string, folder: string): string | undefined {
  if (!/^[\w.+~ /-]+$/u.test(written) || written.startsWith("/")) return undefined;
  const path = normalize(join(folder, written));
  return path.startsWith("../") || path === ".." || path.endsWith("/") ? undefined : path;
}

function read(path: string, { surroundings }: AskedHelmfile): string {
  const text = surroundings.readText(path);
  if (text === undefined) throw new Unclear({ line: 1, reason: `the file "${path}" does not exist in the repository` });
  return text;
}

/** Lines of the rendered text are those of the template only if there are as many. */
function afterRendering(
  { line, reason }: NotUnderstood,
  part: { readonly raw: string; readonly rendered: string; readonly start: number },
): NotUnderstood {
  const isSame = part.raw.split("\n").length === part.rendered.split("\n").length;
  return isSame ? { line: line + part.start - 1, reason } : { line: part.start, reason: `${reason} (line ${line} after rendering)` };
}

import { dirname, join } from "node:path/posix";
import { UserError } from "../../core/user-error.ts";
import type { ResolvedEnvironment } from "../../fleet/index.ts";
import { readAskedHelmfile, type ParsedHelmfile, type Surroundings } from "../../helmfile/index.ts";
import { answerQuestion } from "../../io/programs/helmfile-answers.ts";
import { findTool, programs, type Tool, type ToolSearch } from "../../io/programs/tools.ts";

/** What the config says about a helmfile's templates. */
export type TemplateSettings = Pick<ResolvedEnvironment, "helmfileEnvironment" | "variables">;

/** A helmfile, and the files around it at the same commit. */
export interface HelmfileRequest {
  /** Relative to the repository's root. */
  readonly path: string;
  readonly files: Surroundings;
  /** The environment in the config. */
  readonly settings?: TemplateSettings;
  /** Is told of the text of each template after rendering. */
  readonly onRendered?: (path: string, text: string) => void;
}

/** Whether only helmfile can say what a file declares. */
export function needsAsking(path: string): boolean {
  return path.endsWith(".gotmpl");
}

/** Lets helmfile say what a file declares. Without helmfile it is not understood. */
export async function readTemplated(request: HelmfileRequest, search?: ToolSearch): Promise<ParsedHelmfile> {
  const { path, files, settings: { helmfileEnvironment: environment = "default", variables = {} } = {} } = request;
  const tool = await findHelmfile(search);
  if (typeof tool === "string") {
    readMentioned(path, files);
    return { path, repositories: [], releases: [], notUnderstood: { line: 1, reason: tool } };
  }
  const helmfile = await readAskedHelmfile({
    path,
    text: files.readText(path) ?? "",
    surroundings: files,
    environment,
    variables: new Map(Object.entries(variables)),
    onRendered: request.onRendered,
    ask: (question) => answerQuestion(tool, question),
  });
  if (helmfile.notUnderstood !== undefined) readMentioned(path, files);
  return helmfile;
}

/**
 * Reads all files that a template mentions, and that those mention. Its reading stopped before it came to them, and what is read is what
 * it depends on: a change of one of them changes a template that is not understood.
 */
function readMentioned(path: string, files: Surroundings): void {
  const seen = new Set<string>();
  const folder = dirname(path);
  const visit = (file: string): void => {
    if (seen.has(file) || seen.size > 1000) return;
    seen.add(file);
    const text = files.readText(file) ?? "";
    for (const [mentioned] of text.matchAll(/[\w.+~/-]+\.(?:ya?ml|gotmpl|tpl|json)\b(?:\.gotmpl)?/gu)) {
      // Paths start at the helmfile's folder, or at that of a nested helmfile or of values.
      for (const start of new Set([folder, dirname(file)])) if (!mentioned.startsWith("/")) visit(join(start, mentioned));
    }
  };
  visit(path);
  files.readText(`${path.replace(/\.gotmpl$/u, "").replace(/\.ya?ml$/u, "")}.lock`);
}

async function findHelmfile(search: ToolSearch | undefined): Promise<Tool | string> {
  try {
    return await findTool(programs.helmfile, search);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const [issue] = error.issues;
    return `helmfile is needed to read templates: ${issue?.message ?? ""}; ${issue?.hint ?? ""}`;
  }
}

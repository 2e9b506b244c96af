import { Hono } from "hono";
import { readContent, type ContentQuery } from "./content.ts";
import type { PresetForge, PresetRepository } from "./preset-fixtures.ts";

const giteaHosts = { gitea: "gitea.com:443", forgejo: "code.forgejo.org:443" } as const;

/** A file as GitHub's and Gitea's "contents" API describe it. */
export function describeContent(path: string, content: Buffer) {
  return { type: "file", name: path.split("/").at(-1), path, encoding: "base64", content: content.toString("base64") };
}

/** The part of each forge's API that presets are read through, by `host:port`. */
export function createFileApis(presets: readonly PresetRepository[]): ReadonlyMap<string, Hono> {
  return new Map([
    ["api.github.com:443", createContentsApi("github", presets)],
    [giteaHosts.gitea, new Hono().route("/api/v1", createContentsApi("gitea", presets))],
    [giteaHosts.forgejo, new Hono().route("/api/v1", createContentsApi("forgejo", presets))],
    ["gitlab.com:443", createGitlabApi(presets)],
  ]);
}

function createContentsApi(forge: PresetForge, presets: readonly PresetRepository[]): Hono {
  const api = new Hono();
  api.get("/repos/:owner/:repo/contents/:path{.+}", async (context) => {
    const { owner, repo, path } = context.req.param();
    const find = { presets, forge, name: `${owner}/${repo}` };
    const content = await readPreset(find, query(path, context.req.query("ref")));
    return content === undefined ? context.json({ message: "Not Found" }, 404) : context.json(describeContent(path, content));
  });
  return api;
}

function createGitlabApi(presets: readonly PresetRepository[]): Hono {
  const api = new Hono();
  // Both are encoded as one segment, slashes included; Hono would decode them before it matches.
  api.get("/api/v4/projects/*", async (context) => {
    const [, project = "", file = ""] = /^\/api\/v4\/projects\/([^/]+)\/repository\/files\/([^/]+)$/u.exec(new URL(context.req.url).pathname) ?? [];
    const path = decodeURIComponent(file);
    const find = { presets, forge: "gitlab", name: decodeURIComponent(project) } as const;
    const content = await readPreset(find, query(path, context.req.query("ref")));
    if (content === undefined) return context.json({ message: "404 File Not Found" }, 404);
    return context.json({ file_path: path, encoding: "base64", content: content.toString("base64") });
  });
  return api;
}

interface PresetQuery {
  readonly presets: readonly PresetRepository[];
  readonly forge: PresetForge;
  readonly name: string;
}

async function readPreset({ presets, forge, name }: PresetQuery, file: ContentQuery): Promise<Buffer | undefined> {
  const preset = presets.find((candidate) => candidate.forge === forge && candidate.name === name);
  return preset === undefined ? undefined : readContent(preset.content, file);
}

function query(path: string, ref: string | undefined): ContentQuery {
  return { path, ...(ref === undefined ? {} : { ref }) };
}

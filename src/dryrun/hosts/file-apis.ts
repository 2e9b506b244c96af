import { Hono } from "hono";
import { readContent, type ContentQuery } from "../fixtures/content.ts";
import type { FixtureSet } from "../fixtures/fixtures.ts";
import type { PresetForge } from "../fixtures/preset-fixtures.ts";

/** A file in the format of GitHub's and Gitea's "contents" API. */
export function describeContent(path: string, content: Buffer) {
  return { type: "file", name: path.split("/").at(-1), path, encoding: "base64", content: content.toString("base64") };
}

/** Files of presets, in the part of the API that GitHub and Gitea share. */
export function createContentsApi(forge: PresetForge, fixtures: FixtureSet): Hono {
  const api = new Hono();
  api.get("/repos/:owner/:repo/contents/:path{.+}", async (context) => {
    const { owner, repo, path } = context.req.param();
    const content = await readPreset({ fixtures, forge, name: `${owner}/${repo}` }, parseQuery(path, context.req.query("ref")));
    return content === undefined ? context.json({ message: "Not Found" }, 404) : context.json(describeContent(path, content));
  });
  return api;
}

/** The part of Gitea's and Forgejo's API for presets and tags. */
export function createGiteaApi(forge: "gitea" | "forgejo", fixtures: FixtureSet): Hono {
  const api = new Hono();
  api.route("/api/v1", createContentsApi(forge, fixtures));
  api.get("/api/v1/repos/:owner/:repo/tags", (context) => {
    const { owner, repo } = context.req.param();
    const tags = findTags(`${owner}/${repo}`, forge, fixtures).map(({ version, digest, released }) => ({
      name: version,
      commit: { sha: digest, created: released.toISOString() },
    }));
    return context.json(tags);
  });
  return api;
}

const gitlabPath = /^\/api\/v4\/projects\/([^/]+)\/repository\/(files|tags)(?:\/([^/]+))?$/u;

/** The part of GitLab's API for presets and tags. */
export function createGitlabApi(fixtures: FixtureSet): Hono {
  const api = new Hono();
  // Project and file are one segment each, with encoded slashes. Hono's routes would see them decoded.
  api.get("*", async (context) => {
    const [, project = "", part, file = ""] = gitlabPath.exec(new URL(context.req.url).pathname) ?? [];
    const name = decodeURIComponent(project);
    if (part === "tags") {
      const tags = findTags(name, "gitlab", fixtures);
      return context.json(
        tags.map(({ version, digest, released }) => ({ name: version, commit: { id: digest, created_at: released.toISOString() } })),
      );
    }
    const path = decodeURIComponent(file);
    const content = await readPreset({ fixtures, forge: "gitlab", name }, parseQuery(path, context.req.query("ref")));
    if (content === undefined) return context.json({ message: "404 File Not Found" }, 404);
    return context.json({ file_path: path, encoding: "base64", content: content.toString("base64") });
  });
  return api;
}

interface PresetQuery {
  readonly fixtures: FixtureSet;
  readonly forge: PresetForge;
  readonly name: string;
}

async function readPreset({ fixtures, forge, name }: PresetQuery, query: ContentQuery): Promise<Buffer | undefined> {
  const preset = fixtures.presets.find((candidate) => candidate.forge === forge && candidate.name === name);
  return preset === undefined ? undefined : readContent(preset.content, query);
}

function findTags(name: string, forge: PresetForge, { tagged }: FixtureSet) {
  return tagged.find((candidate) => candidate.forge === forge && candidate.name === name)?.tags ?? [];
}

function parseQuery(path: string, ref: string | undefined): ContentQuery {
  return { path, ...(ref === undefined ? {} : { ref }) };
}

import { Hono } from "hono";
import { isRecord } from "../../core/json-value.ts";
import type { PublishedTag, TaggedRepository } from "../fixtures/github-fixtures.ts";

export interface GithubFixtures {
  readonly repositories: readonly TaggedRepository[];
  readonly token?: string;
}

/** Tags and releases of repositories as on api.github.com, by REST and by Renovate's GraphQL queries. */
export function createGithubApi({ repositories, token }: GithubFixtures): Hono {
  const find = (name: string) => repositories.find((candidate) => candidate.forge === "github" && candidate.name === name);
  const api = new Hono();
  if (token !== undefined) {
    api.use("*", async (context, next) => {
      const given = context.req.header("authorization")?.replace(/^(?:token|bearer)\s+/iu, "");
      return given === token ? next() : context.json({ message: "Bad credentials" }, 401);
    });
  }
  api.post("/graphql", async (context) => {
    const { query, name } = parseQuery(await context.req.json());
    const repository = find(name);
    if (repository === undefined) {
      return context.json({ data: { repository: null }, errors: [{ type: "NOT_FOUND", message: `no fixture for ${name} on github.com` }] });
    }
    return context.json({ data: { repository: { isRepoPrivate: token !== undefined, payload: page(selectNodes(query, repository)) } } });
  });
  api.get("/repos/:owner/:repo/:part{tags|releases}", (context) => {
    const { owner, repo, part } = context.req.param();
    const repository = find(`${owner}/${repo}`);
    if (repository === undefined) return context.json({ message: "Not Found" }, 404);
    if (part === "tags") return context.json(repository.tags.map(({ version, digest }) => ({ name: version, commit: { sha: digest } })));
    return context.json(repository.releases.map(({ version, released }) => ({ tag_name: version, published_at: released.toISOString() })));
  });
  api.get("/repos/:owner/:repo/commits", (context) => {
    const { owner, repo } = context.req.param();
    const repository = find(`${owner}/${repo}`);
    if (repository === undefined) return context.json({ message: "Not Found" }, 404);
    return context.json(repository.tags.slice(-1).map(({ digest }) => ({ sha: digest })));
  });
  return api;
}

function parseQuery(body: unknown): { readonly query: string; readonly name: string } {
  const { query, variables } = isRecord(body) ? body : {};
  const { owner, name } = isRecord(variables) ? variables : {};
  return { query: String(query), name: `${String(owner)}/${String(name)}` };
}

function selectNodes(query: string, { tags, releases }: TaggedRepository): readonly object[] {
  if (/\breleases\s*\(/u.test(query)) return newestFirst(releases).map(describeRelease);
  return query.includes("refs/tags/") ? newestFirst(tags).map(describeTag) : [];
}

function describeTag({ version, digest, released }: PublishedTag) {
  return { version, target: { type: "Commit", oid: digest, releaseTimestamp: released.toISOString() } };
}

function describeRelease({ version, released }: PublishedTag, index: number) {
  return {
    version,
    releaseTimestamp: released.toISOString(),
    isDraft: false,
    isPrerelease: false,
    url: "",
    id: index + 1,
    name: version,
    description: "",
  };
}

function newestFirst(tags: readonly PublishedTag[]): readonly PublishedTag[] {
  return tags.toSorted((a, b) => b.released.getTime() - a.released.getTime());
}

function page(nodes: readonly object[]) {
  return { pageInfo: { hasNextPage: false, endCursor: null }, nodes };
}

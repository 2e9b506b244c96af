import { describe, expect, it } from "vitest";
import { parseFixtures } from "../fixtures/fixtures.ts";
import { createGithubApi } from "./github-api.ts";

const { tagged, githubToken } = parseFixtures(
  {
    github: { "acme/tool": { tags: ["v1.0.0", { version: "v1.1.0", released: "2026-12-01", digest: "abc" }], releases: ["v1.0.0"] } },
    credentials: { "github.com": { token: "fixture-pass-1" } },
  },
  new Date("2026-12-24"),
);
const api = createGithubApi({ repositories: tagged, ...(githubToken === undefined ? {} : { token: githubToken }) });
const headers = { authorization: "token fixture-pass-1" };

async function get(path: string): Promise<unknown> {
  const response = await api.request(path, { headers });
  return response.json();
}

describe("api.github.com from fixtures", () => {
  it("asks for the token that the fixtures name", async () => {
    expect((await api.request("/repos/acme/tool/tags")).status).toBe(401);
    expect((await api.request("/repos/acme/tool/tags", { headers: { authorization: "Bearer fixture-pass-1" } })).status).toBe(200);
  });

  it("lists tags and releases by REST", async () => {
    expect(await get("/repos/acme/tool/tags")).toMatchObject([{ name: "v1.0.0" }, { name: "v1.1.0", commit: { sha: "abc" } }]);
    expect(await get("/repos/acme/tool/releases")).toMatchObject([{ tag_name: "v1.0.0" }]);
  });

  it("names the repository that has no fixture", async () => {
    const body = JSON.stringify({ query: "", variables: { owner: "acme", name: "absent" } });
    const response = await api.request("/graphql", { method: "POST", headers, body });
    expect(await response.json()).toMatchObject({ errors: [{ message: "no fixture for acme/absent on github.com" }] });
  });
});

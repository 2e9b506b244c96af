import { createServer } from "node:http";
import { once } from "node:events";
import { expect, test } from "vitest";
import { createRepository, runDesalt } from "./run-desalt.ts";

const helmfile = (url: string): string => `repositories:
  - name: stable
    url: ${url}
releases:
  - name: portal
    chart: stable/portal
    version: 1.0.0
`;
const environments = `environments:
  dev: { helmfile: dev/helmfile.yaml }
  prd: { helmfile: prd/helmfile.yaml, follows: dev }
`;

function repositoryWith(config: string, url = "https://charts.example.com") {
  return createRepository({ "desalt.yaml": config, "dev/helmfile.yaml": helmfile(url), "prd/helmfile.yaml": helmfile(url) });
}

test.each([
  [["--days", "0"], '--days must be a whole number from 1 to 1000, not "0"'],
  [["--days", "soon"], '--days must be a whole number from 1 to 1000, not "soon"'],
  [["--bad-share", "2"], '--bad-share must be a number from 0 to 1, not "2"'],
  [["--charts", "nowhere.yaml"], "was not found"],
])("%j is refused, with what to write", async (args, message) => {
  await using repository = await repositoryWith(environments);
  const { status, stderr, stdout } = await runDesalt(repository.path, ["rehearse", ...args]);
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(message);
});

test("where nothing follows there is nothing to rehearse", async () => {
  await using repository = await repositoryWith("environments:\n  dev: { helmfile: dev/helmfile.yaml }\n");
  expect(await runDesalt(repository.path, ["rehearse"])).toMatchInlineSnapshot(`
    {
      "status": 2,
      "stderr": "error: no environment follows another (desalt.yaml, environments)
     hint: let an environment follow another, for example with: follows: dev
    ",
      "stdout": "",
    }
  `);
});

test("where no chart repository answers, each says why", async () => {
  const server = createServer((_request, response) => response.writeHead(503).end()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  await using repository = await repositoryWith(environments, `http://127.0.0.1:${port}`);
  const { status, stderr } = await runDesalt(repository.path, ["rehearse", "--days", "3"]);
  server.close();
  expect(status).toBe(2);
  expect(stderr.replaceAll(String(port), "PORT")).toMatchInlineSnapshot(`
    "rehearsing 3 days…
    error: repository "http://127.0.0.1:PORT" answered with status 503 (http://127.0.0.1:PORT/index.yaml)
     hint: try again later
    "
  `);
});

test("a renovate.json that does not read the gates, and is no plain JSON, is named with the line to add", async () => {
  await using repository = await createRepository({
    "desalt.yaml": `repository: acme/infra\n${environments}`,
    "renovate.json5": "{ extends: [], }",
    "dev/helmfile.yaml": helmfile("https://charts.example.com"),
    "prd/helmfile.yaml": helmfile("https://charts.example.com"),
    "charts.json": JSON.stringify({ charts: { "https://charts.example.com": { portal: ["1.0.0"] } } }),
  });
  const { status, stderr } = await runDesalt(repository.path, ["rehearse", "--charts", "charts.json"]);
  expect(status).toBe(2);
  expect(stderr).toContain('hint: add to its "extends": "local>acme/infra//desalt/gates#desalt-gates"');
});

test("one chart repository that does not answer leaves its charts unknown, and rehearses the others", { timeout: 60_000 }, async () => {
  const index = JSON.stringify({ entries: { portal: [{ version: "1.0.0", created: "2026-01-01T00:00:00Z" }] } });
  const server = createServer((request, response) => {
    if (request.url === "/fine/index.yaml") response.end(index);
    else response.writeHead(503).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  await using repository = await createRepository({
    "desalt.yaml": environments,
    "renovate.json": "{}",
    "dev/helmfile.yaml": helmfile(`${url}/fine`),
    "prd/helmfile.yaml": helmfile(`${url}/down`),
  });
  const { status, stdout } = await runDesalt(repository.path, ["rehearse", "--days", "2", "--json"]);
  server.close();
  const reason = `repository "${url}/down" answered with status 503 (${url}/down/index.yaml)`;
  expect(JSON.parse(stdout)).toMatchObject({ breaches: [], unknown: [{ repository: `${url}/down`, charts: ["portal"], reason }] });
  expect(status).toBe(2);
});

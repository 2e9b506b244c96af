import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import { afterEach, expect, test, vi } from "vitest";
import { renderIssues, UserError } from "../../core/user-error.ts";
import { downloadChart, findLatestChartVersion } from "./chart-repository.ts";
import type { ClientRepository } from "./registry-credentials.ts";
import { sendRequest } from "../http/request.ts";

interface Server extends AsyncDisposable {
  readonly host: string;
  /** What came, with its Authorization header. */
  readonly requests: string[];
}

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Server> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.url} ${request.headers.authorization ?? "-"}`);
    answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    host: `127.0.0.1:${port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function classic(url: string, options: Partial<ClientRepository> = {}): ClientRepository {
  return { name: "platform", url, oci: false, private: false, ...options };
}

function oci(host: string, options: Partial<ClientRepository> = {}): ClientRepository {
  return { name: "shared", url: `${host}/charts`, oci: true, private: false, insecure: true, ...options };
}

async function refusal(action: Promise<unknown>, host: string): Promise<string> {
  const error: unknown = await action.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof UserError)) throw new Error("no UserError", { cause: error });
  return renderIssues(error.issues).replaceAll(host, "HOST");
}

const basic = `Basic ${Buffer.from("acme:open-sesame").toString("base64")}`;

afterEach(() => vi.unstubAllEnvs());

function stubCredentials(): void {
  for (const name of ["PLATFORM", "SHARED"]) {
    vi.stubEnv(`${name}_USERNAME`, "acme");
    vi.stubEnv(`${name}_PASSWORD`, "open-sesame");
  }
}

test("a registry that does not answer is given up", async () => {
  await using server = await serve(() => {});
  expect(await refusal(sendRequest(`http://${server.host}/index.yaml`, { silence: 100 }), server.host)).toMatchInlineSnapshot(`
    "error: "HOST" did not answer for 0.1 seconds
     hint: try again; behind a proxy, set HTTPS_PROXY"
  `);
});

test("a registry that stops in the middle is given up", async () => {
  await using server = await serve((_, response) => void response.writeHead(200, { "content-length": "1000" }).write("entries:"));
  expect(await refusal(sendRequest(`http://${server.host}/index.yaml`, { silence: 100 }), server.host)).toMatchInlineSnapshot(`
    "error: "HOST" did not answer for 0.1 seconds
     hint: try again; behind a proxy, set HTTPS_PROXY"
  `);
});

test.each([
  ["a status of the server's own", 503, "busy"],
  ["a page that is no index", 200, "<html><body>Welcome</body></html>"],
  ["an index that is broken", 200, "entries:\n  portal:\n  - version: 'x\n"],
  ["an index without versions", 200, "entries:\n  portal: []\n"],
])("%s is told to the user", async (_, status, body) => {
  await using server = await serve((__, response) => void response.writeHead(status).end(body));
  expect(await refusal(findLatestChartVersion(classic(`http://${server.host}`), "portal"), server.host)).toMatchSnapshot();
});

test("credentials go to the repository, and not to another host that keeps its archives", async () => {
  stubCredentials();
  await using archives = await serve((_, response) => void response.end("archive"));
  const index = `entries:\n  portal:\n  - version: 1.0.0\n    urls: ["http://${archives.host}/portal.tgz"]\n`;
  await using server = await serve((_, response) => void response.end(index));
  const repository = classic(`http://${server.host}`, { private: true });
  expect((await downloadChart(repository, "portal", "1.0.0")).toString()).toBe("archive");
  expect({ own: server.requests, other: archives.requests }).toEqual({ own: [`/index.yaml ${basic}`], other: ["/portal.tgz -"] });
});

test("addresses of an index may have a user and a password, as with helm, and no message has them", async () => {
  await using archives = await serve(
    (request, response) => void response.writeHead(request.url === "/portal.tgz" ? 200 : 404).end("archive"),
  );
  const indexOf = (name: string) =>
    `entries:\n  portal:\n  - version: 1.0.0\n    urls: ["http://acme:open-sesame@${archives.host}/${name}"]\n`;
  await using server = await serve((_, response) => void response.end(indexOf("portal.tgz")));
  expect((await downloadChart(classic(`http://${server.host}`), "portal", "1.0.0")).toString()).toBe("archive");
  expect(archives.requests).toEqual([`/portal.tgz ${basic}`]);
  await using other = await serve((_, response) => void response.end(indexOf("absent.tgz")));
  const message = await refusal(downloadChart(classic(`http://${other.host}`), "portal", "1.0.0"), archives.host);
  expect(message).toContain('"http://HOST/absent.tgz" was not found (404)');
});

test("an archive that is not the one of the index is refused", async () => {
  const index = `entries:\n  portal:\n  - version: 1.0.0\n    digest: ${"f".repeat(64)}\n    urls: [portal.tgz]\n`;
  await using server = await serve((request, response) => void response.end(request.url === "/index.yaml" ? index : "archive"));
  expect(await refusal(downloadChart(classic(`http://${server.host}`), "portal", "1.0.0"), server.host)).toMatchInlineSnapshot(`
    "error: the archive of chart "portal" 1.0.0 does not have the SHA-256 in the index of repository "platform"
     hint: report it to the repository's maintainers"
  `);
});

test("tags are read page by page, and tags that are no versions are passed over", async () => {
  await using server = await serve((request, response) => {
    const isLast = request.url?.includes("last=1.10.0") === true;
    if (!isLast) response.setHeader("link", '</v2/charts/portal/tags/list?last=1.10.0&n=2>; rel="next"');
    response.end(JSON.stringify({ tags: isLast ? ["1.9.0", "latest", "sha256-abc.sig"] : ["1.2.0", "1.10.0"] }));
  });
  expect(await findLatestChartVersion(oci(server.host), "portal")).toEqual({ version: "1.10.0", deprecated: false });
  expect(server.requests).toHaveLength(2);
});

test("a registry that asks for a password itself gets it, after it has asked", async () => {
  stubCredentials();
  await using server = await serve((request, response) => {
    if (request.headers.authorization === basic) response.end(JSON.stringify({ tags: ["1.0.0"] }));
    else response.writeHead(401, { "www-authenticate": 'Basic realm="charts"' }).end();
  });
  expect(await findLatestChartVersion(oci(server.host, { private: true }), "portal")).toEqual({ version: "1.0.0", deprecated: false });
  expect(server.requests).toEqual(["/v2/charts/portal/tags/list -", `/v2/charts/portal/tags/list ${basic}`]);
});

test("a link to another host is not followed, since it would get the credentials", async () => {
  await using other = await serve((_, response) => void response.end(JSON.stringify({ tags: ["9.0.0"] })));
  await using server = await serve((_, response) => {
    response.setHeader("link", `<http://${other.host}/v2/>; rel="next"`).end(JSON.stringify({ tags: ["1.0.0"] }));
  });
  expect(await findLatestChartVersion(oci(server.host), "portal")).toEqual({ version: "1.0.0", deprecated: false });
  expect(other.requests).toEqual([]);
});

test("AWS ECR and token-only registries name what they need", async () => {
  vi.stubEnv("SHARED_PASSWORD", "");
  await using server = await serve((_, response) => void response.writeHead(401, { "www-authenticate": 'Basic realm="charts"' }).end());
  expect(await refusal(findLatestChartVersion(oci(server.host, { private: true, ecr: true }), "portal"), server.host))
    .toMatchInlineSnapshot(`
    "error: repository "shared" is in AWS ECR, where desalt cannot log in
     hint: add the version: --version VERSION"
  `);
  const token = oci(server.host, { private: true, username: "token", sops: "secrets/charts.enc.env" });
  expect(await refusal(findLatestChartVersion(token, "portal"), server.host)).toMatchInlineSnapshot(`
    "error: repository "shared" is private, but SHARED_PASSWORD is not set
     hint: run: export SHARED_PASSWORD=…, or run it through: sops exec-env secrets/charts.enc.env"
  `);
});

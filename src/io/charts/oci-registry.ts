import { parseJson } from "../../core/json-text.ts";
import { sha256 } from "../../core/hash.ts";
import { UserError } from "../../core/user-error.ts";
import { explainRefusal, readCredentials, type ClientRepository } from "./registry-credentials.ts";
import type { HttpAnswer } from "../http/answer.ts";
import { readPages } from "../http/pages.ts";
import { sendRequest } from "../http/request.ts";

const manifestTypes = "application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json";
const archiveTypes = ["application/vnd.cncf.helm.chart.content.v1.tar+gzip", "application/tar+gzip"];

/** Reads the versions of a chart in an OCI registry from its tags, as helm writes them. */
export async function listTaggedVersions(repository: ClientRepository, chart: string): Promise<string[]> {
  const session = openSession(repository, chart);
  const tags: string[] = [];
  // Registries give a hundred or a thousand tags at a time.
  for await (const answer of readPages(`${session.base}/tags/list`, (url) => get(session, url))) {
    const list = readBody(session, answer)["tags"];
    if (Array.isArray(list)) tags.push(...list.filter((tag) => typeof tag === "string"));
  }
  // A tag cannot hold a plus sign; helm writes an underscore instead.
  return tags.map((tag) => tag.replaceAll("_", "+"));
}

/** Downloads the archive of one version of a chart. */
export async function downloadTaggedChart(repository: ClientRepository, chart: string, version: string): Promise<Buffer> {
  const session = openSession(repository, chart);
  const manifest = readBody(session, await get(session, `${session.base}/manifests/${version.replaceAll("+", "_")}`, manifestTypes));
  const layers: unknown[] = Array.isArray(manifest["layers"]) ? manifest["layers"] : [];
  const digest = layers.map(toRecord).find(({ mediaType }) => archiveTypes.includes(String(mediaType)))?.["digest"];
  if (typeof digest !== "string") {
    throw new UserError({
      message: `"${repository.url}/${chart}" ${version} is not a Helm chart`,
      hint: "give the address of a chart, not of a container image",
    });
  }
  const { body } = await get(session, `${session.base}/blobs/${digest}`);
  if (`sha256:${sha256(body)}` === digest) return body;
  throw new UserError({
    message: `the archive of chart "${chart}" ${version} in "${repository.url}" does not have its digest`,
    hint: "try again; if it fails again, report it to the registry's maintainers",
  });
}

interface Session {
  readonly repository: ClientRepository;
  readonly chart: string;
  /** `https://host/v2/path/chart`. */
  readonly base: string;
  authorization?: string;
}

function openSession(repository: ClientRepository, chart: string): Session {
  const [host = "", ...path] = repository.url.replace(/^oci:\/\//u, "").split("/");
  const scheme = repository.insecure === true ? "http" : "https";
  return {
    repository,
    chart,
    base: `${scheme}://${host === "docker.io" ? "registry-1.docker.io" : host}/v2/${[...path, chart].join("/")}`,
  };
}

/** Asks without credentials, and then with them if the registry requires a login. */
async function get(session: Session, url: string, accept = "*/*"): Promise<HttpAnswer> {
  const ask = (): Promise<HttpAnswer> =>
    sendRequest(url, { headers: { accept, ...(session.authorization === undefined ? {} : { authorization: session.authorization }) } });
  let answer = await ask();
  if (answer.status === 401 && session.authorization === undefined) {
    session.authorization = await logIn(session, answer.headers.get("www-authenticate") ?? "");
    answer = await ask();
  }
  const { repository, chart } = session;
  if (answer.status === 200) return answer;
  if (answer.status === 401 || answer.status === 403) throw explainRefusal(repository, answer.status);
  if (answer.status === 404) {
    throw new UserError({
      message: `chart "${chart}" is not in repository "${repository.name}" (${url}, 404)`,
      hint: "check its name, its version, and the repository's address",
    });
  }
  throw new UserError({
    message: `repository "${repository.name}" answered with status ${answer.status} (${url})`,
    hint: "try again later",
  });
}

/** See https://distribution.github.io/distribution/spec/auth/token/ */
async function logIn({ repository, base, chart }: Session, challenge: string): Promise<string> {
  const credentials = readCredentials(repository, process.env);
  const basic = credentials === undefined ? undefined : `Basic ${credentials}`;
  const parameters = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/gu)].map(([, key = "", value = ""]) => [key.toLowerCase(), value]),
  );
  const { realm, service, scope } = parameters;
  if (!/^bearer\b/iu.test(challenge) || realm === undefined || !URL.canParse(realm)) {
    if (basic === undefined) throw explainRefusal(repository, 401);
    return basic;
  }
  const url = new URL(realm);
  if (url.protocol !== "https:" && base.startsWith("https:")) {
    throw new UserError({
      message: `"${new URL(base).host}" asks for its password without encryption, at "${url.origin}"`,
      hint: "report it to the registry's maintainers",
    });
  }
  if (service !== undefined) url.searchParams.set("service", service);
  url.searchParams.set("scope", scope ?? `repository:${new URL(base).pathname.slice("/v2/".length)}:pull`);
  const { status, body } = await sendRequest(url.href, basic === undefined ? {} : { headers: { authorization: basic } });
  if (status !== 200) throw explainRefusal(repository, status);
  const { token, access_token: accessToken } = readBody({ repository, chart, base }, { body });
  return `Bearer ${String(token ?? accessToken)}`;
}

function readBody({ repository }: Session, { body }: Pick<HttpAnswer, "body">): Record<string, unknown> {
  const value = parseJson(body.toString("utf8"));
  if (value !== undefined) return toRecord(value);
  throw new UserError({
    message: `repository "${repository.name}" answered without valid JSON (${repository.url})`,
    hint: "check that this is the address of an OCI registry",
  });
}

function toRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

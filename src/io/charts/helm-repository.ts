import { sha256 } from "../../core/hash.ts";
import { suggestName } from "../../core/suggestion.ts";
import { UserError } from "../../core/user-error.ts";
import { parseChartIndex, sortVersions, type IndexedVersion } from "../../charts/index.ts";
import { explainRefusal, readCredentials, type ClientRepository } from "./registry-credentials.ts";
import { sendRequest, splitUser } from "../http/request.ts";

/** Reads the versions of a chart in a classic repository from its `index.yaml`. */
export async function listIndexedVersions(repository: ClientRepository, chart: string): Promise<readonly IndexedVersion[]> {
  const [versions = []] = await listEachIndexed(repository, [chart]);
  return versions;
}

/** Reads the versions of several charts from one download of the index. */
export async function listEachIndexed(
  repository: ClientRepository,
  charts: readonly string[],
): Promise<readonly (readonly IndexedVersion[])[]> {
  const url = `${repository.url}/index.yaml`;
  const text = (await get(repository, url)).toString("utf8");
  return charts.map((chart) => findVersions(repository, { chart, text, url }));
}

function findVersions(
  repository: ClientRepository,
  { chart, text, url }: { chart: string; text: string; url: string },
): readonly IndexedVersion[] {
  const index = parseIndex(text, chart, url);
  if (index.versions !== undefined) return index.versions;
  throw new UserError({
    message: `chart "${chart}" is not in repository "${repository.name}" (${repository.url})`,
    hint: suggestName(chart, index.charts, "there are"),
  });
}

/** Downloads the archive of one version of a chart. */
export async function downloadIndexedChart(repository: ClientRepository, chart: string, version: string): Promise<Buffer> {
  const versions = await listIndexedVersions(repository, chart);
  const found = versions.find((candidate) => candidate.version === version);
  if (found?.url === undefined || !URL.canParse(found.url, `${repository.url}/`)) {
    const known = sortVersions(versions.map((candidate) => candidate.version)).reverse();
    throw new UserError({
      message: `version "${version}" of chart "${chart}" is not in repository "${repository.name}"`,
      hint: suggestName(version, known, "there are"),
    });
  }
  const archive = await get(repository, new URL(found.url, `${repository.url}/`).href);
  if (found.digest === undefined || sha256(archive) === found.digest) return archive;
  throw new UserError({
    message: `the archive of chart "${chart}" ${version} does not have the SHA-256 in the index of repository "${repository.name}"`,
    hint: "report it to the repository's maintainers",
  });
}

function parseIndex(text: string, chart: string, url: string): NonNullable<ReturnType<typeof parseChartIndex>> {
  const hint = "give the address without index.yaml; the address of an OCI registry starts with oci://";
  const index = parseChartIndex(text, chart);
  if (index !== undefined) return index;
  throw new UserError({ message: `"${url}" is not a valid index of a chart repository`, hint });
}

/** Sends credentials only to the repository's own host, because archives may be on any host. */
async function get(repository: ClientRepository, url: string): Promise<Buffer> {
  const credentials = readCredentials(repository, process.env);
  const isOwn = new URL(url).origin === new URL(repository.url).origin;
  const { status, body } = await sendRequest(
    url,
    credentials !== undefined && isOwn ? { headers: { authorization: `Basic ${credentials}` } } : {},
  );
  if (status === 200) return body;
  const { url: shown } = splitUser(url);
  if (status === 401 || status === 403) throw explainRefusal(repository, status);
  if (status === 404) {
    throw new UserError({
      message: `"${shown}" was not found (404)`,
      hint: url.endsWith("/index.yaml")
        ? "give the address without index.yaml; the address of an OCI registry starts with oci://"
        : "report it to the repository's maintainers",
    });
  }
  throw new UserError({ message: `repository "${repository.name}" answered with status ${status} (${shown})`, hint: "try again later" });
}

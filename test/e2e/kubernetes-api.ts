import { isRecord } from "../../src/core/json-value.ts";

/** Where an API server is, and who asks. */
export interface KubernetesApi {
  /** With a slash at the end. */
  readonly url: string;
  readonly token: string;
}

/** What says which object is meant. */
export interface ObjectIdentity {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** An object as it is in the cluster. */
export interface KubernetesObject extends ObjectIdentity {
  readonly [field: string]: unknown;
}

interface Write {
  readonly dryRun?: boolean;
}

interface Call {
  readonly method?: "GET" | "PATCH" | "POST" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly contentType?: string;
  readonly body?: unknown;
}

/** The API server's own words, and the status. */
class KubernetesError extends Error {
  override readonly name: string = "KubernetesError";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Makes an object, and refuses unknown and repeated fields; with `dryRun` it does all but store it. */
export async function createObject(api: KubernetesApi, object: unknown, options: Write = {}): Promise<KubernetesObject> {
  const path = (await locateObject(api, readObject(object))).replace(/\/[^/]*$/u, "");
  return readObject(await call(api, { method: "POST", path, query: writeQuery(options), body: object }));
}

/** Server-side apply: makes an object, or changes it. As strict as {@link createObject}. */
export async function applyObject(api: KubernetesApi, object: unknown, options: Write = {}): Promise<KubernetesObject> {
  const path = await locateObject(api, readObject(object));
  const query = { ...writeQuery(options), force: "true" };
  return readObject(await call(api, { method: "PATCH", path, query, contentType: "application/apply-patch+yaml", body: object }));
}

/** Applies a CustomResourceDefinition, and waits until the server knows its kind. */
export async function applyDefinition(api: KubernetesApi, definition: unknown): Promise<void> {
  const { spec, metadata } = await applyObject(api, definition);
  const { group, names, versions } = isRecord(spec) ? spec : {};
  const [version]: readonly unknown[] = Array.isArray(versions) ? versions : [];
  const apiVersion = `${String(group)}/${isRecord(version) ? String(version["name"]) : ""}`;
  const kind = isRecord(names) ? String(names["kind"]) : "";
  await waitFor(`${metadata.name} on the server`, () => isKnown(api, apiVersion, kind));
}

async function isKnown(api: KubernetesApi, apiVersion: string, kind: string): Promise<true | undefined> {
  try {
    await discover(api, { apiVersion, kind });
    return true;
  } catch (error) {
    if (error instanceof KubernetesError && error.status === 404) return undefined;
    throw error;
  }
}

/** Changes fields of an object: a JSON merge patch. */
export async function patchObject(api: KubernetesApi, identity: ObjectIdentity, body: unknown): Promise<KubernetesObject> {
  const path = await locateObject(api, identity);
  return readObject(await call(api, { method: "PATCH", path, contentType: "application/merge-patch+json", body }));
}

/** Nothing where there is no such object. */
export async function getObject(api: KubernetesApi, identity: ObjectIdentity): Promise<KubernetesObject | undefined> {
  try {
    return readObject(await call(api, { path: await locateObject(api, identity) }));
  } catch (error) {
    if (error instanceof KubernetesError && error.status === 404) return undefined;
    throw error;
  }
}

/** All objects of a kind, in a namespace or in all of them. */
export async function listObjects(
  api: KubernetesApi,
  { apiVersion, kind, namespace }: { readonly apiVersion: string; readonly kind: string; readonly namespace?: string },
): Promise<readonly KubernetesObject[]> {
  const { plural } = await discover(api, { apiVersion, kind });
  const answer = await call(api, { path: [pathOf(apiVersion), ...folderOf(namespace), plural].join("/") });
  const items: readonly unknown[] = isRecord(answer) && Array.isArray(answer["items"]) ? answer["items"] : [];
  return items.map((item) => readObject({ apiVersion, kind, ...(isRecord(item) ? item : {}) }));
}

export async function deleteObject(api: KubernetesApi, identity: ObjectIdentity): Promise<void> {
  await call(api, { method: "DELETE", path: await locateObject(api, identity), query: { propagationPolicy: "Background" } });
}

/** Asks until there is an answer; fails after `seconds` with what was waited for. */
export async function waitFor<T>(what: string, probe: () => Promise<T | undefined>, seconds = 60): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await probe();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`still no ${what} after ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function locateObject(api: KubernetesApi, { apiVersion, kind, metadata }: ObjectIdentity): Promise<string> {
  const { plural, isNamespaced } = await discover(api, { apiVersion, kind });
  const folder = isNamespaced ? folderOf(metadata.namespace ?? "default") : [];
  return [pathOf(apiVersion), ...folder, plural, metadata.name].join("/");
}

/** The server's name of a kind in its paths. Asked anew each time: a CRD may have come. */
/** Every kind that the server has, as `apps/v1 Deployment`, without subresources. */
export async function listServed(api: KubernetesApi): Promise<ReadonlySet<string>> {
  const groups = await call(api, { path: "apis" });
  const listed = isRecord(groups) && Array.isArray(groups["groups"]) ? groups["groups"].filter(isRecord) : [];
  const versions = listed.flatMap((group) => (Array.isArray(group["versions"]) ? group["versions"].filter(isRecord) : []));
  const served = new Set<string>();
  for (const apiVersion of ["v1", ...versions.map(({ groupVersion }) => String(groupVersion))]) {
    const answer = await call(api, { path: pathOf(apiVersion) });
    const resources = isRecord(answer) && Array.isArray(answer["resources"]) ? answer["resources"].filter(isRecord) : [];
    for (const { name, kind } of resources) if (!String(name).includes("/")) served.add(`${apiVersion} ${String(kind)}`);
  }
  return served;
}

async function discover(api: KubernetesApi, { apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }) {
  const answer = await call(api, { path: pathOf(apiVersion) });
  const resources: readonly unknown[] = isRecord(answer) && Array.isArray(answer["resources"]) ? answer["resources"] : [];
  const resource = resources.filter(isRecord).find(({ name, kind: own }) => own === kind && !String(name).includes("/"));
  if (resource === undefined) throw new KubernetesError(404, `the server has no ${kind} in ${apiVersion}`);
  return { plural: String(resource["name"]), isNamespaced: resource["namespaced"] === true };
}

function pathOf(apiVersion: string): string {
  return apiVersion.includes("/") ? `apis/${apiVersion}` : `api/${apiVersion}`;
}

function folderOf(namespace: string | undefined): readonly string[] {
  return namespace === undefined ? [] : ["namespaces", namespace];
}

async function call(api: KubernetesApi, { method = "GET", path, query = {}, contentType, body }: Call): Promise<unknown> {
  const url = new URL(path, api.url);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const headers = { authorization: `Bearer ${api.token}`, accept: "application/json", "content-type": contentType ?? "application/json" };
  const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const text = await response.text();
  if (response.ok) return JSON.parse(text);
  throw new KubernetesError(response.status, `${method} ${url.pathname}: ${response.status} ${text}`);
}

function writeQuery({ dryRun = false }: Write): Readonly<Record<string, string>> {
  return { fieldManager: "desalt", fieldValidation: "Strict", ...(dryRun ? { dryRun: "All" } : {}) };
}

function readObject(value: unknown): KubernetesObject {
  if (!isRecord(value) || !isRecord(value["metadata"])) throw new TypeError(`not a Kubernetes object: ${JSON.stringify(value)}`);
  const { apiVersion, kind } = value;
  const { name, namespace } = value["metadata"];
  if (typeof apiVersion !== "string" || typeof kind !== "string" || typeof name !== "string") {
    throw new TypeError(`a Kubernetes object without apiVersion, kind or name: ${JSON.stringify(value)}`);
  }
  return { ...value, apiVersion, kind, metadata: { ...value["metadata"], name, ...(typeof namespace === "string" ? { namespace } : {}) } };
}

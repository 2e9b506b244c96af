import { generateKeyPairSync, randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createCertificates } from "../../src/dryrun/hosts/certificates.ts";
import { makeTemporaryFolder } from "../../src/io/files/temporary-folder.ts";
import type { Tool } from "../../src/io/programs/tools.ts";
import { answers, findFreePort, startGuarded, trustAuthority } from "./guarded-program.ts";
import type { KubernetesApi } from "./kubernetes-api.ts";

/** A real API server on loopback, with etcd behind it and no nodes: objects are checked and kept, and nothing runs. */
export interface Kubernetes extends KubernetesApi, AsyncDisposable {
  /** A file with which clients are its administrator. */
  readonly kubeconfig: string;
  /** A folder that goes away with it. */
  readonly folder: string;
}

export interface KubernetesTools {
  readonly etcd: Tool;
  readonly "kube-apiserver": Tool;
  /** Deletes what belongs to a deleted object, and what is in a deleted namespace. Without it such deletions never end. */
  readonly "kube-controller-manager"?: Tool;
}

/**
 * Starts an API server over https on a free port of loopback, in a temporary folder. It ends with `await using`, and with
 * this process, however that ends.
 */
export async function startKubernetes(tools: KubernetesTools): Promise<Kubernetes> {
  await using resources = new AsyncDisposableStack();
  const temporary = await makeTemporaryFolder();
  resources.defer(() => temporary.remove());
  const folder = temporary.path;
  const storage = await startStorage(tools.etcd, folder, resources);

  const port = await findFreePort();
  const api = { url: `https://localhost:${port}/`, token: randomUUID() };
  const kubeconfig = await writeFiles(folder, api);
  const server = startGuarded([tools["kube-apiserver"].path, ...serverFlags({ folder, port, storage })], {
    name: "kube-apiserver",
    folder,
  });
  resources.use(server);
  await server.untilReady(() => answers(new URL("readyz", api.url), { authorization: `Bearer ${api.token}` }));

  const manager = tools["kube-controller-manager"];
  if (manager !== undefined)
    resources.use(startGuarded([manager.path, ...managerFlags(kubeconfig)], { name: "kube-controller-manager", folder }));
  const running = resources.move();
  return { ...api, kubeconfig, folder, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** Starts etcd, and returns its address. */
async function startStorage({ path }: Tool, folder: string, resources: AsyncDisposableStack): Promise<string> {
  const clients = `http://127.0.0.1:${await findFreePort()}`;
  const peers = `http://127.0.0.1:${await findFreePort()}`;
  const flags = [
    `--data-dir=${join(folder, "etcd")}`,
    `--listen-client-urls=${clients}`,
    `--advertise-client-urls=${clients}`,
    `--listen-peer-urls=${peers}`,
    // It lives for one test: nothing has to survive a power cut.
    "--unsafe-no-fsync",
  ];
  const etcd = resources.use(startGuarded([path, ...flags], { name: "etcd", folder }));
  await etcd.untilReady(() => answers(new URL("health", clients)));
  return clients;
}

/** Writes what the server reads, and the kubeconfig, whose path it returns. */
async function writeFiles(folder: string, { url, token }: KubernetesApi): Promise<string> {
  const certificates = await createCertificates(["localhost"]);
  trustAuthority(certificates.authority);
  const accounts = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const kubeconfig = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "desalt",
    contexts: [{ name: "desalt", context: { cluster: "desalt", user: "admin" } }],
    clusters: [{ name: "desalt", cluster: { server: url, "certificate-authority": join(folder, "authority.pem") } }],
    users: [{ name: "admin", user: { token } }],
  };
  const files = {
    "authority.pem": certificates.authority,
    "cert.pem": certificates.certificate,
    "key.pem": certificates.key,
    "accounts.pem": accounts.publicKey,
    "accounts-key.pem": accounts.privateKey,
    "tokens.csv": `${token},admin,admin,system:masters\n`,
    kubeconfig: JSON.stringify(kubeconfig),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text, { mode: 0o600 });
  return join(folder, "kubeconfig");
}

interface Server {
  readonly folder: string;
  readonly port: number;
  readonly storage: string;
}

function serverFlags({ folder, port, storage }: Server): readonly string[] {
  return [
    `--etcd-servers=${storage}`,
    "--bind-address=127.0.0.1",
    `--secure-port=${port}`,
    // Nobody reaches it as a Service, and it refuses to be one on loopback.
    "--endpoint-reconciler-type=none",
    `--tls-cert-file=${join(folder, "cert.pem")}`,
    `--tls-private-key-file=${join(folder, "key.pem")}`,
    `--token-auth-file=${join(folder, "tokens.csv")}`,
    "--authorization-mode=RBAC",
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${join(folder, "accounts.pem")}`,
    `--service-account-signing-key-file=${join(folder, "accounts-key.pem")}`,
    // Else Pods are refused until a controller has made the account "default" of their namespace.
    "--disable-admission-plugins=ServiceAccount",
    "--service-cluster-ip-range=10.0.0.0/24",
    "--allow-privileged",
  ];
}

function managerFlags(kubeconfig: string): readonly string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    "--controllers=garbage-collector-controller,namespace-controller",
    "--leader-elect=false",
    "--secure-port=0",
  ];
}

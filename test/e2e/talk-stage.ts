import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Tool } from "../../src/io/programs/tools.ts";
import { runDesalt } from "../run-desalt.ts";
import { runWorkflow } from "../run-workflow.ts";
import { createScriptedRepository, type ScriptedRepository } from "../scripted-repository.ts";
import { onPush, type WorkflowEvent } from "../workflow-event.ts";
import { addRepository, startArgoCd, type ArgoCd } from "./argocd.ts";
import { createEmptyRepository } from "./gitea-api.ts";
import { startGitea, type Gitea } from "./gitea.ts";
import { startKubernetes, type Kubernetes } from "./kubernetes.ts";
import { publishTalkCharts } from "./talk-charts.ts";

/** The programs that the talk starts. */
export const talkTools = [
  "act",
  "gitea",
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "argocd",
  "miniredis",
  "helm",
  "helmfile",
] as const;

export type TalkTools = Readonly<Record<(typeof talkTools)[number], Tool>>;

/** Names on the forge. */
export const talkRepositories = { infra: "acme/infra", manifests: "acme/manifests" } as const;

/** Everything that the talk is played with. */
export interface Stage extends AsyncDisposable {
  readonly gitea: Gitea;
  readonly cluster: Kubernetes;
  readonly argoCd: ArgoCd;
  /** What a person has of the fleet's repository. */
  readonly people: ScriptedRepository;
  /** The same of the manifests' repository. */
  readonly manifests: ScriptedRepository;
}

/** A run of a generated workflow. */
export interface StagedRun {
  readonly workflow: "check" | "promote" | "render";
  /** Default: a push to main. */
  readonly event?: WorkflowEvent;
  /** How many days from now it runs. */
  readonly days?: number;
}

/** Starts the forge, a cluster and Argo CD, and clones two empty repositories. */
export async function openStage(tools: TalkTools): Promise<Stage> {
  await using resources = new AsyncDisposableStack();
  const [gitea, cluster] = await Promise.all([startGitea(tools.gitea), startKubernetes(tools)]);
  resources.use(gitea);
  resources.use(cluster);
  const authorities = { localhost: await readFile(gitea.authority, "utf8") };
  const starting = startArgoCd({ ...tools, cluster, authorities });
  const env = { GIT_SSL_CAINFO: gitea.authority };
  const people = resources.use(await createScriptedRepository({}, env));
  const manifests = resources.use(await createScriptedRepository({}, env));
  for (const [clone, name] of [
    [people, talkRepositories.infra],
    [manifests, talkRepositories.manifests],
  ] as const) {
    await createEmptyRepository(gitea, name, []);
    await clone.git("remote", "add", "origin", withLogin(gitea, name));
  }
  await publishTalkCharts(gitea, ["portal 2.4.0", "mesh 1.20.0", "mesh 1.21.0", "widgets 0.3.0"]);
  const argoCd = resources.use(await starting);
  const login = { username: gitea.username, password: gitea.token };
  await addRepository(cluster, { name: "manifests", url: manifestsUrl(gitea), ...login });
  const running = resources.move();
  return { gitea, cluster, argoCd, people, manifests, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** The fleet's config: dev follows nothing, prd follows dev, both in one cluster in namespaces of their own. */
export function renderTalkConfig(gitea: Gitea, values: { readonly theme?: string; readonly log?: string } = {}): string {
  const { theme = "light", log = "info" } = values;
  return stringify({
    repository: talkRepositories.infra,
    workflows: true,
    environments: { dev: { kubernetes: "1.34" }, prd: { kubernetes: "1.33", follows: "dev", soak: "7 days" } },
    repositories: { platform: { url: `${gitea.url}api/packages/${gitea.organization}/helm`, private: true } },
    releases: {
      portal: {
        chart: "platform/portal",
        version: "2.4.0",
        namespace: "portal",
        environments: { dev: { values: { theme } }, prd: { namespace: "portal-prd" } },
      },
      mesh: {
        chart: "platform/mesh",
        version: "1.20.0",
        namespace: "mesh",
        environments: { prd: { namespace: "mesh-prd", values: { log } } },
      },
      widgets: { chart: "platform/widgets", version: "0.3.0", namespace: "widgets", only: ["dev"] },
    },
    gitops: {
      repository: talkRepositories.manifests,
      argocd: {
        repoURL: manifestsUrl(gitea),
        sync: { dev: "automated" },
        destinations: { dev: { name: "in-cluster" }, prd: { server: "https://kubernetes.default.svc" } },
      },
    },
  });
}

/** The forge, as workflows know it. */
export function placeOf({ gitea }: Stage): { readonly forge: string; readonly repository: string } {
  return { forge: gitea.url.replace(/\/$/u, ""), repository: talkRepositories.infra };
}

/** Runs a workflow as the forge would, and returns what its steps printed. Throws when it fails. */
export async function runStaged(stage: Stage, { workflow, event = onPush(placeOf(stage)), days = 0 }: StagedRun): Promise<string> {
  const { gitea, people } = stage;
  const { username, token, authority } = gitea;
  const text = await readFile(join(people.path, `.github/workflows/desalt-${workflow}.yaml`), "utf8");
  const { status, output } = await runWorkflow(text, {
    ...event,
    token,
    secrets: { PLATFORM_USERNAME: username, PLATFORM_PASSWORD: token, MANIFESTS_TOKEN: token },
    api: `${gitea.url}api/v1`,
    env: {
      GIT_SSL_CAINFO: authority,
      NODE_EXTRA_CA_CERTS: authority,
      SSL_CERT_FILE: authority,
      ...(days === 0 ? {} : { NODE_OPTIONS: `--import=${renderClock(days)}` }),
    },
  });
  if (status !== 0) throw new Error(`desalt-${workflow} on ${event.ref} ended with ${status}:\n${output}`);
  if (output.includes(token)) throw new Error(`desalt-${workflow} printed the token`);
  return output;
}

/** Runs desalt in the person's clone. Throws when it fails. */
export async function runAsPerson({ gitea, people }: Stage, ...args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await runDesalt(people.path, args, { env: { GIT_SSL_CAINFO: gitea.authority } });
  if (status !== 0) throw new Error(`desalt ${args.join(" ")} ended with ${status}:\n${stdout}${stderr}`);
  return `${stdout}${stderr}`;
}

function manifestsUrl(gitea: Gitea): string {
  return `${gitea.url}${talkRepositories.manifests}.git`;
}

function withLogin(gitea: Gitea, name: string): string {
  const remote = new URL(`${name}.git`, gitea.url);
  remote.username = gitea.username;
  remote.password = gitea.token;
  return remote.href;
}

/** A module that moves a program's clock. */
function renderClock(days: number): string {
  const code = `const RealDate = Date, offset = ${days * 86_400_000};
globalThis.Date = class extends RealDate {
  constructor(...values) { if (values.length === 0) super(RealDate.now() + offset); else super(...values); }
  static now() { return RealDate.now() + offset; }
};`;
  return `data:text/javascript;base64,${Buffer.from(code).toString("base64")}`;
}

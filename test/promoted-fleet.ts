import { chmod, mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { runDesalt } from "./run-desalt.ts";
import { createScriptedRepository, helmfile, type ScriptedRepository } from "./scripted-repository.ts";

/** A fleet with promotion and its workflows, on a forge that is a folder. */
export interface PromotedFleet extends AsyncDisposable {
  /** What a person has of the repository. */
  readonly people: ScriptedRepository;
  /** Where workflows run. */
  readonly place: { readonly forge: string; readonly repository: string };
  /** The folder of the repository on the forge. */
  readonly bare: string;
  /** The generated workflows, by the names of their files without `desalt-` and `.yaml`. */
  readonly workflows: ReadonlyMap<string, string>;
  /** Puts the merge of a change of production on the forge, as it does for a pull request or a merge queue. */
  pushMerge(ref: string, version: string, files?: Readonly<Record<string, string>>): Promise<void>;
}

const config = `repository: acme/infra
workflows: true
environments:
  dev: { helmfile: dev/helmfile.yaml }
  prd: { helmfile: prd/helmfile.yaml, follows: dev, soak: 7 days }
`;

/** As git dates it. */
export function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString();
}

/** A fleet whose dev has portal 1.2.0 since yesterday, and had 1.1.0 for 19 days; prd has 1.0.0. */
export async function createPromotedFleet(): Promise<PromotedFleet> {
  await using resources = new AsyncDisposableStack();
  const people = resources.use(await createScriptedRepository());
  await people.write({
    "desalt.yaml": config,
    "dev/helmfile.yaml": helmfile({ portal: "1.1.0" }),
    "prd/helmfile.yaml": helmfile({ portal: "1.0.0" }),
  });
  await runDesalt(people.path, ["generate"]);
  const workflows = await readWorkflows(people.path);
  await people.commit(daysAgo(20), {});
  await people.commit(daysAgo(1), { "dev/helmfile.yaml": helmfile({ portal: "1.2.0" }) });
  const server = resources.use(await createScriptedRepository());
  const bare = join(server.path, "acme/infra.git");
  await mkdir(bare, { recursive: true });
  await people.git("clone", "--quiet", "--bare", people.path, bare);
  await people.git("remote", "add", "origin", bare);
  const open = resources.move();
  return {
    people,
    place: { forge: pathToFileURL(server.path).href, repository: "acme/infra" },
    bare,
    workflows,
    pushMerge: async (ref, version, files = {}) => {
      await people.git("switch", "--quiet", "--create", ref.replaceAll("/", "-"), "main");
      await people.write(files);
      for (const [file, text] of Object.entries(files)) if (text.startsWith("#!")) await chmod(join(people.path, file), 0o755);
      const change = await people.commit(daysAgo(0), { "prd/helmfile.yaml": helmfile({ portal: version }) });
      await people.git("switch", "--quiet", "--detach", "main");
      await people.git("merge", "--quiet", "--no-ff", "--message", `Merge ${change} into main`, change);
      await people.git("push", "--quiet", "origin", `HEAD:${ref}`);
      await people.git("switch", "--quiet", "main");
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

async function readWorkflows(repository: string): Promise<ReadonlyMap<string, string>> {
  const folder = join(repository, ".github/workflows");
  const files = await readdir(folder);
  const texts = files.map(async (file) => [file.replace(/^desalt-|\.yaml$/gu, ""), await readFile(join(folder, file), "utf8")] as const);
  return new Map(await Promise.all(texts));
}

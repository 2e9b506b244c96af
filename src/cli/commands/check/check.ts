import { join } from "node:path";
import { renderJson } from "../../../core/json-text.ts";
import { parseNow } from "../../../core/time.ts";
import { UserError } from "../../../core/user-error.ts";
import { openCheckout } from "../../../io/git/checkout.ts";
import { requireCommit } from "../../../io/git/commits.ts";
import { describeRepository } from "../../../io/git/repository.ts";
import {
  checkManifests,
  compareMinors,
  newestMinor,
  nextMinor,
  parseMinor,
  type KubernetesCheck,
  type Minor,
} from "../../../kubernetes/index.ts";
import type { ExitCode } from "../../terminal/exit-code.ts";
import { warn } from "../../terminal/report-issues.ts";
import { readManifestsFolder } from "./manifests-folder.ts";
import { renderMarkdown } from "./markdown.ts";
import { checkRepository } from "./repository.ts";
import { renderCheck } from "./text.ts";

export interface CheckOptions {
  readonly directory: string;
  readonly json: boolean;
  /** Default: all. */
  readonly environments: readonly string[];
  readonly kubernetes?: string;
  readonly next?: boolean;
  readonly ref?: string;
  /** A folder of manifests, relative to the directory. */
  readonly manifests?: string;
  readonly all?: boolean;
  readonly cache: boolean;
  readonly markdown?: boolean;
  readonly now?: string;
}

/** `desalt check`: whether the releases of each environment fit its version of Kubernetes. */
export async function runCheck(options: CheckOptions): Promise<ExitCode> {
  const now = parseNow(options.now, Date.now());
  const asked = options.kubernetes === undefined ? undefined : requireMinor(options.kubernetes);
  const check = await findCheck(options, { now, asked });
  process.stdout.write(render(check, options));
  warn(
    check.data
      .filter(({ isStale }) => isStale)
      .map(({ table, asOf, days }) => ({
        message: `desalt's table of ${table} is of ${asOf}, ${days} days old`,
        hint: "a newer desalt has newer data: npm install --save-dev desalt@latest",
      })),
  );
  if (check.status === "breaks") return 1;
  return check.status === "unknown" ? 2 : 0;
}

interface Judging {
  readonly now: number;
  readonly asked: Minor | undefined;
}

async function findCheck(options: CheckOptions, { now, asked }: Judging): Promise<KubernetesCheck> {
  const { directory, environments, next = false, cache } = options;
  if (options.manifests !== undefined) {
    const folder = join(directory, options.manifests);
    return checkManifests(await readManifestsFolder(folder, { directory, asked, next, environments }), now);
  }
  const wish = { environments, asked, next, cache, now };
  if (options.ref === undefined) return await checkRepository(directory, wish);
  const { root } = await describeRepository(directory);
  await using checkout = await openCheckout(directory, await requireCommit(root, options.ref));
  return await checkRepository(checkout.directory, wish);
}

function requireMinor(text: string): Minor {
  const minor = parseMinor(text);
  const last = nextMinor(newestMinor());
  if (minor !== undefined && compareMinors(minor, "1.16") >= 0 && compareMinors(minor, last) <= 0) return minor;
  throw new UserError({
    message: `"${text}" is not a version of Kubernetes that desalt knows (--kubernetes)`,
    hint: `write a minor from 1.16 to ${last}, for example --kubernetes ${newestMinor()}`,
  });
}

function render(check: KubernetesCheck, { json, markdown = false, all = false }: CheckOptions): string {
  if (json) return renderJson(check);
  return markdown ? renderMarkdown(check) : renderCheck(check, { isWhole: all });
}

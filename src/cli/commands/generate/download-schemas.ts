import { count } from "../../../core/count.ts";
import { sha256 } from "../../../core/hash.ts";
import { UserError, type Issue } from "../../../core/user-error.ts";
import { hasSchema } from "../../../charts/index.ts";
import type { ResolvedRepository } from "../../../fleet/index.ts";
import { writeCachedChart, type ChartVersionKey } from "../../../io/charts/chart-cache.ts";
import { startProgress } from "../../terminal/progress.ts";

/** A version of a chart that is not in the cache. */
export interface AbsentChart {
  readonly key: ChartVersionKey;
  readonly repository: ResolvedRepository;
}

/** Downloads the schemas and values of charts into the cache. Throws one `UserError` with all failures. Returns warnings. */
export async function downloadCharts(absent: readonly AbsentChart[]): Promise<Issue[]> {
  const reachable = absent.filter(({ repository }) => repository.ecr !== true);
  if (reachable.length > 0) await downloadEach(reachable);
  const unreachable = absent.filter(({ repository }) => repository.ecr === true);
  return unreachable.map(({ key }) => ({
    message: `values of chart ${key.chart} ${key.version} are not checked: desalt does not log in to AWS ECR`,
  }));
}

async function downloadEach(absent: readonly AbsentChart[]): Promise<void> {
  const { downloadChart } = await import("../../../io/charts/chart-repository.ts");
  const { readChartArchive } = await import("../../../io/charts/chart-archive.ts");
  const progress = startProgress(`downloading ${count(absent.length, "chart")} for values.schema.json`);
  const issues: Issue[] = [];
  // One after the other, because registries limit the rate of requests.
  for (const { key, repository } of absent) {
    try {
      const archive = await downloadChart(repository, key.chart, key.version);
      const files = await readChartArchive(archive, `${key.chart} ${key.version}`);
      writeCachedChart(key, sha256(archive), hasSchema(files) ? files : {});
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      issues.push(...error.issues);
    }
  }
  progress.stop();
  if (issues.length > 0) throw new UserError([...new Map(issues.map((issue) => [issue.message, issue])).values()]);
}

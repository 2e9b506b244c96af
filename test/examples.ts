import { join } from "node:path";
import type { Fixtures } from "../src/testing.ts";
import * as gitops from "../examples/gitops/charts.ts";
import * as quickstart from "../examples/quickstart/charts.ts";
import * as talkSample from "../examples/talk-sample/charts.ts";

export interface Example {
  readonly name: string;
  readonly directory: string;
  readonly registries: Fixtures;
  readonly credentials: Readonly<Record<string, string>>;
  /** Clusters of each environment that are rendered; one without a name where it declares none. */
  readonly clusters: Readonly<Record<string, readonly (string | undefined)[]>>;
}

/** The examples with a config. */
export const examples: readonly Example[] = [
  { name: "gitops", ...gitops, directory: locate("gitops"), clusters: { dev: [undefined], prd: ["osaka"] } },
  { name: "quickstart", ...quickstart, directory: locate("quickstart"), clusters: { dev: [undefined], prd: ["tokyo", "osaka"] } },
  { name: "talk-sample", ...talkSample, directory: locate("talk-sample"), clusters: { dev: [undefined], prd: [undefined] } },
];

function locate(name: string): string {
  return join(import.meta.dirname, "../examples", name);
}

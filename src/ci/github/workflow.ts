import { renderYamlScalar } from "../../core/yaml-text.ts";
import type { ResolvedFleet } from "../../fleet/index.ts";

/** A GitHub workflow that desalt can write. */
export interface Workflow {
  /** Relative to the repository's root. */
  readonly path: string;
  /** Whether a fleet has anything for it to do. */
  readonly isNeeded: (fleet: ResolvedFleet) => boolean;
  /** Renders its text after the first line, which names its owner. */
  readonly render: (context: WorkflowContext) => string;
}

/** The inputs of workflows. */
export interface WorkflowContext {
  readonly fleet: ResolvedFleet;
  /** The config's file name. */
  readonly config: string;
  /** The version of desalt itself. */
  readonly version: string;
  /** Whether `generate` writes them, and so also checks them. */
  readonly isGenerated: boolean;
}

/** The first pins. Renovate upgrades those in the files. */
export const checkout = "actions/checkout@d23441a48e516b6c34aea4fa41551a30e30af803 # v6.1.0";
const setupNode = "actions/setup-node@249970729cb0ef3589644e2896645e5dc5ba9c38 # v6.5.0";

/** Downloads the artifacts of earlier jobs. */
export const downloadArtifact = "actions/download-artifact@37930b1c2abaa49bbe596cd826c3c89aef350131 # v7.0.0";
/** Uploads files for later jobs and for people. */
export const uploadArtifact = "actions/upload-artifact@b7c566a772e6b6bfb58ed0dc250532a479d7789f # v6.0.0";
/** A token of a GitHub App, for the length of a job. */
export const appToken = "actions/create-github-app-token@29824e69f54612133e76f7eaac726eef6c875baf # v2.2.1";

/** Node for desalt. */
export const setupNodeStep = `- uses: ${setupNode}
        with:
          node-version: 24`;

/** helm and helmfile, checked; later steps find them in PATH. */
export function renderToolsStep(version: string): string {
  return `- run: npx --yes desalt@${version} tools "$RUNNER_TEMP/desalt-tools"`;
}

/** One run of a job for each environment. */
export function renderMatrix({ environments }: ResolvedFleet): string {
  return `    strategy:
      fail-fast: false
      matrix:
        environment: [${environments.map(({ name }) => renderYamlScalar(name)).join(", ")}]
`;
}

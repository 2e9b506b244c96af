import { renderYamlScalar } from "../../core/yaml.ts";
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

/** Node for desalt. Without the action's cache, which a package.json of the pull request turns on, and which holds what npx runs. */
export const setupNodeStep = `- uses: ${setupNode}
        with:
          node-version: 24
          package-manager-cache: false`;

/**
 * A step that runs desalt, outside of the checkout. npx obeys the `.npmrc` of its folder and prefers a desalt in its
 * `node_modules`, and a pull request can bring both. Some options resolve paths in the one folder and some in the other, so
 * `args` must name absolute paths.
 */
export function renderDesaltStep(version: string, command: string, args = ""): string {
  return `      - run: npx --yes desalt@${version} ${command} --cwd "$GITHUB_WORKSPACE"${args === "" ? "" : ` ${args}`}
        working-directory: \${{ runner.temp }}
`;
}

/** The tools, if the gates depend on helmfiles that only helmfile can read. */
export function renderTemplateTools(version: string, { environments }: ResolvedFleet): string {
  return environments.some(({ helmfiles }) => helmfiles.some((path) => /(?:\.gotmpl|[*?])$/u.test(path))) ? renderToolsStep(version) : "";
}

/** helm and helmfile, checked; later steps find them in PATH. */
export function renderToolsStep(version: string): string {
  return renderDesaltStep(version, "tools", '"$RUNNER_TEMP/desalt-tools"');
}

/** The step's folder for files that other jobs get. It is outside of the checkout, so that no file of the repository is among them. */
export function temporaryFolder(name: string): string {
  return `\${{ runner.temp }}/${name}`;
}

/** The GitHub environment of a job that gets the charts' credentials: its rules decide who gets them. */
export function renderEnvironment({ credentialsEnvironment }: ResolvedFleet): string {
  return credentialsEnvironment === undefined ? "" : `    environment: ${renderYamlScalar(credentialsEnvironment)}\n`;
}

/** One run of a job for each environment. */
export function renderMatrix({ environments }: ResolvedFleet): string {
  return `    strategy:
      fail-fast: false
      matrix:
        environment: [${environments.map(({ name }) => renderYamlScalar(name)).join(", ")}]
`;
}

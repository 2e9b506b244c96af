import type { ResolvedFleet } from "../fleet/index.ts";

/** A GitHub workflow of ours. */
export interface Workflow {
  /** Relative to the repository's root. */
  readonly path: string;
  /** Whether a fleet has anything for it to do. */
  readonly isNeeded: (fleet: ResolvedFleet) => boolean;
  /** Its text after the first line, which says whose it is. */
  readonly render: (context: WorkflowContext) => string;
}

/** What workflows depend on. */
export interface WorkflowContext {
  readonly fleet: ResolvedFleet;
  /** The config's file name. */
  readonly config: string;
  /** Of desalt itself. */
  readonly version: string;
}

/** Pins to start with; Renovate keeps those in the files fresh. */
export const checkout = "actions/checkout@d23441a48e516b6c34aea4fa41551a30e30af803 # v6.1.0";
const setupNode = "actions/setup-node@249970729cb0ef3589644e2896645e5dc5ba9c38 # v6.5.0";

/** Node for desalt. */
export const setupNodeStep = `- uses: ${setupNode}
        with:
          node-version: 24`;

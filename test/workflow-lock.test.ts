import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readOwnVersion } from "../src/io/files/own-package.ts";
import type { WorkflowRun } from "./act-log.ts";
import { packVersion, startNpmRegistry } from "./npm-registry.ts";
import { createPromotedFleet, type PromotedFleet } from "./promoted-fleet.ts";
import { requireTools } from "./requires.ts";
import { runWorkflow } from "./run-workflow.ts";
import { onPullRequest } from "./workflow-event.ts";

const { isMissing } = await requireTools("act");
const ownVersion = readOwnVersion();

const resources = new AsyncDisposableStack();
let fleet: PromotedFleet;
let registry = "";

beforeAll(async () => {
  fleet = resources.use(await createPromotedFleet());
  registry = await startRegistry();
});
afterAll(() => resources.disposeAsync());

/** A registry with one package: desalt, which is the desalt just built. */
async function startRegistry(): Promise<string> {
  const cli = join(import.meta.dirname, "../dist/cli/bin.js");
  const manifest = { name: "desalt", version: ownVersion, type: "module", bin: { desalt: "bin.js" } };
  const files = { "bin.js": `#!/usr/bin/env node\nawait import(${JSON.stringify(cli)});\n` };
  return resources.use(await startNpmRegistry([await packVersion({ manifest, files })])).address;
}

/** Puts a pull request on the forge, and runs its check with the real npx. */
async function check(number: number, files: Readonly<Record<string, string>>): Promise<WorkflowRun> {
  await fleet.pushMerge(`refs/pull/${number}/merge`, "1.2.0", files);
  return await runWorkflow(fleet.workflows.get("check") ?? "", { ...onPullRequest(fleet.place, { number }), registry });
}

const green = "#!/usr/bin/env node\nconsole.log('pass: all is well');\n";
const manifest = JSON.stringify({ name: "desalt", version: ownVersion, bin: { desalt: "bin.js" } });

const attempts: readonly (readonly [what: string, files: Readonly<Record<string, string>>])[] = [
  ["nothing", {}],
  ["registry", { ".npmrc": "registry=http://127.0.0.1:1\n" }],
  ["script-shell", { ".npmrc": "script-shell=./ok.sh\n", "ok.sh": "#!/bin/sh\necho 'pass: all is well'\n" }],
  ["node-options", { ".npmrc": "node-options=--require ./x.cjs\n", "x.cjs": "process.exit(0);\n" }],
  [
    "node_modules",
    { "node_modules/desalt/package.json": manifest, "node_modules/desalt/bin.js": green, "node_modules/.bin/desalt": green },
  ],
];

test.skipIf(isMissing).each(attempts.map(([what, files], index) => [what, index + 1, files] as const))(
  "the honest desalt runs and refuses, whatever decides what npx runs in the pull request: %s",
  async (_, number, files) => {
    const { status, output } = await check(number, files);
    expect(output).toContain("error: prd portal 1.0.0 → 1.2.0: 1.2.0 soaks in dev since");
    expect(output).not.toContain("all is well");
    expect(status).toBe(1);
  },
);

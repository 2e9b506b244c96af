/** The whole flow with every real component on loopback: Gitea, Renovate, helmfile, helm, Kubernetes' API server, Argo CD. Exits non-zero if anything else happens. */
import { renderIssues, UserError } from "../../src/core/user-error.ts";
import { findTool } from "../../src/io/programs/tools.ts";
import { playTalk } from "../../test/e2e/talk.ts";
import { talkTools, type TalkTools } from "../../test/e2e/talk-stage.ts";
import { programs, type ProgramName } from "../../tools/programs.ts";

const start = performance.now();

function seconds(): string {
  return `${((performance.now() - start) / 1000).toFixed(0).padStart(4)} s`;
}

function say(step: string, seen = ""): void {
  console.log(`\n${seconds()}  == ${step}`);
  if (seen !== "") console.log(seen.trimEnd().replaceAll(/^/gmu, "        "));
}

/** All of them; undefined when one is missing, with a line that says which and how to get it. */
async function findTools(): Promise<TalkTools | undefined> {
  const found = new Map<ProgramName, TalkTools["gitea"]>();
  for (const name of talkTools) {
    try {
      found.set(name, await findTool(programs[name]));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      console.error(renderIssues(error.issues));
    }
  }
  const all = Object.fromEntries(found);
  return isComplete(all) ? all : undefined;
}

function isComplete(tools: Partial<TalkTools>): tools is TalkTools {
  return talkTools.every((name) => tools[name] !== undefined);
}

const tools = await findTools();
if (tools === undefined) {
  console.error("\nGo builds them all: npm run tools && npm run tools:e2e");
  process.exitCode = 2;
} else {
  await playTalk({ tools, say });
  console.log(`\n${seconds()}  Every step happened as docs/gitops.md says. The small one: npm run demo:gitops`);
}
